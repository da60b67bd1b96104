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

package com.lattestream.autoconfigure.remote;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.lattestream.LatteStreamClient;
import com.lattestream.autoconfigure.ConditionalOnLatteStreamMode;
import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.autoconfigure.LatteStreamMode;
import com.lattestream.autoconfigure.LatteStreamProperties;
import com.lattestream.remote.RemoteLatteStreamClient;
import com.lattestream.remote.RequestCache;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelEncryptor;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.log.LogMessage;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * {@link AutoConfiguration Auto-configuration} for the client of a service elsewhere.
 */
@AutoConfiguration(after = { LatteStreamAutoConfiguration.class, SslAutoConfiguration.class },
		afterName = { "org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration",
				"org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnLatteStreamMode(LatteStreamMode.REMOTE)
@EnableConfigurationProperties(LatteStreamClientProperties.class)
public final class LatteStreamRemoteAutoConfiguration {

	private static final Log logger = LogFactory.getLog(LatteStreamRemoteAutoConfiguration.class);

	LatteStreamRemoteAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(LatteStreamConnectionDetails.class)
	PropertiesLatteStreamConnectionDetails latteStreamConnectionDetails(LatteStreamProperties properties,
			LatteStreamClientProperties client, ObjectProvider<SslBundles> sslBundles) {
		return new PropertiesLatteStreamConnectionDetails(properties, client, sslBundles);
	}

	@Bean
	@ConditionalOnMissingBean
	AppCredentials latteStreamAppCredentials(LatteStreamProperties properties, LatteStreamConnectionDetails details) {
		return new AppCredentials(properties.getApp().getId(), details.getKey(), details.getSecret());
	}

	/**
	 * The client.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClient.class)
	@ConditionalOnMissingBean(LatteStreamClient.class)
	@Import({ RemoteConnectorConfigurations.SpringBootHttpClient.class,
			RemoteConnectorConfigurations.ReactorNetty.class, RemoteConnectorConfigurations.Jdk.class })
	static class ClientConfiguration {

		@Bean
		RemoteLatteStreamClient latteStreamClient(LatteStreamClientProperties properties,
				LatteStreamConnectionDetails details, AppCredentials credentials, ChannelEncryptor encryptor,
				RemoteConnector connector, JsonMapper jsonMapper, ObjectProvider<WebClient.Builder> builders,
				ObjectProvider<LatteStreamClientCustomizer> customizers, ObjectProvider<RequestCache> caches,
				ObjectProvider<ObservationRegistry> observations) {
			ObservationRegistry registry = observations.getIfAvailable(() -> ObservationRegistry.NOOP);
			WebClient.Builder builder = builders.getIfAvailable(() -> WebClient.builder().observationRegistry(registry))
				.clone()
				.clientConnector(connector.connector());
			customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
			RequestCache cache = caches.getIfAvailable();
			if (cache == null) {
				logger.debug("Answers to queries are not kept, as it is set or as Caffeine is missing");
			}
			logger.info(LogMessage.format("Sending events to %s", details.getEndpoint()));
			return new RemoteLatteStreamClient(builder.build(), details.getEndpoint(), credentials, encryptor,
					RemoteSettingsFactory.create(properties), jsonMapper, cache, registry);
		}

		@Bean
		RemoteClientLifecycle latteStreamRemoteClientLifecycle(RemoteLatteStreamClient client,
				LatteStreamClientProperties properties) {
			return new RemoteClientLifecycle(client, properties.getBatching().getShutdownTimeout());
		}

	}

	/**
	 * The cache.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Caffeine.class)
	@ConditionalOnBooleanProperty(name = "lattestream.client.cache.enabled", matchIfMissing = true)
	static class CaffeineConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RequestCache latteStreamRequestCache(LatteStreamClientProperties properties) {
			LatteStreamClientProperties.Cache cache = properties.getCache();
			return new RequestCache(RemoteSettingsFactory.positive("cache.ttl", cache.getTtl()),
					RemoteSettingsFactory.within("cache.max-size", cache.getMaxSize(), 0, Integer.MAX_VALUE));
		}

	}

	/**
	 * Says what is missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.web.reactive.function.client.WebClient")
	static class MissingWebClientConfiguration {

		@Bean
		@ConditionalOnMissingBean
		LatteStreamClient latteStreamClient() {
			throw new InvalidRemoteModeException("'lattestream.mode' is 'remote' but there is no WebClient",
					"Add org.springframework:spring-webflux to the class path; a servlet application stays one.");
		}

	}

}
