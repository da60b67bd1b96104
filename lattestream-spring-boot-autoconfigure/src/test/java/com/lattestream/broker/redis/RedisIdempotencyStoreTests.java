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

package com.lattestream.broker.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.lattestream.UnavailableException;
import com.lattestream.broker.IdempotencyStore;
import com.lattestream.broker.IdempotencyStoreTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RedisIdempotencyStore} on two nodes.
 */
class RedisIdempotencyStoreTests extends IdempotencyStoreTests {

	private static final Duration AT_ONCE = RedisFixture.AT_ONCE;

	private final ConnectedNodes nodes = new ConnectedNodes();

	private final RedisConnections connections = this.nodes.started();

	private final IdempotencyStore store = new RedisIdempotencyStore(this.connections, this.nodes.keyspace());

	private final RedisConnections otherConnections = this.nodes.started();

	private final IdempotencyStore other = new RedisIdempotencyStore(this.otherConnections, this.nodes.keyspace());

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Override
	protected IdempotencyStore store() {
		return this.store;
	}

	@Override
	protected IdempotencyStore otherStore() {
		return this.other;
	}

	@Override
	protected void advance(Duration duration) {
		this.nodes.advance(duration);
	}

	@Test
	void answerLivesAsLongAsItIsWantedAndFailureNotAtAll() {
		once("k", "f").block(TIMEOUT);
		assertThat(this.nodes.lifetime("request:k")).isBetween(LIFETIME.minusSeconds(10), LIFETIME);
		this.store.once("failed", "f", LIFETIME, Mono.error(new IllegalStateException("down")))
			.onErrorComplete()
			.block(TIMEOUT);
		assertThat(this.nodes.keys()).containsExactly("request:k");
	}

	@Test
	void timeThatTheRequestTookIsPartOfItsLifetime() {
		Mono<String> slow = Mono.delay(Duration.ofMillis(1500)).thenReturn("answer");
		this.store.once("k", "f", Duration.ofSeconds(10), slow).block(TIMEOUT);
		assertThat(this.nodes.lifetime("request:k")).isBetween(Duration.ofSeconds(5), Duration.ofMillis(8500));
	}

	@Test
	void failureElsewhereIsToldToThoseWhoWait() {
		Sinks.One<String> gate = Sinks.one();
		begin(gate.asMono());
		List<Throwable> errors = new CopyOnWriteArrayList<>();
		onceElsewhere("k", "f").subscribe(null, errors::add);
		// The other node has asked before
		this.otherConnections.command((commands) -> commands.ping()).block(TIMEOUT);
		gate.tryEmitError(new IllegalStateException("down"));
		await().atMost(TIMEOUT).until(() -> errors.size() == 1);
		assertThat(errors.get(0)).isInstanceOf(UnavailableException.class).hasMessageContaining("failed");
		assertThat(this.carriedOut).hasValue(0);
		assertThat(onceElsewhere("k", "g").block(TIMEOUT)).isEqualTo("1");
	}

	@Test
	void nobodyWaitsForEver() {
		IdempotencyStore impatient = new RedisIdempotencyStore(this.connections, this.nodes.keyspace(),
				Duration.ofSeconds(15), Duration.ofMillis(300));
		begin(Mono.never());
		StepVerifier.create(once(impatient)).expectError(UnavailableException.class).verify(TIMEOUT);
	}

	@Test
	void claimLastsAsLongAsTheRequestTakes() {
		IdempotencyStore store = new RedisIdempotencyStore(this.connections, this.nodes.keyspace(),
				Duration.ofSeconds(1), TIMEOUT);
		store.once("k", "f", LIFETIME, Mono.delay(Duration.ofSeconds(2)).thenReturn("slow")).subscribe();
		await().atMost(TIMEOUT).until(() -> this.nodes.keys().contains("request:k"));
		assertThat(onceElsewhere("k", "f").block(TIMEOUT)).isEqualTo("slow");
		assertThat(this.carriedOut).hasValue(0);
	}

