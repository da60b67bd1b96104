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

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.lattestream.LatteStreamClient;
import com.lattestream.auth.ChannelAuthorizer;
import com.lattestream.auth.UserAuthenticator;
import com.lattestream.broker.IdempotencyStore;
import com.lattestream.broker.TicketStore;
import com.lattestream.hub.ConnectionCustomizer;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.signature.AppCredentials;
import com.lattestream.web.CallbackExecutor;
import com.lattestream.web.ChannelAuthEndpoint;
import com.lattestream.web.ChannelAuthRules;
import com.lattestream.web.ChannelGrants;
import com.lattestream.web.ConnectionCustomizers;
import com.lattestream.web.ConnectionLogins;
import com.lattestream.web.HttpApi;
import com.lattestream.web.OriginPolicy;
import com.lattestream.web.PerMessageDeflate;
import com.lattestream.web.Tickets;
import com.lattestream.web.UserAuthEndpoint;
import com.lattestream.web.UserAuthRule;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * What the endpoints of both web stacks share: all but what touches requests and
 * responses. Imported by the auto-configuration of the stack that there is.
 */
@Configuration(proxyBeanMethods = false)
@ImportRuntimeHints(WebEndpointsConfiguration.ClientScriptRuntimeHints.class)
public final class WebEndpointsConfiguration {

	/**
	 * Name of the bean that answers calls of LatteStream's REST API.
	 */
	public static final String API = "latteStreamHttpApi";

	/**
	 * Name of the bean that answers calls of Pusher's REST API.
	 */
	public static final String PUSHER_API = "latteStreamPusherHttpApi";

	private final LatteStreamProperties properties;

	WebEndpointsConfiguration(LatteStreamProperties properties) {
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean
	OriginPolicy latteStreamOriginPolicy() {
		return new OriginPolicy(this.properties.getHub().getAllowedOrigins());
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnBooleanProperty("lattestream.hub.websocket.compression.enabled")
	PerMessageDeflate latteStreamPerMessageDeflate() {
		return new PerMessageDeflate(HubSettingsFactory.compressionMinSize(this.properties.getHub()));
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	ConnectionCustomizers latteStreamConnectionCustomizers(ObjectProvider<ConnectionCustomizer> customizers,
			CallbackExecutor callbackExecutor) {
		return new ConnectionCustomizers(customizers.orderedStream().toList(), callbackExecutor);
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnBooleanProperty(name = "lattestream.hub.tickets.enabled", matchIfMissing = true)
	Tickets latteStreamTickets(TicketStore store) {
		return new Tickets(store, this.properties.getHub().getTickets().getTtl());
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	ConnectionLogins latteStreamConnectionLogins(ObjectProvider<Tickets> tickets) {
		return new ConnectionLogins(tickets.getIfAvailable());
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	ChannelGrants latteStreamChannelGrants(ChannelAuthorizer authorizer, JsonMapper jsonMapper) {
		return new ChannelGrants(authorizer, jsonMapper);
	}

	@Bean
	@ConditionalOnMissingBean
	ChannelAuthEndpoint latteStreamChannelAuthEndpoint(LatteStreamClient client) {
		return new ChannelAuthEndpoint(client);
	}

	@Bean
	@ConditionalOnMissingBean
	UserAuthEndpoint latteStreamUserAuthEndpoint(LatteStreamClient client) {
		return new UserAuthEndpoint(client);
	}

	@Bean
	@ConditionalOnMissingBean(ChannelAuthorizer.class)
	ChannelAuthRules latteStreamChannelAuthRules(ListableBeanFactory beanFactory) {
		return new ChannelAuthRules(beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean(UserAuthenticator.class)
	UserAuthRule latteStreamUserAuthRule(ListableBeanFactory beanFactory) {
		return new UserAuthRule(beanFactory);
	}

	@Bean(API)
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnSecret
	@ConditionalOnBooleanProperty(name = "lattestream.hub.api.enabled", matchIfMissing = true)
	HttpApi latteStreamHttpApi(LatteStreamHub hub, AppCredentials credentials, IdempotencyStore store) {
		Duration lifetime = this.properties.getHub().getIdempotency().getLifetime();
		return HttpApi.latteStream(hub, credentials, store, lifetime, Clock.systemUTC());
	}

	@Bean(PUSHER_API)
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnPusher
	@ConditionalOnSecret
	@ConditionalOnBooleanProperty(name = "lattestream.hub.pusher.api.enabled", matchIfMissing = true)
	HttpApi latteStreamPusherHttpApi(LatteStreamHub hub, AppCredentials credentials, IdempotencyStore store) {
		Duration lifetime = this.properties.getHub().getIdempotency().getLifetime();
		LatteStreamProperties.PusherApi settings = this.properties.getHub().getPusher().getApi();
		return HttpApi.pusher(hub, credentials, store, lifetime, settings.getRepeatWindow(), Clock.systemUTC());
	}

	/**
	 * Return where channel names in paths may have semicolons.
	 * @param properties say where the endpoints are
	 * @param credentials have the id in the paths of Pusher's API
	 * @param beanFactory has the APIs that there are
	 * @return the paths of the REST APIs, with a slash at the end
	 */
	public static List<String> apiPaths(LatteStreamProperties properties, AppCredentials credentials,
			BeanFactory beanFactory) {
		EndpointPaths endpoints = new EndpointPaths(properties);
		List<String> paths = new ArrayList<>(2);
		if (beanFactory.containsBean(API)) {
			paths.add(endpoints.api() + "/");
		}
		if (beanFactory.containsBean(PUSHER_API)) {
			paths.add(endpoints.pusherApi() + "/" + credentials.id() + "/");
		}
		return paths;
	}

	/**
	 * Keeps the browser client in native images.
	 */
	static class ClientScriptRuntimeHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources()
				.registerPattern("com/lattestream/web/client.js")
				.registerPattern("com/lattestream/web/client.d.ts");
		}

	}

}
