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

package com.lattestream.web.reactive;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import com.lattestream.CurrentSocketId;
import com.lattestream.RequestSocketId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactiveSocketIdFilter}.
 */
class ReactiveSocketIdFilterTests {

	private final ReactiveSocketIdFilter filter = new ReactiveSocketIdFilter();

	private final AtomicReference<ServerWebExchange> exchange = new AtomicReference<>();

	@ParameterizedTest
	@ValueSource(strings = { "X-Socket-ID", "X-Socket-Id", "x-socket-id" })
	void headerIsTakenWhateverItsCase(String name) {
		assertThat(context(MockServerHttpRequest.get("/?socket_id=3.4").header(name, "1.2"))).isEqualTo("1.2");
	}

	@Test
	void queryIsTakenWhereTheHeaderSaysNothingThatIsValid() {
		assertThat(context(MockServerHttpRequest.get("/?a=b&socket_id=3.4"))).isEqualTo("3.4");
		assertThat(context(MockServerHttpRequest.get("/?socket_id=3.4").header("X-Socket-ID", "abc"))).isEqualTo("3.4");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/?a=b", "/?socket_id=", "/?socket_id", "/?socket_id=1:2" })
	void requestWithoutSocketIdGoesOnAsItIs(String uri) {
		MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get(uri);
		MockServerWebExchange exchange = MockServerWebExchange.from(request);
		ContextView context = filter(exchange);
		assertThat(context.hasKey(CurrentSocketId.KEY)).isFalse();
		assertThat(this.exchange.get()).isSameAs(exchange);
	}

	@Test
	void typeThatCannotBeReadIsLeftToOthers() {
		MockServerWebExchange exchange = MockServerWebExchange
			.from(MockServerHttpRequest.post("/").header("Content-Type", "a b c"));
		assertThat(filter(exchange).hasKey(CurrentSocketId.KEY)).isFalse();
	}

	@Test
	void fieldOfAFormIsNoticedWhenSomebodyReadsIt() {
		ContextView context = filter(MockServerWebExchange.from(MockServerHttpRequest.post("/")
			.contentType(MediaType.APPLICATION_FORM_URLENCODED)
			.body("a=b&socket_id=1.2")));
		RequestSocketId socketId = context.get(CurrentSocketId.KEY);
		assertThat(socketId.value()).isNull();
		StepVerifier.create(this.exchange.get().getFormData())
			.assertNext((form) -> assertThat(form.getFirst("a")).isEqualTo("b"))
			.expectComplete()
			.verify(Duration.ofSeconds(20));
		assertThat(socketId.value()).isEqualTo("1.2");
	}

	private String context(MockServerHttpRequest.BaseBuilder<?> request) {
		RequestSocketId socketId = filter(MockServerWebExchange.from(request)).get(CurrentSocketId.KEY);
		return socketId.value();
	}

	private ContextView filter(ServerWebExchange exchange) {
		AtomicReference<ContextView> seen = new AtomicReference<>(Context.empty());
		WebFilterChain chain = (filtered) -> {
			this.exchange.set(filtered);
			return Mono.deferContextual((context) -> {
				seen.set(context);
				return Mono.empty();
			});
		};
		StepVerifier.create(this.filter.filter(exchange, chain)).expectComplete().verify(Duration.ofSeconds(20));
		return seen.get();
	}

}
