/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package com.lattestream.autoconfigure.reactive;

import com.lattestream.autoconfigure.ConditionalOnWebhooks;
import com.lattestream.autoconfigure.LatteStreamWebhookAutoConfiguration;
import com.lattestream.autoconfigure.LatteStreamWebhookProperties;
import com.lattestream.web.WebhookEndpoint;
import com.lattestream.web.reactive.ReactiveWebhookFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.DispatcherHandler;

/**
 * {@link AutoConfiguration Auto-configuration} for webhooks that are received on WebFlux.
 */
@AutoConfiguration(after = { LatteStreamWebhookAutoConfiguration.class, WebFluxAutoConfiguration.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ DispatcherHandler.class, WebFluxAutoConfiguration.class })
@ConditionalOnWebhooks
public final class LatteStreamWebhookWebFluxAutoConfiguration {

	LatteStreamWebhookWebFluxAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveWebhookFilter latteStreamWebhookFilter(WebhookEndpoint endpoint, LatteStreamWebhookProperties properties,
			ObjectProvider<DispatcherHandler> dispatcher) {
		return new ReactiveWebhookFilter(endpoint, properties.getPaths(), dispatcher);
	}

}
