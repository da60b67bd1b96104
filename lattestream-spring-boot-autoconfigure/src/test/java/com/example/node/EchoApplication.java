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

package com.example.node;

import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.lattestream.PresenceMember;
import com.lattestream.UserData;
import com.lattestream.auth.LatteChannelAuth;
import com.lattestream.auth.LatteUserAuth;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.security.web.server.csrf.DefaultCsrfToken;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRepository;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.server.ServerWebExchange;

/**
 * An application that protects the endpoints Laravel Echo asks: by a CSRF token, and by a
 * bearer token that is the user's name.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ EchoApplication.Channels.class, EchoApplication.Users.class, NodeApplication.TriggerController.class })
class EchoApplication {

	static final String CSRF_TOKEN = "token-of-the-page";

	@Bean
	SecurityWebFilterChain security(ServerHttpSecurity http) {
		return http
			.csrf((csrf) -> csrf
				.requireCsrfProtectionMatcher(ServerWebExchangeMatchers.pathMatchers("/broadcasting/**"))
				.csrfTokenRepository(new OneToken())
				.csrfTokenRequestHandler(new ServerCsrfTokenRequestAttributeHandler()))
			.authorizeExchange(
					(exchanges) -> exchanges.pathMatchers("/broadcasting/**").authenticated().anyExchange().permitAll())
			.addFilterAt(NodeApplication.bearerLogin(), SecurityWebFiltersOrder.AUTHENTICATION)
			.build();
	}

	@LatteChannelAuth
	static class Channels {

		@LatteChannelAuth("private-{name}")
		boolean anything(Principal user) {
			return !user.getName().equals("mallory");
		}

		@LatteChannelAuth("presence-{room}")
		PresenceMember room(Principal user) {
			return new PresenceMember(user.getName(), Map.of("name", user.getName().toUpperCase(Locale.ROOT)));
		}

	}

	@LatteUserAuth
	static class Users {

		@LatteUserAuth
		UserData user(Principal user) {
			return new UserData(user.getName(), null, List.of());
		}

	}

	/**
	 * One token for all: clients in Node keep no cookies, hence no sessions.
	 */
	private static final class OneToken implements ServerCsrfTokenRepository {

		@Override
		public Mono<CsrfToken> generateToken(ServerWebExchange exchange) {
			return Mono.just(new DefaultCsrfToken("X-CSRF-TOKEN", "_token", CSRF_TOKEN));
		}

		@Override
		public Mono<Void> saveToken(ServerWebExchange exchange, CsrfToken token) {
			return Mono.empty();
		}

		@Override
		public Mono<CsrfToken> loadToken(ServerWebExchange exchange) {
			return generateToken(exchange);
		}

	}

}
