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

import java.util.LinkedHashMap;
import java.util.Map;

import com.lattestream.auth.ChannelAuthorizer;
import com.lattestream.auth.UserAuthenticator;
import com.lattestream.autoconfigure.ConditionalOnLatteStreamMode;
import com.lattestream.autoconfigure.ConditionalOnPusher;
import com.lattestream.autoconfigure.EndpointPaths;
import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.autoconfigure.LatteStreamMode;
import com.lattestream.autoconfigure.LatteStreamProperties;
import com.lattestream.autoconfigure.WebEndpointsConfiguration;
import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.signature.AppCredentials;
import com.lattestream.web.ApiBase;
import com.lattestream.web.CallbackExecutor;
import com.lattestream.web.ChannelAuthEndpoint;
import com.lattestream.web.ChannelAuthRules;
import com.lattestream.web.ChannelGrants;
import com.lattestream.web.ClientScript;
import com.lattestream.web.ConnectionCustomizers;
import com.lattestream.web.ConnectionLogins;
import com.lattestream.web.DiscoveryEndpoint;
import com.lattestream.web.HandshakeParser;
import com.lattestream.web.HttpApi;
import com.lattestream.web.OriginPolicy;
import com.lattestream.web.PerMessageDeflate;
import com.lattestream.web.SseEndpoint;
import com.lattestream.web.TicketEndpoint;
import com.lattestream.web.Tickets;
import com.lattestream.web.UserAuthEndpoint;
import com.lattestream.web.UserAuthRule;
import com.lattestream.web.reactive.ChannelAuthRequestArgumentResolver;
import com.lattestream.web.reactive.ChannelAuthResultHandler;
import com.lattestream.web.reactive.ReactiveAuthInvoker;
import com.lattestream.web.reactive.ReactiveChannelAuthHandler;
import com.lattestream.web.reactive.ReactiveChannelAuthReader;
import com.lattestream.web.reactive.ReactiveChannelAuthorizer;
import com.lattestream.web.reactive.ReactiveClientScriptHandler;
import com.lattestream.web.reactive.ReactiveDiscoveryHandler;
import com.lattestream.web.reactive.ReactiveHandshakes;
import com.lattestream.web.reactive.ReactiveHttpApiHandler;
import com.lattestream.web.reactive.ReactiveInlineAuthorization;
import com.lattestream.web.reactive.ReactiveSocketIdFilter;
import com.lattestream.web.reactive.ReactiveSseHandler;
import com.lattestream.web.reactive.ReactiveTicketHandler;
import com.lattestream.web.reactive.ReactiveUserAuthHandler;
import com.lattestream.web.reactive.ReactiveUserAuthenticator;
import com.lattestream.web.reactive.ReactiveWebSocketHandler;
import com.lattestream.web.reactive.SocketIdArgumentResolver;
import com.lattestream.web.reactive.UserAuthRequestArgumentResolver;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.i18n.LocaleContextResolver;

/**
 * {@link AutoConfiguration Auto-configuration} for the hub's endpoints on WebFlux, whose
 * server may be Reactor Netty, Tomcat or Jetty. Channel authorisation and the browser
 * client are there for clients of a remote service, too.
 */
@AutoConfiguration(after = { LatteStreamAutoConfiguration.class, WebFluxAutoConfiguration.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ DispatcherHandler.class, WebFluxAutoConfiguration.class })
@Import(WebEndpointsConfiguration.class)
public final class LatteStreamWebFluxAutoConfiguration {

	/** Before the application's own mappings, whose patterns may take in everything. */
	private static final int MAPPING_ORDER = -2;

	private final LatteStreamProperties properties;

	private final EndpointPaths paths;

