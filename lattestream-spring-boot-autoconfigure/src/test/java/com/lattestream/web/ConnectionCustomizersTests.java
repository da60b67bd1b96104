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

package com.lattestream.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.lattestream.ConnectionInfo;
import com.lattestream.TransportType;
import com.lattestream.hub.ClientDetails;
import com.lattestream.hub.ConnectionCustomizer;
import com.lattestream.hub.ConnectionRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionCustomizers} and {@link ConnectionRequest}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionCustomizersTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final CallbackExecutor executor = new CallbackExecutor(new SimpleAsyncTaskExecutor("callback-"));

	private final ConnectionRequest request = new ConnectionRequest(TransportType.WEBSOCKET,
			ConnectionInfo.Protocol.PUSHER, Map.of("Accept", List.of("a", "b")),
			Map.of("q", List.of("1"), "e", List.of()), () -> "ann", "192.0.2.1");

	@Test
	void withoutCustomizersNothingIsSaid() {
		assertThat(apply().details()).isEqualTo(new ClientDetails(null, Map.of(), "192.0.2.1", null));
	}

	@Test
	void customizersAreCalledInOrderOnACallbackThread() {
		List<String> calls = new ArrayList<>();
		ClientDetails details = apply((request) -> {
			calls.add(Thread.currentThread().getName());
			request.setUserId("bob");
			request.setAttribute("a", 1);
		}, (request) -> {
			calls.add("second");
			request.setAttribute("a", 2);
		}).details();
		assertThat(details).isEqualTo(new ClientDetails("bob", Map.of("a", 2), "192.0.2.1", null));
		assertThat(calls).hasSize(2).last().isEqualTo("second");
		assertThat(calls.get(0)).startsWith("callback-");
	}

	@Test
	void refusalEndsTheMatter() {
		List<String> calls = new ArrayList<>();
		ConnectionRequest refused = apply((request) -> request.refuse("No"), (request) -> calls.add("second"));
		assertThat(refused.details().refusal()).isEqualTo("No");
		assertThat(calls).isEmpty();
	}

	@Test
	void customizerThatThrowsRefusesAndTellsTheClientNothing(CapturedOutput output) {
		ConnectionRequest refused = apply((request) -> {
			throw new IllegalStateException("internal");
		});
		assertThat(refused.isRefused()).isTrue();
		assertThat(refused.details().refusal()).doesNotContain("internal");
		assertThat(output).contains("internal");
	}

	@Test
	void requestTellsOfTheHandshake() {
		assertThat(this.request.header("accept")).isEqualTo("a");
		assertThat(this.request.header("Origin")).isNull();
		assertThat(this.request.headers()).containsEntry("Accept", List.of("a", "b"));
		assertThat(this.request.queryParameter("q")).isEqualTo("1");
		assertThat(this.request.queryParameter("e")).isNull();
		assertThat(this.request.principal().getName()).isEqualTo("ann");
		assertThat(this.request.transport()).isEqualTo(TransportType.WEBSOCKET);
		assertThat(this.request.protocol()).isEqualTo(ConnectionInfo.Protocol.PUSHER);
		this.request.addResponseHeader("X-A", "1");
		this.request.addResponseHeader("X-A", "2");
		assertThat(this.request.responseHeaders()).isEqualTo(Map.of("X-A", List.of("1", "2")));
	}

	private ConnectionRequest apply(ConnectionCustomizer... customizers) {
		return new ConnectionCustomizers(List.of(customizers), this.executor).apply(this.request).block(TIMEOUT);
	}

}
