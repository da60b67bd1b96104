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

package com.lattestream.autoconfigure;

import com.lattestream.broker.IdempotencyStore;
import com.lattestream.broker.NewsStore;
import com.lattestream.broker.OccupancyStore;
import com.lattestream.broker.PresenceStore;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.signature.AppCredentials;
import com.lattestream.webhook.AddressPolicy;
import com.lattestream.webhook.WebhookCluster;
import com.lattestream.webhook.WebhookHttpClient;
import com.lattestream.webhook.WebhookSender;
import reactor.netty.http.client.HttpClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * {@link AutoConfiguration Auto-configuration} for webhooks that the embedded hub sends.
 */
@AutoConfiguration(after = LatteStreamAutoConfiguration.class)
@ConditionalOnClass(WebClient.class)
@ConditionalOnBean(LatteStreamHub.class)
@Conditional(OnWebhookTargetsCondition.class)
@EnableConfigurationProperties(LatteStreamWebhookProperties.class)
public final class LatteStreamWebhookDeliveryAutoConfiguration {

	private final LatteStreamWebhookProperties.Delivery properties;

	LatteStreamWebhookDeliveryAutoConfiguration(LatteStreamWebhookProperties properties) {
		this.properties = properties.getDelivery();
	}

	@Bean
	@ConditionalOnMissingBean
	AddressPolicy latteStreamWebhookAddressPolicy() {
		return new AddressPolicy(this.properties.getAllowPrivate());
	}

	@Bean
	@ConditionalOnMissingBean
	WebhookSender latteStreamWebhookSender(AppCredentials credentials, AddressPolicy addresses,
			WebhookHttpClient client, ObjectProvider<NewsStore> news, OccupancyStore occupancy, PresenceStore presence,
			IdempotencyStore requests) {
		NewsStore shared = news.getIfAvailable();
		return new WebhookSender(new WebhookTargetFactory(credentials, addresses).create(this.properties.getTargets()),
				WebhookTargetFactory.settings(this.properties), client,
				(shared != null) ? new WebhookCluster(shared, occupancy, presence, requests) : null);
	}

	@Bean
	LatteStreamWebhookLifecycle latteStreamWebhookLifecycle(WebhookSender sender) {
		return new LatteStreamWebhookLifecycle(sender, this.properties.getShutdownTimeout());
	}

	/**
	 * Sends webhooks with Reactor Netty.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HttpClient.class)
	static class ReactorNettyConfiguration {

		@Bean
		@ConditionalOnMissingBean
		WebhookHttpClient latteStreamWebhookHttpClient(ObjectProvider<WebClient.Builder> builders,
				AddressPolicy addresses, LatteStreamWebhookProperties properties) {
			return WebhookHttpClient.onReactorNetty(builders.getIfAvailable(WebClient::builder), addresses,
					properties.getDelivery().getTimeout());
		}

	}

	/**
	 * Sends webhooks with the JDK.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("reactor.netty.http.client.HttpClient")
	static class JdkConfiguration {

		@Bean
		@ConditionalOnMissingBean
		WebhookHttpClient latteStreamWebhookHttpClient(ObjectProvider<WebClient.Builder> builders,
				AddressPolicy addresses, LatteStreamWebhookProperties properties) {
			return WebhookHttpClient.onJdk(builders.getIfAvailable(WebClient::builder), addresses,
					properties.getDelivery().getTimeout());
		}

	}

}
