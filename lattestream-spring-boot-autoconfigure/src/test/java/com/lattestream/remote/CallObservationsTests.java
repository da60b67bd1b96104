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

package com.lattestream.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.lattestream.BatchEvent;
import com.lattestream.remote.ScriptedServer.Answer;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.http.client.reactive.JdkClientHttpConnector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link CallObservations}.
 */
class CallObservationsTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ScriptedServer server = new ScriptedServer();

	private final List<Observation.Context> observed = new CopyOnWriteArrayList<>();

	private final ObservationRegistry registry = ObservationRegistry.create();

	CallObservationsTests() {
		this.registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				CallObservationsTests.this.observed.add(context);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
	}

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void everyCallIsObserved() {
		this.server.then(Answer.ok(""), Answer.ok(""), Answer.ok("{}"), Answer.ok("{\"channels\":{}}"),
				Answer.ok("{\"users\":[]}"), Answer.ok("{\"auth\":\"lspc_a\"}"), Answer.ok("{}"),
				Answer.ok("{\"access_token\":\"t\"}"));
		RemoteLatteStreamClient client = client(TestClients.settings());
		client.trigger("secret-channel", "secret-event", "secret-data").block(TIMEOUT);
		client.triggerBatch(List.of(new BatchEvent("a", "e", 1))).block(TIMEOUT);
		client.channel("a").block(TIMEOUT);
		client.channels("").blockLast(TIMEOUT);
		client.users("presence-a").blockLast(TIMEOUT);
		client.authorizeChannel("1.2", "private-a", null).block(TIMEOUT);
		client.terminateConnections("u1").block(TIMEOUT);
		client.issueToken("1.2", List.of(), null).block(TIMEOUT);
		assertThat(this.observed).extracting(Observation.Context::getName).containsOnly("lattestream.client");
		assertThat(this.observed).extracting(CallObservationsTests::tags)
			.containsExactly("operation=trigger,outcome=SUCCESS", "operation=trigger-batch,outcome=SUCCESS",
					"operation=channel,outcome=SUCCESS", "operation=channels,outcome=SUCCESS",
					"operation=users,outcome=SUCCESS", "operation=authorize-channel,outcome=SUCCESS",
					"operation=terminate-connections,outcome=SUCCESS", "operation=issue-token,outcome=SUCCESS");
		assertThat(this.observed).extracting(Observation.Context::getContextualName)
			.startsWith("lattestream trigger", "lattestream trigger-batch");
		assertThat(this.observed)
			.allSatisfy((context) -> assertThat(context.toString()).doesNotContain("secret-", "very_secret"));
	}

	@ParameterizedTest
	@CsvSource({ "400,INVALID", "401,REFUSED", "404,NOT_FOUND", "413,TOO_LARGE", "429,RATE_LIMITED", "500,UNAVAILABLE",
			"408,TIMED_OUT" })
	void outcomeTellsTheKindOfFailure(int status, String outcome) {
		this.server.otherwise(Answer.status(status, ""));
		StepVerifier.create(client(TestClients.settings()).trigger("a", "e", 1)).expectError().verify(TIMEOUT);
		assertThat(this.observed).hasSize(1);
		assertThat(tags(this.observed.get(0))).isEqualTo("operation=trigger,outcome=" + outcome);
		assertThat(this.observed.get(0).getError()).isNotNull();
	}

	@Test
	void otherOutcomesAreToldToo() {
		this.server.otherwise(Answer.hang());
		RemoteLatteStreamClient client = client(TestClients.withConnections(TestClients.settings(),
				new RemoteSettings.Connections(1, 0, Duration.ofSeconds(1))));
		Disposable call = client.trigger("a", "e", 1).subscribe();
		await().untilAsserted(() -> assertThat(this.server.requests()).hasSize(1));
		StepVerifier.create(client.trigger("a", "e", 1)).expectError().verify(TIMEOUT);
		call.dispose();
		assertThat(this.observed).extracting(CallObservationsTests::tags)
			.containsExactly("operation=trigger,outcome=OVERLOADED", "operation=trigger,outcome=CANCELLED");
	}

	@Test
	void observationAroundIsTheParent() {
		Observation parent = Observation.start("parent", this.registry);
		client(TestClients.settings()).trigger("a", "e", 1)
			.contextWrite((context) -> context.put("micrometer.observation", parent))
			.block(TIMEOUT);
		assertThat(this.observed.get(0).getParentObservation()).isSameAs(parent);
	}

	@Test
	void callIsTheParentOfItsRequest() {
		List<Object> parents = new ArrayList<>();
		Mono<String> call = Mono.deferContextual((context) -> {
			parents.add(context.get("micrometer.observation"));
			return Mono.just("x");
		});
		new CallObservations(this.registry).observe("test", call).block(TIMEOUT);
		assertThat(((Observation) parents.get(0)).getContext()).isSameAs(this.observed.get(0));
	}

	private RemoteLatteStreamClient client(RemoteSettings settings) {
		return TestClients.create(this.server.uri(), new JdkClientHttpConnector(), settings, null, this.registry);
	}

	private static String tags(Observation.Context context) {
		return String.join(",", context.getLowCardinalityKeyValues().stream().map(CallObservationsTests::tag).toList());
	}

	private static String tag(KeyValue tag) {
		return tag.getKey() + "=" + tag.getValue();
	}

}
