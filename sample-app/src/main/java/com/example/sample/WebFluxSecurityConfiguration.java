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

package com.example.sample;

import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authentication.HttpStatusServerEntryPoint;
import org.springframework.security.web.server.authentication.ServerAuthenticationEntryPointFailureHandler;
import org.springframework.security.web.server.authentication.ServerFormLoginAuthenticationConverter;
import org.springframework.security.web.server.authentication.logout.HttpStatusReturningServerLogoutSuccessHandler;
import org.springframework.security.web.server.authentication.logout.WebSessionServerLogoutHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.security.web.server.csrf.CookieServerCsrfTokenRepository;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.server.util.matcher.AndServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;

/**
 * {@link SecurityRules} on WebFlux.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
class WebFluxSecurityConfiguration {

	private final WebFluxSessions sessions;

	private final ServerAuthenticationEntryPoint unauthorized = new HttpStatusServerEntryPoint(HttpStatus.UNAUTHORIZED);

	WebFluxSecurityConfiguration(WebFluxSessions sessions) {
		this.sessions = sessions;
	}

	@Bean
	@Order(1)
	SecurityWebFilterChain backOffice(ServerHttpSecurity http) {
		// HTTP Basic with every request and nothing else. Neither does a session count
		// here nor is a browser ever asked for the password (and so never remembers
		// it): no request carries credentials unless its sender put them there, and
		// CSRF protection has nothing to protect.
		return http.securityMatcher(ServerWebExchangeMatchers.pathMatchers("/api/**"))
			.securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
			.csrf(CsrfSpec::disable)
			.httpBasic((basic) -> basic.authenticationEntryPoint(this.unauthorized))
			.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated())
			.build();
	}

	@Bean
	MapReactiveUserDetailsService backOfficeUsers(SampleProperties properties) {
		return new MapReactiveUserDetailsService(SecurityRules.backOfficeUser(properties));
	}

	@Bean
	@Order(2)
	SecurityWebFilterChain page(ServerHttpSecurity http) {
		return http.csrf(this::protect)
			.addFilterAfter(this::writeCsrfCookie, SecurityWebFiltersOrder.CSRF)
			.addFilterAt(loginFilter(), SecurityWebFiltersOrder.FORM_LOGIN)
			.logout((logout) -> logout.requiresLogout(post("/logout"))
				.logoutHandler((handlers) -> handlers.add(new WebSessionServerLogoutHandler()))
				.logoutSuccessHandler(new HttpStatusReturningServerLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
			.exceptionHandling((exceptions) -> exceptions.authenticationEntryPoint(this.unauthorized))
			.headers((headers) -> headers
				.contentSecurityPolicy((policy) -> policy.policyDirectives(SecurityRules.CONTENT_SECURITY_POLICY)))
			.authorizeExchange((exchanges) -> exchanges.pathMatchers(SecurityRules.LATTESTREAM)
				.permitAll()
				.pathMatchers(SecurityRules.PAGE)
				.permitAll()
				.anyExchange()
				.authenticated())
			.build();
	}

	private void protect(CsrfSpec csrf) {
		// For a page that runs on script: the token is in a cookie which the page's own
		// script can read and sends back as the header X-XSRF-TOKEN (a form field _csrf
		// does as well).
		CookieServerCsrfTokenRepository cookie = CookieServerCsrfTokenRepository.withHttpOnlyFalse();
		cookie.setCookieCustomizer((builder) -> builder.sameSite("Lax"));
		csrf.csrfTokenRepository(cookie)
			.csrfTokenRequestHandler(new ServerCsrfTokenRequestAttributeHandler())
			.requireCsrfProtectionMatcher(new AndServerWebExchangeMatcher(CsrfWebFilter.DEFAULT_CSRF_MATCHER,
					new NegatedServerWebExchangeMatcher(
							ServerWebExchangeMatchers.pathMatchers(SecurityRules.LATTESTREAM))));
	}

	private Mono<Void> writeCsrfCookie(ServerWebExchange exchange, WebFilterChain chain) {
		// A token comes into being, and its cookie with it, when somebody subscribes to
		// it.
		Mono<CsrfToken> token = exchange.getAttributeOrDefault(CsrfToken.class.getName(), Mono.empty());
		return token.then(Mono.defer(() -> chain.filter(exchange)));
	}

	private AuthenticationWebFilter loginFilter() {
		ServerFormLoginAuthenticationConverter form = new ServerFormLoginAuthenticationConverter();
		form.setUsernameParameter("user");
		AuthenticationWebFilter login = new AuthenticationWebFilter(this::signIn);
		login.setRequiresAuthenticationMatcher(post("/login"));
		login.setServerAuthenticationConverter(form);
		// Changes the id of the session when it saves the user, so that nobody can
		// prepare a session for somebody else.
		login.setSecurityContextRepository(new WebSessionServerSecurityContextRepository());
		login.setAuthenticationSuccessHandler((exchange, authentication) -> {
			exchange.getExchange().getResponse().setStatusCode(HttpStatus.NO_CONTENT);
			return exchange.getExchange()
				.getSession()
				.doOnNext((session) -> this.sessions.add(authentication.getName(), session))
				.then();
		});
		login.setAuthenticationFailureHandler(new ServerAuthenticationEntryPointFailureHandler(this.unauthorized));
		return login;
	}

	private Mono<Authentication> signIn(Authentication login) {
		return Mono.fromSupplier(() -> SecurityRules.trust(login));
	}

	private static ServerWebExchangeMatcher post(String path) {
		return ServerWebExchangeMatchers.pathMatchers(HttpMethod.POST, path);
	}

}
