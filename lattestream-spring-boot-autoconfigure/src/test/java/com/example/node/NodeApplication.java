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

import com.lattestream.LatteStreamClient;
import com.lattestream.PresenceMember;
import com.lattestream.TriggerRequest;
import com.lattestream.TriggerResult;
import com.lattestream.UserData;
import com.lattestream.auth.LatteChannelAuth;
import com.lattestream.auth.LatteUserAuth;
import com.lattestream.hub.ClientEventResult;
import com.lattestream.hub.LatteClientEvent;
import com.lattestream.hub.LatteStreamHub;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * The application that JavaScript clients talk to. Who the user is comes from a header,
 * or from a bearer token that is the user's name.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ NodeApplication.Channels.class, NodeApplication.Users.class, NodeApplication.Desks.class,
		NodeApplication.TriggerController.class, NodeApplication.HistoryController.class })
class NodeApplication {

	@Bean
	SecurityWebFilterChain security(ServerHttpSecurity http) {
		return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
			.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
			.addFilterAt(bearerLogin(), SecurityWebFiltersOrder.AUTHENTICATION)
			.build();
	}

	@Bean
	ForgetfulHistoryStore histories() {
		return new ForgetfulHistoryStore();
	}

	static AuthenticationWebFilter bearerLogin() {
		AuthenticationWebFilter login = new AuthenticationWebFilter(
				(ReactiveAuthenticationManager) (authentication) -> Mono.just(authentication));
		login.setServerAuthenticationConverter((exchange) -> Mono
			.justOrEmpty(exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION))
			.filter((header) -> header.startsWith("Bearer "))
			.map((header) -> UsernamePasswordAuthenticationToken.authenticated(header.substring(7), null, List.of())));
		return login;
	}

	@LatteChannelAuth
	static class Channels {

		@LatteChannelAuth("private-inline-{user}")
		boolean inline(@PathVariable String user, Principal principal) {
			return principal.getName().equals(user);
		}

		@LatteChannelAuth("presence-inline")
		PresenceMember inlineRoom(Principal principal) {
			return new PresenceMember(principal.getName(),
					Map.of("name", principal.getName().toUpperCase(Locale.ROOT)));
		}

		@LatteChannelAuth("private-{name}")
		boolean anything(@RequestHeader("X-User") String user) {
			return !user.equals("mallory");
		}

		@LatteChannelAuth("presence-{room}")
		PresenceMember room(@RequestHeader("X-User") String user) {
			return new PresenceMember(user, Map.of("name", user.toUpperCase(Locale.ROOT)));
		}

	}

	@Component
	static class Desks {

		@LatteClientEvent(channel = "private-desk-{desk}", event = "client-sum")
		Map<String, Object> sum(@PathVariable int desk, Numbers data) {
			return Map.of("desk", desk, "sum", data.numbers().stream().mapToInt(Integer::intValue).sum());
		}

		@LatteClientEvent(channel = "private-desk-{desk}", event = "client-shout")
		ClientEventResult shout(Map<String, String> data) {
			return ClientEventResult.change(Map.of("text", data.get("text").toUpperCase(Locale.ROOT)));
		}

		@LatteClientEvent(channel = "private-desk-{desk}", event = "client-never")
		Mono<String> never() {
			return Mono.never();
		}

	}

	@LatteUserAuth
	static class Users {

		@LatteUserAuth
		@Nullable UserData user(@RequestHeader("X-User") String user,
				@RequestHeader(name = "X-Watch", defaultValue = "") List<String> watchlist) {
			return user.equals("mallory") ? null
					: new UserData(user, Map.of("name", user.toUpperCase(Locale.ROOT)), watchlist);
		}

	}

	@RestController
	static class TriggerController {

		private final LatteStreamClient client;

		private final LatteStreamHub hub;

		TriggerController(LatteStreamClient client, LatteStreamHub hub) {
			this.client = client;
			this.hub = hub;
		}

		@PostMapping("/test/trigger")
		Mono<TriggerResult> trigger(@RequestBody Event event) {
			return this.client
				.trigger(TriggerRequest.of(event.channel(), event.event(), event.data()).except(event.except()));
		}

		@PostMapping("/test/to-others")
		Mono<TriggerResult> toOthers(@RequestBody Event event) {
			return this.client.trigger(TriggerRequest.of(event.channel(), event.event(), event.data()).toOthers());
		}

		@PostMapping("/test/terminate")
		Mono<Integer> terminate(@RequestBody String user) {
			return this.client.terminateConnections(user);
		}

		@PostMapping("/test/send")
		Mono<Integer> send(@RequestBody UserEvent event) {
			return this.hub.sendToUser(event.user(), event.event(), event.data());
		}

	}

	@RestController
	static class HistoryController {

		private final ForgetfulHistoryStore histories;

		HistoryController(ForgetfulHistoryStore histories) {
			this.histories = histories;
		}

		@PostMapping("/test/forget")
		void forget() {
			this.histories.forget();
		}

	}

	record UserEvent(String user, String event, Object data) {

	}

	record Event(String channel, String event, Object data, String except) {

	}

	record Numbers(List<Integer> numbers) {

	}

}
