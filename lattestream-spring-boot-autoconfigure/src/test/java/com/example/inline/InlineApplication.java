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

package com.example.inline;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.lattestream.auth.LatteChannelAuth;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;

/**
 * An application whose rules use Spring Security. Ann is an editor, Bob is a user.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableReactiveMethodSecurity
@Import(InlineApplication.Channels.class)
class InlineApplication {

	@Bean
	SecurityWebFilterChain security(ServerHttpSecurity http) {
		return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
			.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
			.httpBasic(Customizer.withDefaults())
			.build();
	}

	@Bean
	ReactiveUserDetailsService users() {
		// Not the service itself: it would replace the passwords by others that take long
		return new MapReactiveUserDetailsService(user("ann", "EDITOR"), user("bob", "USER"))::findByUsername;
	}

	@Bean
	WebFilter tenant() {
		return (exchange, chain) -> {
			exchange.getAttributes().put("tenant", "t-" + exchange.getRequest().getHeaders().getFirst("X-Tenant"));
			return chain.filter(exchange);
		};
	}

	private static UserDetails user(String name, String role) {
		return User.withUsername(name).password("{noop}password").roles(role).build();
	}

	@LatteChannelAuth
	static class Channels {

		private final Queue<ServerWebExchange> exchanges = new ConcurrentLinkedQueue<>();

		Queue<ServerWebExchange> exchanges() {
			return this.exchanges;
		}

		@LatteChannelAuth("private-draft-{name}")
		@PreAuthorize("hasRole('EDITOR')")
		Mono<Boolean> draft(@PathVariable String name) {
			return Mono.just(true);
		}

		@LatteChannelAuth("private-own-{name}")
		@PreAuthorize("#name == authentication.name")
		Mono<Boolean> own(@PathVariable String name) {
			return Mono.just(true);
		}

		@LatteChannelAuth("private-context-{name}")
		Mono<Boolean> context(@PathVariable String name) {
			return ReactiveSecurityContextHolder.getContext()
				.map((context) -> context.getAuthentication().getName().equals(name));
		}

		@LatteChannelAuth("private-details-{name}")
		boolean details(@PathVariable String name, @AuthenticationPrincipal UserDetails user) {
			return user.getUsername().equals(name);
		}

		@LatteChannelAuth("private-tenant-{name}")
		boolean tenant(@PathVariable String name, ServerWebExchange exchange) {
			this.exchanges.add(exchange);
			return ("t-" + name).equals(exchange.getAttribute("tenant"));
		}

		@LatteChannelAuth("private-session")
		Mono<Boolean> session(ServerWebExchange exchange) {
			return exchange.getSession().map((session) -> true);
		}

	}

}
