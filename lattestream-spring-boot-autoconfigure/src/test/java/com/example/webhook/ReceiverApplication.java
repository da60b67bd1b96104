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

package com.example.webhook;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.lattestream.ChannelOccupied;
import com.lattestream.ChannelVacated;
import com.lattestream.ClientEventReceived;
import com.lattestream.MemberAdded;
import com.lattestream.MemberRemoved;
import com.lattestream.SubscriptionCountChanged;
import com.lattestream.WebhookReceived;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application that listens to the events of webhooks. It has controllers, one of which
 * takes all pages in, but none for webhooks.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ ReceiverApplication.Events.class, ReceiverApplication.PageController.class })
class ReceiverApplication {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class WebFluxConfiguration {

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http) {
			return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
				.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class MvcConfiguration {

		@Bean
		SecurityFilterChain security(HttpSecurity http) {
			return http.csrf((csrf) -> csrf.disable())
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

	}

	/**
	 * Collects events, and fails when told to.
	 */
	static class Events {

		private final List<Object> all = new CopyOnWriteArrayList<>();

		private final List<String> threads = new CopyOnWriteArrayList<>();

		private final AtomicInteger failures = new AtomicInteger();

		private volatile boolean failing;

		@EventListener({ ChannelOccupied.class, ChannelVacated.class, MemberAdded.class, MemberRemoved.class,
				SubscriptionCountChanged.class, ClientEventReceived.class, WebhookReceived.class })
		void received(Object event) {
			if (this.failing) {
				this.failures.incrementAndGet();
				throw new IllegalStateException("not now");
			}
			this.threads.add(Thread.currentThread().getName());
			this.all.add(event);
		}

		List<Object> all() {
			return this.all;
		}

		List<String> threads() {
			return this.threads;
		}

		void setFailing(boolean failing) {
			this.failing = failing;
		}

		int failures() {
			return this.failures.get();
		}

		void clear() {
			this.failures.set(0);
			this.failing = false;
			this.all.clear();
			this.threads.clear();
		}

	}

	@RestController
	static class PageController {

		@GetMapping("/**")
		String page() {
			return "page";
		}

		@PostMapping("/other")
		String other() {
			return "other";
		}

	}

}
