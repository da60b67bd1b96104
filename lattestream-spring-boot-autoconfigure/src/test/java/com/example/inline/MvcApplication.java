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

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import com.lattestream.auth.LatteChannelAuth;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.validation.constraints.Min;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.data.annotation.Id;
import org.springframework.data.keyvalue.repository.KeyValueRepository;
import org.springframework.data.map.repository.config.EnableMapRepositories;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.annotation.RequestScope;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The same application on Spring MVC, with rules that use what it has besides. Ann is an
 * editor, Bob is a user.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableMethodSecurity
@EnableMapRepositories(considerNestedRepositories = true)
@Import({ MvcApplication.Channels.class, MvcApplication.Tenant.class })
class MvcApplication {

	@Bean
	SecurityFilterChain security(HttpSecurity http) {
		return http.csrf((csrf) -> csrf.disable())
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.httpBasic(Customizer.withDefaults())
			.build();
	}

	@Bean
	UserDetailsService users() {
		// Not the service itself: it would replace the passwords by others that take long
		return new InMemoryUserDetailsManager(user("ann", "EDITOR"), user("bob", "USER"))::loadUserByUsername;
	}

	@Bean
	OncePerRequestFilter tenant() {
		return new OncePerRequestFilter() {

			@Override
			protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
					throws ServletException, IOException {
				request.setAttribute("tenant", "t-" + request.getHeader("X-Tenant"));
				chain.doFilter(request, response);
			}

		};
	}

	private static UserDetails user(String name, String role) {
		return User.withUsername(name).password("{noop}password").roles(role).build();
	}

	@LatteChannelAuth
	static class Channels {

		private final Queue<HttpServletRequest> requests = new ConcurrentLinkedQueue<>();

		private final List<String> failures = new CopyOnWriteArrayList<>();

		private final Tenant tenant;

		private volatile String thread = "";

		Channels(Tenant tenant) {
			this.tenant = tenant;
		}

		Queue<HttpServletRequest> requests() {
			return this.requests;
		}

		List<String> failures() {
			return this.failures;
		}

		String thread() {
			return this.thread;
		}

		@LatteChannelAuth("private-draft-{name}")
		@PreAuthorize("hasRole('EDITOR')")
		boolean draft(@PathVariable String name) {
			return true;
		}

		@LatteChannelAuth("private-own-{name}")
		@PreAuthorize("#name == authentication.name")
		Mono<Boolean> own(@PathVariable String name) {
			return Mono.just(true);
		}

		@LatteChannelAuth("private-context-{name}")
		boolean context(@PathVariable String name) {
			this.thread = Thread.currentThread().getName();
			return SecurityContextHolder.getContext().getAuthentication().getName().equals(name);
		}

		@LatteChannelAuth("private-details-{name}")
		boolean details(@PathVariable String name, @AuthenticationPrincipal UserDetails user) {
			return user.getUsername().equals(name);
		}

		@LatteChannelAuth("private-role-{role}")
		boolean role(@PathVariable String role, HttpServletRequest request) {
			return request.isUserInRole(role);
		}

		@LatteChannelAuth("private-tenant-{name}")
		boolean tenant(@PathVariable String name, HttpServletRequest request) {
			this.requests.add(request);
			return ("t-" + name).equals(request.getAttribute("tenant"));
		}

		@LatteChannelAuth("private-scope-{name}")
		boolean scope(@PathVariable String name) {
			return this.tenant.name().equals(name);
		}

		@LatteChannelAuth("private-order-{order}")
		boolean order(@PathVariable Order order, @AuthenticationPrincipal UserDetails user) {
			return order.customer().equals(user.getUsername());
		}

		@LatteChannelAuth("private-least-{number}")
		boolean least(@PathVariable @Min(10) int number) {
			return true;
		}

		@LatteChannelAuth("private-language-{language}")
		boolean language(@PathVariable String language, Locale locale) {
			return locale.getLanguage().equals(language)
					&& LocaleContextHolder.getLocale().getLanguage().equals(language);
		}

		@LatteChannelAuth("private-callable-{answer}")
		Callable<Boolean> callable(@PathVariable boolean answer) {
			return () -> answer;
		}

		@LatteChannelAuth("private-deferred-{answer}")
		DeferredResult<Boolean> deferred(@PathVariable boolean answer) {
			DeferredResult<Boolean> result = new DeferredResult<>();
			new Thread(() -> result.setResult(answer)).start();
			return result;
		}

		@LatteChannelAuth("private-failing")
		boolean failing() {
			throw new UnsupportedOperationException("no");
		}

		@ExceptionHandler
		String failed(UnsupportedOperationException ex) {
			this.failures.add(String.valueOf(ex.getMessage()));
			return "handled";
		}

		@LatteChannelAuth("private-session")
		boolean session(HttpSession session) {
			return true;
		}

		@LatteChannelAuth("private-response")
		boolean response(HttpServletResponse response) {
			response.addHeader("X-Rule", "was here");
			return true;
		}

	}

	/**
	 * Lives as long as a request.
	 */
	@Component
	@RequestScope
	static class Tenant {

		private static final Queue<String> gone = new ConcurrentLinkedQueue<>();

		private final HttpServletRequest request;

		Tenant(HttpServletRequest request) {
			this.request = request;
		}

		static Queue<String> gone() {
			return gone;
		}

		String name() {
			return this.request.getHeader("X-Tenant");
		}

		@PreDestroy
		void destroy() {
			gone.add("gone");
		}

	}

	record Order(@Id String id, String customer) {

	}

	interface Orders extends KeyValueRepository<Order, String> {

	}

}
