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

package com.example.others;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import com.lattestream.BatchEvent;
import com.lattestream.LatteStreamClient;
import com.lattestream.TriggerRequest;
import com.lattestream.TriggerResult;
import com.lattestream.web.SocketId;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/**
 * An application for either stack that tells the others in a room what somebody did.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableAsync
@Import({ OthersApplication.RoomController.class, OthersApplication.Notifier.class })
class OthersApplication {

	static final String KEY = "lspk_others";

	static final String SECRET = "lsk_others";

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static TriggerRequest message() {
		return TriggerRequest.of("room", "message", 1).toOthers();
	}

	/**
	 * On WebFlux, methods that return values run on the application's task executor.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class WebFluxConfiguration implements WebFluxConfigurer {

		private final AsyncTaskExecutor executor;

		WebFluxConfiguration(AsyncTaskExecutor applicationTaskExecutor) {
			this.executor = applicationTaskExecutor;
		}

		@Override
		public void configureBlockingExecution(BlockingExecutionConfigurer configurer) {
			configurer.setExecutor(this.executor);
		}

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

	@RestController
	static class RoomController {

		private final LatteStreamClient client;

		private final Notifier notifier;

		RoomController(LatteStreamClient client, Notifier notifier) {
			this.client = client;
			this.notifier = notifier;
		}

		@PostMapping("/mono")
		Mono<TriggerResult> mono(@RequestBody(required = false) String body) {
			return this.client.trigger(message());
		}

		@PostMapping("/delayed")
		Mono<TriggerResult> delayed() {
			return Mono.delay(Duration.ofMillis(20)).then(this.client.trigger(message()));
		}

		@PostMapping("/batch")
		Mono<List<TriggerResult>> batch() {
			return this.client.triggerBatch(List.of(new BatchEvent("room", "message", 1).toOthers(),
					new BatchEvent("room", "all", 1), new BatchEvent("room", "message", 2).toOthers()));
		}

		@PostMapping("/blocking")
		TriggerResult blocking() {
			return this.client.trigger(message()).block(TIMEOUT);
		}

		@PostMapping("/async")
		CompletableFuture<TriggerResult> async() {
			return this.notifier.message();
		}

		@PostMapping("/mono-async")
		Mono<TriggerResult> monoAsync() {
			return Mono.delay(Duration.ofMillis(20)).flatMap((tick) -> Mono.fromFuture(this.notifier.message()));
		}

		@PostMapping("/callable")
		Callable<TriggerResult> callable() {
			return this::blocking;
		}

		@PostMapping("/form")
		Mono<TriggerResult> form(@ModelAttribute Form form) {
			return this.client.trigger(message());
		}

		@PostMapping("/marker")
		Mono<TriggerResult> marker() {
			return this.client.trigger("room", "marker", 1);
		}

		@GetMapping("/socket-id")
		String socketId(@SocketId String socketId) {
			return String.valueOf(socketId);
		}

		@PostMapping("/socket-id")
		String socketIdOfForm(@SocketId String socketId, @ModelAttribute Form form) {
			return socketId + " " + form.text();
		}

		@GetMapping("/optional-socket-id")
		String optionalSocketId(@SocketId Optional<String> socketId) {
			return socketId.orElse("nobody");
		}

		@GetMapping("/required-socket-id")
		String requiredSocketId(@SocketId(required = true) String socketId) {
			return socketId;
		}

	}

	/**
	 * Does on another thread what the controller does not wait for.
	 */
	static class Notifier {

		private final LatteStreamClient client;

		Notifier(LatteStreamClient client) {
			this.client = client;
		}

		@Async
		CompletableFuture<TriggerResult> message() {
			return CompletableFuture.completedFuture(this.client.trigger(OthersApplication.message()).block(TIMEOUT));
		}

	}

	record Form(String text) {

	}

}
