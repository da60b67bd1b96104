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

package com.example.contract;

import java.time.Duration;

import com.lattestream.auth.LatteChannelAuth;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.security.web.server.util.matcher.AndServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;

/**
 * The application under test on WebFlux.
 */
@Configuration(proxyBeanMethods = false)
@Import({ ContractApplication.class, ReactiveContractApplication.ReactiveRules.class })
class ReactiveContractApplication {

	@Bean
	SecurityWebFilterChain securityFilterChain(ServerHttpSecurity http) {
		return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
			.httpBasic(Customizer.withDefaults())
			.csrf((csrf) -> csrf.requireCsrfProtectionMatcher(
					new AndServerWebExchangeMatcher(CsrfWebFilter.DEFAULT_CSRF_MATCHER,
							new NegatedServerWebExchangeMatcher(ServerWebExchangeMatchers.pathMatchers(
									"/lattestream/auth", "/lattestream/user-auth", "/lattestream/ticket",
									"/lattestream/api/**", "/apps/**", "/my/**")))))
			.build();
	}

	@Bean
	ReactiveUserDetailsService userDetailsService() {
		return new MapReactiveUserDetailsService(user("ann"), user("bob"));
	}

	/**
	 * Has its answer out some time before it is done, as it happens to all answers that
	 * are not written by the event loop.
	 * @return the filter
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	WebFilter doneLater() {
		return (exchange, chain) -> {
			if (!exchange.getRequest().getPath().value().equals("/done-later")) {
				return chain.filter(exchange);
			}
			HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
			return exchange.getResponse()
				.setComplete()
				.then(response.header("Content-Length", "0").sendHeaders().then())
				.then(Mono.delay(Duration.ofMillis(500)))
				.then();
		};
	}

	/**
	 * Event loops of its own: a second application that stops must not take those of the
	 * first along.
	 * @return the resources
	 */
	@Bean
	ReactorResourceFactory reactorResourceFactory() {
		ReactorResourceFactory factory = new ReactorResourceFactory();
		factory.setUseGlobalResources(false);
		factory.setShutdownQuietPeriod(Duration.ZERO);
		return factory;
	}

	private static UserDetails user(String name) {
		return User.withUsername(name).password("password").roles("USER").build();
	}

	/**
	 * Rules that take arguments of the web stack.
	 */
	@LatteChannelAuth
	static class ReactiveRules {

		@LatteChannelAuth("private-exchange-{path}")
		boolean exchange(ServerWebExchange exchange) {
			return exchange.getRequest().getPath().value().startsWith("/lattestream/");
		}

	}

}
