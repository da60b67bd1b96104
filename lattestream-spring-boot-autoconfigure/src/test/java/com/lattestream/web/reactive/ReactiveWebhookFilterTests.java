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

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.web.CallbackExecutor;
import com.lattestream.web.WebhookEndpoint;
import com.lattestream.webhook.WebhookParser;
import com.lattestream.webhook.WebhookVerifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.DispatcherHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactiveWebhookFilter}, the paths that no test through Spring
 * Security's firewall can take.
 */
class ReactiveWebhookFilterTests {

	private final WebhookEndpoint endpoint = new WebhookEndpoint(new WebhookVerifier(List.of("secret")),
			new WebhookParser(), (event) -> {
			}, new CallbackExecutor(new TaskExecutorAdapter(Runnable::run)),
			new WebhookEndpoint.Settings(1000, Duration.ofMinutes(5), true),
			new InMemoryIdempotencyStore(1024 * 1024, Clock.systemUTC()), Clock.systemUTC());

	private final ReactiveWebhookFilter filter = new ReactiveWebhookFilter(this.endpoint,
			List.of("/lattestream/webhooks"), new StaticListableBeanFactory().getBeanProvider(DispatcherHandler.class));

	@ParameterizedTest
	@ValueSource(strings = { "/lattestream/webhooks", "/lattestream/webhooks/", "/lattestream/webhooks;a=b",
			"/lattestream;a=b/webhooks", "/lattestream/web%68ooks", "/lattestream/webhooks?a=b" })
	void whatAControllerWouldBeFoundForIsGuarded(String path) {
		assertThat(filter(path)).isEqualTo(HttpStatus.UNAUTHORIZED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/lattestream", "/lattestream/webhooks/a", "/lattestream/webhooksa" })
	void otherPathsAreLeftAlone(String path) {
		assertThat(filter(path)).isEqualTo(HttpStatus.I_AM_A_TEAPOT);
	}

	private HttpStatus filter(String path) {
		MockServerWebExchange exchange = MockServerWebExchange
			.from(MockServerHttpRequest.method(HttpMethod.POST, URI.create(path)).body("{}"));
		this.filter.filter(exchange, (passed) -> {
			passed.getResponse().setStatusCode(HttpStatus.I_AM_A_TEAPOT);
			return Mono.empty();
		}).block(Duration.ofSeconds(10));
		return (HttpStatus) exchange.getResponse().getStatusCode();
	}

}
