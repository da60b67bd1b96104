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

import java.util.LinkedHashMap;
import java.util.List;
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
import com.lattestream.web.servlet.ChannelAuthRequestArgumentResolver;
import com.lattestream.web.servlet.ChannelAuthResultHandler;
import com.lattestream.web.servlet.EndpointHandlerMapping;
import com.lattestream.web.servlet.ServletAuthInvoker;
import com.lattestream.web.servlet.ServletChannelAuthHandler;
import com.lattestream.web.servlet.ServletChannelAuthReader;
import com.lattestream.web.servlet.ServletChannelAuthorizer;
import com.lattestream.web.servlet.ServletClientScriptHandler;
import com.lattestream.web.servlet.ServletDiscoveryHandler;
import com.lattestream.web.servlet.ServletHandshakes;
import com.lattestream.web.servlet.ServletHttpApiHandler;
import com.lattestream.web.servlet.ServletInlineAuthorization;
import com.lattestream.web.servlet.ServletSseHandler;
import com.lattestream.web.servlet.ServletTicketHandler;
import com.lattestream.web.servlet.ServletUserAuthHandler;
import com.lattestream.web.servlet.ServletUserAuthenticator;
import com.lattestream.web.servlet.ServletWebSocketHandler;
import com.lattestream.web.servlet.UserAuthRequestArgumentResolver;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * {@link AutoConfiguration Auto-configuration} for the hub's endpoints on Spring MVC.
 * Channel authorisation and the browser client are there for clients of a remote service,
 * too.
 */
@AutoConfiguration(after = { LatteStreamAutoConfiguration.class, WebMvcAutoConfiguration.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ DispatcherServlet.class, WebMvcAutoConfiguration.class })
@Import(WebEndpointsConfiguration.class)
@ImportRuntimeHints(LatteStreamWebMvcAutoConfiguration.DetachedRuntimeHints.class)
public final class LatteStreamWebMvcAutoConfiguration {

	private final LatteStreamProperties properties;

	private final EndpointPaths paths;