	@Test
	void nodeThatDiesFreesItsRequestsAfterAWhile() {
		RedisConnections its = this.nodes.add();
		ConnectedNodes.start(its);
		IdempotencyStore store = new RedisIdempotencyStore(its, this.nodes.keyspace(), Duration.ofMillis(900), TIMEOUT);
		store.once("k", "f", LIFETIME, Mono.never()).subscribe();
		await().atMost(TIMEOUT).until(() -> this.nodes.keys().contains("request:k"));
		its.close();
		StepVerifier.create(onceElsewhere("k", "f")).expectError(UnavailableException.class).verify(TIMEOUT);
		assertThat(onceElsewhere("k", "g").block(TIMEOUT)).isEqualTo("1");
	}

	@Test
	void whileRedisIsAwayNothingIsCarriedOutAndNobodyWaits() {
		try (TcpProxy proxy = new TcpProxy(RedisServer.shared().port());
				ConnectedNodes cutOff = new ConnectedNodes(proxy.port())) {
			IdempotencyStore store = new RedisIdempotencyStore(cutOff.started(), cutOff.keyspace());
			assertThat(once(store).block(TIMEOUT)).isEqualTo("1");
			proxy.refuse();
			await().atMost(TIMEOUT)
				.untilAsserted(
						() -> StepVerifier.create(once(store)).expectError(UnavailableException.class).verify(AT_ONCE));
			assertThat(this.carriedOut).hasValue(1);
			proxy.resume();
			await().atMost(TIMEOUT.multipliedBy(2))
				.ignoreExceptions()
				.untilAsserted(() -> assertThat(once(store).block(TIMEOUT)).isEqualTo("1"));
		}
	}

	@Test
	void answerIsGivenEvenIfItCannotBeKeptNowAndIsKeptLater() {
		try (TcpProxy proxy = new TcpProxy(RedisServer.shared().port());
				ConnectedNodes cutOff = new ConnectedNodes(proxy.port())) {
			RedisConnections connections = cutOff.started();
			IdempotencyStore store = new RedisIdempotencyStore(connections, cutOff.keyspace());
			Sinks.One<String> gate = Sinks.one();
			List<String> answers = new CopyOnWriteArrayList<>();
			store.once("k", "f", LIFETIME, gate.asMono()).subscribe(answers::add);
			await().atMost(TIMEOUT).until(() -> gate.currentSubscriberCount() == 1);
			proxy.refuse();
			await().atMost(TIMEOUT).until(() -> !connections.isUp());
			gate.tryEmitValue("answer");
			await().atMost(TIMEOUT).until(() -> answers.equals(List.of("answer")));
			proxy.resume();
			await().atMost(TIMEOUT.multipliedBy(2)).until(connections::isUp);
			assertThat(once(store).block(Duration.ofSeconds(15))).isEqualTo("answer");
			assertThat(this.carriedOut).hasValue(0);
		}
	}

	@Test
	void restartWithoutDataForgetsAndGoesOn() {
		try (RedisServer server = RedisServer.start(); ConnectedNodes nodes = new ConnectedNodes(server.port())) {
			RedisConnections connections = nodes.started();
			IdempotencyStore store = new RedisIdempotencyStore(connections, nodes.keyspace());
			Sinks.One<String> gate = Sinks.one();
			List<String> answers = new CopyOnWriteArrayList<>();
			store.once("k", "f", LIFETIME, gate.asMono()).subscribe(answers::add);
			await().atMost(TIMEOUT).until(() -> gate.currentSubscriberCount() == 1);
			server.kill();
			server.restart();
			await().atMost(TIMEOUT.multipliedBy(2)).until(connections::isUp);
			gate.tryEmitValue("answer");
			await().atMost(TIMEOUT).until(() -> answers.equals(List.of("answer")));
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(once(store).block(TIMEOUT)).isEqualTo("answer"));
		}
	}

	@Test
	void keysOfDifferentRequestsAreDifferentWhateverIsInThem() {
		AtomicInteger count = new AtomicInteger();
		for (String key : new String[] { "a", "a ", "a+", "a%20", "{a}", "A", "\u00e4" }) {
			this.store.once(key, "f", LIFETIME, Mono.fromSupplier(() -> String.valueOf(count.incrementAndGet())))
				.block(TIMEOUT);
		}
		assertThat(count).hasValue(7);
	}

	private Mono<String> once(IdempotencyStore store) {
		return store.once("k", "f", LIFETIME,
				Mono.fromSupplier(() -> String.valueOf(this.carriedOut.incrementAndGet())));
	}

}
