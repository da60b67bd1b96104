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

import jakarta.servlet.DispatcherType;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.FormLoginConfigurer;
import org.springframework.security.config.annotation.web.configurers.RequestCacheConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationEntryPointFailureHandler;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.logout.HttpStatusReturningLogoutSuccessHandler;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;

/**
 * {@link SecurityRules} on Spring MVC.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class MvcSecurityConfiguration {

	private final MvcSessions sessions;

	private final AuthenticationEntryPoint unauthorized = new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED);

	MvcSecurityConfiguration(MvcSessions sessions) {
		this.sessions = sessions;
	}

	@Bean
	@Order(1)
	SecurityFilterChain backOffice(HttpSecurity http) {
		// HTTP Basic with every request and nothing else. Neither does a session count
		// here nor is a browser ever asked for the password (and so never remembers
		// it): no request carries credentials unless its sender put them there, and
		// CSRF protection has nothing to protect.
		return http.securityMatcher("/api/**")
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf(CsrfConfigurer::disable)
			.httpBasic((basic) -> basic.authenticationEntryPoint(this.unauthorized))
			.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
			.build();
	}

	@Bean
	InMemoryUserDetailsManager backOfficeUsers(SampleProperties properties) {
		return new InMemoryUserDetailsManager(SecurityRules.backOfficeUser(properties));
	}

	@Bean
	@Order(2)
	SecurityFilterChain page(HttpSecurity http) {
		return http.csrf(this::protect)
			.authenticationManager(SecurityRules::trust)
			.formLogin(this::login)
			.logout((logout) -> logout
				.logoutSuccessHandler(new HttpStatusReturningLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
			// The page signs in by script, so no request waits for that.
			.requestCache(RequestCacheConfigurer::disable)
			.exceptionHandling((exceptions) -> exceptions.authenticationEntryPoint(this.unauthorized))
			.headers((headers) -> headers
				.contentSecurityPolicy((policy) -> policy.policyDirectives(SecurityRules.CONTENT_SECURITY_POLICY)))
			// No requests of their own, but answers to one that was allowed or refused
			// already; and its session may be over by now.
			.authorizeHttpRequests(
					(requests) -> requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
						.permitAll()
						.requestMatchers(SecurityRules.LATTESTREAM)
						.permitAll()
						.requestMatchers(SecurityRules.PAGE)
						.permitAll()
						.anyRequest()
						.authenticated())
			.build();
	}

	private void protect(CsrfConfigurer<HttpSecurity> csrf) {
		// For a page that runs on script: the token is in a cookie which the page's own
		// script can read and sends back as the header X-XSRF-TOKEN (a form field _csrf
		// does as well).
		CookieCsrfTokenRepository cookie = CookieCsrfTokenRepository.withHttpOnlyFalse();
		cookie.setCookieCustomizer((builder) -> builder.sameSite("Lax"));
		CsrfTokenRequestAttributeHandler token = new CsrfTokenRequestAttributeHandler();
		// Otherwise a token comes into being, and its cookie with it, only when somebody
		// asks for it.
		token.setCsrfRequestAttributeName(null);
		csrf.csrfTokenRepository(cookie)
			.csrfTokenRequestHandler(token)
			.ignoringRequestMatchers(SecurityRules.LATTESTREAM);
	}

	private void login(FormLoginConfigurer<HttpSecurity> login) {
		// Changes the id of the session, so that nobody can prepare a session for
		// somebody else.
		login.loginProcessingUrl("/login")
			.usernameParameter("user")
			.successHandler((request, response, authentication) -> {
				response.setStatus(HttpStatus.NO_CONTENT.value());
				this.sessions.add(authentication.getName(), request.getSession());
			})
			.failureHandler(new AuthenticationEntryPointFailureHandler(this.unauthorized));
	}

}
