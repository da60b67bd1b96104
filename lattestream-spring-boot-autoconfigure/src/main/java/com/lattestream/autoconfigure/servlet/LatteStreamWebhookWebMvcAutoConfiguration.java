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

package com.lattestream.autoconfigure.servlet;

import com.lattestream.autoconfigure.ConditionalOnWebhooks;
import com.lattestream.autoconfigure.LatteStreamWebhookAutoConfiguration;
import com.lattestream.autoconfigure.LatteStreamWebhookProperties;
import com.lattestream.web.WebhookEndpoint;
import com.lattestream.web.servlet.ControllerLookup;
import com.lattestream.web.servlet.ServletWebhookFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingFilterBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerMapping;

/**
 * {@link AutoConfiguration Auto-configuration} for webhooks that are received on Spring
 * MVC.
 */
@AutoConfiguration(after = { LatteStreamWebhookAutoConfiguration.class, WebMvcAutoConfiguration.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ DispatcherServlet.class, WebMvcAutoConfiguration.class })
@ConditionalOnWebhooks
public final class LatteStreamWebhookWebMvcAutoConfiguration {

	LatteStreamWebhookWebMvcAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingFilterBean
	FilterRegistrationBean<ServletWebhookFilter> latteStreamWebhookFilter(WebhookEndpoint endpoint,
			LatteStreamWebhookProperties properties, ObjectProvider<HandlerMapping> mappings) {
		ServletWebhookFilter filter = new ServletWebhookFilter(endpoint, properties.getPaths(),
				new ControllerLookup(mappings));
		FilterRegistrationBean<ServletWebhookFilter> registration = new FilterRegistrationBean<>(filter);
		registration.setOrder(filter.getOrder());
		return registration;
	}

}