	LatteStreamWebMvcAutoConfiguration(LatteStreamProperties properties) {
		this.properties = properties;
		this.paths = new EndpointPaths(properties);
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnBooleanProperty(name = "lattestream.auth.inline", matchIfMissing = true)
	ServletInlineAuthorization latteStreamInlineAuthorization(ChannelGrants grants, OriginPolicy origins,
			@Qualifier(DispatcherServlet.LOCALE_RESOLVER_BEAN_NAME) LocaleResolver locales,
			WebApplicationContext applicationContext, CallbackExecutor callbackExecutor) {
		return new ServletInlineAuthorization(grants, origins, locales, applicationContext, callbackExecutor);
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	ServletHandshakes latteStreamHandshakes(LatteStreamHub hub, OriginPolicy origins, ConnectionLogins logins,
			ObjectProvider<ServletInlineAuthorization> inlineAuthorization, ConnectionCustomizers customizers) {
		return new ServletHandshakes(new HandshakeParser(hub, origins), logins, inlineAuthorization.getIfAvailable(),
				customizers);
	}

	@Bean
	ServletChannelAuthReader latteStreamChannelAuthReader(ChannelAuthEndpoint endpoint) {
		return new ServletChannelAuthReader(endpoint);
	}

	@Bean
	ChannelAuthResultHandler latteStreamChannelAuthResultHandler(ChannelAuthEndpoint endpoint,
			ServletChannelAuthReader reader,
			@Qualifier("requestMappingHandlerAdapter") RequestMappingHandlerAdapter adapter) {
		return new ChannelAuthResultHandler(endpoint, reader, adapter);
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnBooleanProperty(name = "lattestream.hub.websocket.enabled", matchIfMissing = true)
	EndpointHandlerMapping latteStreamWebSocketMapping(LatteStreamHub hub, ServletHandshakes handshakes,
			LaneExecutors lanes, ObjectProvider<PerMessageDeflate> deflate) {
		HttpRequestHandler webSocket = new ServletWebSocketHandler(hub, handshakes, lanes, deflate.getIfAvailable(),
				false);
		// Origins are checked by the handler, which refuses inside of the socket
		Map<String, HttpRequestHandler> handlers = new LinkedHashMap<>();
		handlers.put(this.paths.hub(), webSocket);
		handlers.put(this.paths.hub() + "/", webSocket);
		return new EndpointHandlerMapping(handlers);
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnPusher
	EndpointHandlerMapping latteStreamPusherWebSocketMapping(LatteStreamHub hub, ServletHandshakes handshakes,
			LaneExecutors lanes, ObjectProvider<PerMessageDeflate> deflate) {
		return mapping(this.paths.pusher(),
				new ServletWebSocketHandler(hub, handshakes, lanes, deflate.getIfAvailable(), true));
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnBooleanProperty(name = "lattestream.hub.websocket.enabled", matchIfMissing = true)
	EndpointHandlerMapping latteStreamDiscoveryMapping(LatteStreamHub hub, OriginPolicy origins) {
		return mapping(this.paths.discovery(), new ServletDiscoveryHandler(new DiscoveryEndpoint(hub))).with(origins);
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnBooleanProperty(name = "lattestream.hub.sse.enabled", matchIfMissing = true)
	EndpointHandlerMapping latteStreamSseMapping(LatteStreamHub hub, ChannelGrants grants, OriginPolicy origins,
			ConnectionLogins logins, ConnectionCustomizers customizers, LaneExecutors lanes) {
		SseEndpoint endpoint = new SseEndpoint(hub, grants);
		return mapping(this.paths.sse(), new ServletSseHandler(hub, endpoint, logins, customizers, lanes))
			.with(origins);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "lattestream.auth.enabled", matchIfMissing = true)
	EndpointHandlerMapping latteStreamChannelAuthMapping(ChannelAuthEndpoint endpoint, ServletChannelAuthReader reader,
			ChannelAuthorizer authorizer, OriginPolicy origins) {
		return mapping(this.paths.channelAuth(), new ServletChannelAuthHandler(endpoint, reader, authorizer))
			.with(origins);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "lattestream.auth.enabled", matchIfMissing = true)
	EndpointHandlerMapping latteStreamUserAuthMapping(UserAuthEndpoint endpoint, ServletChannelAuthReader reader,
			UserAuthenticator authenticator, OriginPolicy origins) {
		return mapping(this.paths.userAuth(), new ServletUserAuthHandler(endpoint, reader, authenticator))
			.with(origins);
	}

	@Bean
	ServletAuthInvoker latteStreamAuthInvoker(
			@Qualifier("requestMappingHandlerAdapter") RequestMappingHandlerAdapter adapter,
			CallbackExecutor callbackExecutor, WebApplicationContext applicationContext) {
		return new ServletAuthInvoker(adapter, callbackExecutor, applicationContext);
	}

	@Bean
	@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
	@ConditionalOnBooleanProperty(name = "lattestream.hub.tickets.enabled", matchIfMissing = true)
	EndpointHandlerMapping latteStreamTicketMapping(Tickets tickets, OriginPolicy origins) {
		return mapping(this.paths.ticket(), new ServletTicketHandler(new TicketEndpoint(tickets))).with(origins);
	}

	@Bean
	@ConditionalOnBean(name = WebEndpointsConfiguration.API)
	EndpointHandlerMapping latteStreamApiMapping(@Qualifier(WebEndpointsConfiguration.API) HttpApi api) {
		return apiMapping(api, this.paths.api());
	}

	@Bean
	@ConditionalOnBean(name = WebEndpointsConfiguration.PUSHER_API)
	EndpointHandlerMapping latteStreamPusherApiMapping(@Qualifier(WebEndpointsConfiguration.PUSHER_API) HttpApi api,
			AppCredentials credentials) {
		// The path is a common one, so what is not of the API is left to the application
		String app = this.paths.pusherApi() + "/" + credentials.id() + "/";
		return apiMapping(api, this.paths.pusherApi())
			.where((path, query) -> path.startsWith(app) || query.containsKey("auth_key"));
	}

	@Bean
	@ConditionalOnMissingBean(ChannelAuthorizer.class)
	ServletChannelAuthorizer latteStreamChannelAuthorizer(ChannelAuthRules rules, ServletAuthInvoker invoker) {
		return new ServletChannelAuthorizer(rules, invoker);
	}

	@Bean
	@ConditionalOnMissingBean(UserAuthenticator.class)
	ServletUserAuthenticator latteStreamUserAuthenticator(UserAuthRule rule, ServletAuthInvoker invoker) {
		return new ServletUserAuthenticator(rule, invoker);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "lattestream.hub.client-script.enabled", matchIfMissing = true)
	EndpointHandlerMapping latteStreamClientScriptMapping(OriginPolicy origins) {
		return new EndpointHandlerMapping(
				Map.of(this.paths.clientScript(), new ServletClientScriptHandler(ClientScript.module()),
						this.paths.clientTypes(), new ServletClientScriptHandler(ClientScript.types())))
			.with(origins);
	}

	/**
	 * Servers come from no origin, so there is nothing to allow to pages.
	 */
	private EndpointHandlerMapping apiMapping(HttpApi api, String path) {
		int maxBodySize = Math.toIntExact(this.properties.getHub().getLimits().getRequestSize().toBytes());
		return mapping(path + "/**", new ServletHttpApiHandler(api, new ApiBase(path), maxBodySize));
	}

	private static EndpointHandlerMapping mapping(String path, HttpRequestHandler handler) {
		return new EndpointHandlerMapping(Map.of(path, handler));
	}

	/**
	 * Keeps the stand-ins for what containers have no more in native images.
	 */
	static class DetachedRuntimeHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.proxies().registerJdkProxy(HttpServletRequest.class).registerJdkProxy(HttpServletResponse.class);
		}

	}

	/**
	 * Resolves our argument types in controller methods.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ArgumentConfiguration implements WebMvcConfigurer {

		private final ObjectProvider<ServletChannelAuthReader> reader;

		ArgumentConfiguration(ObjectProvider<ServletChannelAuthReader> reader) {
			this.reader = reader;
		}

		@Override
		public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
			resolvers.add(new ChannelAuthRequestArgumentResolver(this.reader.getObject()));
			resolvers.add(new UserAuthRequestArgumentResolver());
		}

	}

}