	LatteStreamWebFluxAutoConfiguration(LatteStreamProperties properties) {
		this.properties = properties;
		this.paths = new EndpointPaths(properties);
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnBooleanProperty(name = "lattestream.auth.inline", matchIfMissing = true)
	ReactiveInlineAuthorization latteStreamInlineAuthorization(ChannelGrants grants, OriginPolicy origins,
			ServerCodecConfigurer codecs, LocaleContextResolver locales, ApplicationContext applicationContext) {
		return new ReactiveInlineAuthorization(grants, origins, codecs, locales, applicationContext);
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	ReactiveHandshakes latteStreamHandshakes(LatteStreamHub hub, OriginPolicy origins, ConnectionLogins logins,
			ObjectProvider<ReactiveInlineAuthorization> inlineAuthorization, ConnectionCustomizers customizers) {
		return new ReactiveHandshakes(new HandshakeParser(hub, origins), logins, inlineAuthorization.getIfAvailable(),
				customizers);
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveSocketIdFilter latteStreamSocketIdFilter() {
		return new ReactiveSocketIdFilter();
	}

	@Bean
	ReactiveChannelAuthReader latteStreamChannelAuthReader(ChannelAuthEndpoint endpoint) {
		return new ReactiveChannelAuthReader(endpoint);
	}

	@Bean
	ChannelAuthResultHandler latteStreamChannelAuthResultHandler(ChannelAuthEndpoint endpoint,
			ReactiveChannelAuthReader reader) {
		return new ChannelAuthResultHandler(endpoint, reader, ReactiveAdapterRegistry.getSharedInstance());
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnBooleanProperty(name = "lattestream.hub.websocket.enabled", matchIfMissing = true)
	SimpleUrlHandlerMapping latteStreamWebSocketMapping(LatteStreamHub hub, ReactiveHandshakes handshakes,
			LaneExecutors lanes, ObjectProvider<PerMessageDeflate> deflate) {
		WebHandler webSocket = new ReactiveWebSocketHandler(hub, handshakes, lanes, deflate.getIfAvailable(), false);
		// Origins are checked by the handler, which refuses inside of the socket
		Map<String, WebHandler> handlers = new LinkedHashMap<>();
		handlers.put(this.paths.hub(), webSocket);
		handlers.put(this.paths.hub() + "/", webSocket);
		return new SimpleUrlHandlerMapping(handlers, MAPPING_ORDER);
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnPusher
	SimpleUrlHandlerMapping latteStreamPusherWebSocketMapping(LatteStreamHub hub, ReactiveHandshakes handshakes,
			LaneExecutors lanes, ObjectProvider<PerMessageDeflate> deflate) {
		WebHandler webSocket = new ReactiveWebSocketHandler(hub, handshakes, lanes, deflate.getIfAvailable(), true);
		return new SimpleUrlHandlerMapping(Map.of(this.paths.pusher(), webSocket), MAPPING_ORDER);
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnBooleanProperty(name = "lattestream.hub.websocket.enabled", matchIfMissing = true)
	SimpleUrlHandlerMapping latteStreamDiscoveryMapping(LatteStreamHub hub, OriginPolicy origins) {
		return mapping(this.paths.discovery(), new ReactiveDiscoveryHandler(new DiscoveryEndpoint(hub)), origins);
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnBooleanProperty(name = "lattestream.hub.sse.enabled", matchIfMissing = true)
	SimpleUrlHandlerMapping latteStreamSseMapping(LatteStreamHub hub, ChannelGrants grants, OriginPolicy origins,
			ConnectionLogins logins, ConnectionCustomizers customizers, LaneExecutors lanes) {
		WebHandler handler = new ReactiveSseHandler(hub, new SseEndpoint(hub, grants), logins, customizers, lanes);
		return mapping(this.paths.sse(), handler, origins);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "lattestream.auth.enabled", matchIfMissing = true)
	SimpleUrlHandlerMapping latteStreamChannelAuthMapping(ChannelAuthEndpoint endpoint,
			ReactiveChannelAuthReader reader, ChannelAuthorizer authorizer, OriginPolicy origins) {
		return mapping(this.paths.channelAuth(), new ReactiveChannelAuthHandler(endpoint, reader, authorizer), origins);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "lattestream.auth.enabled", matchIfMissing = true)
	SimpleUrlHandlerMapping latteStreamUserAuthMapping(UserAuthEndpoint endpoint, ReactiveChannelAuthReader reader,
			UserAuthenticator authenticator, OriginPolicy origins) {
		return mapping(this.paths.userAuth(), new ReactiveUserAuthHandler(endpoint, reader, authenticator), origins);
	}

	@Bean
	ReactiveAuthInvoker latteStreamAuthInvoker(
			@Qualifier("requestMappingHandlerAdapter") RequestMappingHandlerAdapter adapter,
			CallbackExecutor callbackExecutor, ApplicationContext applicationContext) {
		return new ReactiveAuthInvoker(adapter, callbackExecutor, applicationContext);
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnBooleanProperty(name = "lattestream.hub.tickets.enabled", matchIfMissing = true)
	SimpleUrlHandlerMapping latteStreamTicketMapping(Tickets tickets, OriginPolicy origins) {
		return mapping(this.paths.ticket(), new ReactiveTicketHandler(new TicketEndpoint(tickets)), origins);
	}

	@Bean
	@ConditionalOnBean(name = WebEndpointsConfiguration.API)
	SimpleUrlHandlerMapping latteStreamApiMapping(@Qualifier(WebEndpointsConfiguration.API) HttpApi api) {
		return apiMapping(api, this.paths.api());
	}

	@Bean
	@ConditionalOnBean(name = WebEndpointsConfiguration.PUSHER_API)
	SimpleUrlHandlerMapping latteStreamPusherApiMapping(@Qualifier(WebEndpointsConfiguration.PUSHER_API) HttpApi api,
			AppCredentials credentials) {
		SimpleUrlHandlerMapping mapping = apiMapping(api, this.paths.pusherApi());
		// The path is a common one, so what is not of the API is left to the application
		String app = this.paths.pusherApi() + "/" + credentials.id() + "/";
		mapping.setHandlerPredicate((handler, exchange) -> {
			ServerHttpRequest request = exchange.getRequest();
			return request.getPath().pathWithinApplication().value().startsWith(app)
					|| request.getQueryParams().containsKey("auth_key");
		});
		return mapping;
	}

	@Bean
	@ConditionalOnMissingBean(ChannelAuthorizer.class)
	ReactiveChannelAuthorizer latteStreamChannelAuthorizer(ChannelAuthRules rules, ReactiveAuthInvoker invoker) {
		return new ReactiveChannelAuthorizer(rules, invoker);
	}

	@Bean
	@ConditionalOnMissingBean(UserAuthenticator.class)
	ReactiveUserAuthenticator latteStreamUserAuthenticator(UserAuthRule rule, ReactiveAuthInvoker invoker) {
		return new ReactiveUserAuthenticator(rule, invoker);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "lattestream.hub.client-script.enabled", matchIfMissing = true)
	SimpleUrlHandlerMapping latteStreamClientScriptMapping(OriginPolicy origins) {
		return mapping(Map.of(this.paths.clientScript(), new ReactiveClientScriptHandler(ClientScript.module()),
				this.paths.clientTypes(), new ReactiveClientScriptHandler(ClientScript.types())), origins);
	}

	/**
	 * Servers come from no origin, so there is nothing to allow to pages.
	 */
	private SimpleUrlHandlerMapping apiMapping(HttpApi api, String path) {
		int maxBodySize = Math.toIntExact(this.properties.getHub().getLimits().getRequestSize().toBytes());
		WebHandler handler = new ReactiveHttpApiHandler(api, new ApiBase(path), maxBodySize);
		return new SimpleUrlHandlerMapping(Map.of(path + "/**", handler), MAPPING_ORDER);
	}

	private static SimpleUrlHandlerMapping mapping(String path, WebHandler handler, OriginPolicy origins) {
		return mapping(Map.of(path, handler), origins);
	}

	private static SimpleUrlHandlerMapping mapping(Map<String, WebHandler> handlers, OriginPolicy origins) {
		SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping(handlers, MAPPING_ORDER);
		Map<String, CorsConfiguration> cors = new LinkedHashMap<>();
		handlers.keySet().forEach((path) -> cors.put(path, origins.cors()));
		mapping.setCorsConfigurations(cors);
		return mapping;
	}

	/**
	 * Resolves our argument types in controller methods.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ArgumentConfiguration implements WebFluxConfigurer {

		private final ObjectProvider<ReactiveChannelAuthReader> reader;

		ArgumentConfiguration(ObjectProvider<ReactiveChannelAuthReader> reader) {
			this.reader = reader;
		}

		@Override
		public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
			configurer.addCustomResolver(new ChannelAuthRequestArgumentResolver(this.reader.getObject()),
					new UserAuthRequestArgumentResolver(), new SocketIdArgumentResolver());
		}

	}

}
