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
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.channel.EventLoopGroup;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link HubContractTests} on WebFlux and Reactor Netty, where event loops must not block
 * and buffers must not leak.
 */
class ReactorNettyHubContractTests extends HubContractTests {

	static {
		BlockingCalls.watch();
	}

	@Override
	Class<?> application() {
		return ReactiveContractApplication.class;
	}

	@Override
	String webApplicationType() {
		return "reactive";
	}

	@Override
	String controllerFailure() {
		return "AbstractErrorWebExceptionHandler";
	}

	@AfterEach
	void nothingBlockedAnEventLoop() {
		assertThat(BlockingCalls.takeAll()).isEmpty();
	}

	@AfterAll
	static void noBufferLeaked() {
		assertThat(RecordingLeakDetector.leaksUntilNow()).isEmpty();
	}

	/**
	 * Reactor Netty 1.3.7 does not read on after a request that came before it was done
	 * with the one before and that is answered at once; the third never is. See the
	 * system property in the pom.
	 */
	@Test
	void requestsAreAnsweredHoweverSoonTheyCome() {
		TcpSocket socket = server().tcp();
		assertThat(socket.get("/done-later")).startsWith("HTTP/1.1 200 ");
		// By Spring Security's firewall, before anything asks for a session elsewhere
		assertThat(socket.get("/a;b")).startsWith("HTTP/1.1 400 ");
		assertThat(socket.get("/a;b")).startsWith("HTTP/1.1 400 ");
	}

	/**
	 * An application may look at a token anew whenever somebody asks for the login.
	 */
	@Test
	void connectionsAskForTheLoginOnce() {
		try (ContractServer server = start(CountedLookups.class)) {
			AtomicInteger lookups = server.bean(CountedLookups.class).count;
			server.pusher("Authorization", ContractServer.basic("ann"))
				.subscribe("private-details-ann")
				.nextInternal("subscription_succeeded");
			assertThat(lookups.getAndSet(0)).isOne();
			server.latteStream("Authorization", ContractServer.basic("ann"))
				.subscribe("private-details-ann")
				.nextInternal("subscription_succeeded");
			assertThat(lookups.getAndSet(0)).isOne();
			server
				.stream("channels=private-orders-ann,private-details-ann", "Authorization", ContractServer.basic("ann"))
				.greeted();
			assertThat(lookups).hasValue(1);
		}
	}

	/** That the check after each test would notice. */
	@Test
	void blockingCallOnEventLoopIsNoticed() throws Exception {
		EventLoopGroup eventLoops = server().bean(ReactorResourceFactory.class).getLoopResources().onServer(true);
		eventLoops.submit(() -> Mono.delay(Duration.ofMillis(1)).toFuture().get()).get();
		assertThat(BlockingCalls.takeAll()).isNotEmpty()
			.allSatisfy((call) -> assertThat(call).contains("Blocking call"));
	}

	/** That the check after all tests would notice. */
	@Test
	void leakedBufferIsNoticed() {
		assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
		List<String> leaks = RecordingLeakDetector.leaksUntilNow();
		assertThat(RecordingLeakDetector.canaries()).isNotEmpty();
		assertThat(leaks).isEmpty();
	}

	/**
	 * Counts how often the login is asked for behind the filters of Spring Security.
	 */
	static class CountedLookups implements WebFilter {

		private final AtomicInteger count = new AtomicInteger();

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
			return chain.filter(exchange).contextWrite((context) -> {
				Mono<SecurityContext> login = context.get((Object) SecurityContext.class);
				return context.put(SecurityContext.class,
						login.doOnSubscribe((subscription) -> this.count.incrementAndGet()));
			});
		}

	}

}
