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

import com.lattestream.StreamPosition;
import com.lattestream.UnavailableException;
import com.lattestream.broker.HistoryGap;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.HistoryStore;
import com.lattestream.broker.HistoryStoreTests;
import com.lattestream.broker.Publication;
import com.lattestream.signature.MutableClock;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisHistoryStore}: what every store has to do, by a clock that tests
 * can move, and what the clock of Redis and its outages do.
 */
class RedisHistoryStoreTests extends HistoryStoreTests {

	private static RedisConnections connections;

	private final MutableClock clock = new MutableClock();

	private RedisKeyspace keyspace = new RedisKeyspace(RedisServer.prefix());

	private RedisHistoryStore store = store(connections);

	private @Nullable RedisConnections node;

	@BeforeAll
	static void connect() {
		connections = RedisFixture.started(RedisFixture.connections(RedisServer.shared().port()));
	}

	@AfterAll
	static void close() {
		connections.close();
	}

	@Override
	protected HistoryStore store() {
		return this.store;
	}

	@Override
	protected void advance(Duration duration) {
		this.clock.advance(duration);
	}

	@Override
	protected void loseEverything() {
		this.keyspace = new RedisKeyspace(RedisServer.prefix());
		this.store = store(connections);
	}

	@Override
	protected void listen(String channel) {
		RedisConnections node = RedisFixture.connections(RedisServer.shared().port());
		RedisBroker broker = new RedisBroker(node, this.keyspace, store(node), (name) -> true, WhenUnavailable.LOCAL);
		this.node = RedisFixture.started(node);
		broker.start((publication) -> {
			received(publication);
			return Mono.just(1);
		});
		broker.subscribe(channel).block(TIMEOUT);
	}

	@AfterEach
	void closeNode() {
		if (this.node != null) {
			this.node.close();
		}
	}

	@Test
	void eventsExpireByTheClockOfRedis() {
		RedisHistoryStore store = new RedisHistoryStore(connections, this.keyspace);
		HistoryRetention brief = new HistoryRetention(5, Duration.ofMillis(300));
		StreamPosition start = store.position("a").block(TIMEOUT);
		StreamPosition head = publishTo(store, "1", brief);
		assertThat(store.history("a", start, 1).block(TIMEOUT).publications()).hasSize(1);
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> store.history("a", start, 1).block(TIMEOUT).gap() == HistoryGap.EVENTS_FORGOTTEN);
		assertThat(store.history("a", head, 1).block(TIMEOUT)).isEqualTo(new HistoryPage(head, List.of(), null));
		Awaitility.await().atMost(TIMEOUT).until(() -> exists(this.keyspace.events("a")).equals(":0"));
	}

	@Test
	void nothingIsKeptForEver() {
		this.store.position("quiet").block(TIMEOUT);
		publish("a", "1");
		assertThat(life(this.keyspace.position("quiet"))).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
		assertThat(life(this.keyspace.position("a"))).isBetween(Duration.ofDays(29), Duration.ofDays(30));
		assertThat(life(this.keyspace.events("a"))).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
	}

	@Test
	void eventsWithoutTheirPositionAreNotMixedWithNewOnes() {
		StreamPosition head = publish("a", "1").position();
		RedisServer.shared().command("DEL " + this.keyspace.position("a"));
		StreamPosition next = publish("a", "2").position();
		assertThat(next.epoch()).isNotEqualTo(head.epoch());
		assertThat(this.store.last("a", 10).block(TIMEOUT).publications()).extracting(Publication::data)
			.containsExactly("2");
	}

	@Test
	void positionWithoutItsEventsSaysThatTheyAreForgotten() {
		StreamPosition start = position("a");
		StreamPosition head = publish("a", "1").position();
		RedisServer.shared().command("DEL " + this.keyspace.events("a"));
		assertThat(this.store.history("a", start, 10).block(TIMEOUT).gap()).isEqualTo(HistoryGap.EVENTS_FORGOTTEN);
		assertThat(publish("a", "2").position()).isEqualTo(head.next());
		assertThat(this.store.history("a", head, 10).block(TIMEOUT).publications()).hasSize(1);
	}

	@Test
	void entryThatIsNoEventCountsAsForgotten() {
		StreamPosition start = position("a");
		publish("a", "1");
		StreamPosition second = publish("a", "2").position();
		RedisServer.shared().command("XADD " + this.keyspace.events("a") + " 3-0 p ? t " + this.clock.millis());
		RedisServer.shared().command("HSET " + this.keyspace.position("a") + " o 3");
		StreamPosition last = publish("a", "4").position();
		assertThat(last.offset()).isEqualTo(4);
		HistoryPage before = this.store.history("a", start, 10).block(TIMEOUT);
		assertThat(before.publications()).extracting(Publication::data).containsExactly("1", "2");
		assertThat(before.hasMore()).isTrue();
		assertThat(this.store.follow("a", second, 10).block(TIMEOUT))
			.isEqualTo(new HistoryPage(last, List.of(), HistoryGap.EVENTS_FORGOTTEN));
		assertThat(this.store.last("a", 10).block(TIMEOUT).publications()).extracting(Publication::data)
			.containsExactly("4");
		assertThat(this.store.history("a", null, 10).block(TIMEOUT).publications()).extracting(Publication::data)
			.containsExactly("4");
		RedisServer.shared().command("XADD " + this.keyspace.events("a") + " 5-0 p ? t " + this.clock.millis());
		RedisServer.shared().command("HSET " + this.keyspace.position("a") + " o 5");
		assertThat(this.store.last("a", 10).block(TIMEOUT).publications()).isEmpty();
	}

	@Test
	void serverThatLostItsLastWritesGivesNoOffsetTwice() {
		StreamPosition head = publish("a", "1").position();
		StreamPosition lost = head.next();
		assertThat(this.store.history("a", lost, 10).block(TIMEOUT).gap()).isEqualTo(HistoryGap.POSITION_UNKNOWN);
		assertThat(position("a")).isEqualTo(head);
		this.store.seen("a", lost);
		StreamPosition next = publish("a", "2").position();
		assertThat(next.epoch()).isNotEqualTo(head.epoch());
		assertThat(next.offset()).isEqualTo(1);
		assertThat(this.store.follow("a", next.next(), 10).block(TIMEOUT).gap()).isEqualTo(HistoryGap.EPOCH_CHANGED);
		assertThat(position("a").epoch()).isNotEqualTo(next.epoch());
	}

	@Test
	void whileRedisIsAwayEverythingFailsAtOnce() {
		try (RedisServer server = RedisServer.start();
				RedisConnections connections = RedisFixture.started(RedisFixture.connections(server.port()))) {
			RedisHistoryStore store = store(connections);
			StreamPosition head = publishTo(store, "1", RETENTION);
			server.kill();
			Awaitility.await().atMost(TIMEOUT).until(() -> !connections.isUp());
			StepVerifier.create(store.publish(event("2"), RETENTION, (kept) -> Mono.just(1)))
				.expectError(UnavailableException.class)
				.verify(RedisFixture.AT_ONCE);
			StepVerifier.create(store.position("a")).expectError(UnavailableException.class).verify(TIMEOUT);
			server.restart();
			Awaitility.await().atMost(TIMEOUT).until(connections::isUp);
			assertThat(publishTo(store, "3", RETENTION).epoch()).isNotEqualTo(head.epoch());
		}
	}

	@Test
	void serverWithADiskKeepsEverything() {
		try (RedisServer server = RedisServer.startPersistent();
				RedisConnections connections = RedisFixture.started(RedisFixture.connections(server.port()))) {
			RedisHistoryStore store = store(connections);
			StreamPosition first = publishTo(store, "1", RETENTION);
			StreamPosition second = publishTo(store, "2", RETENTION);
			server.kill();
			server.restart();
			Awaitility.await().atMost(TIMEOUT).until(connections::isUp);
			HistoryPage page = store.history("a", first, 10).block(TIMEOUT);
			assertThat(page.position()).isEqualTo(second);
			assertThat(page.publications()).extracting(Publication::data).containsExactly("2");
		}
	}

	private RedisHistoryStore store(RedisConnections connections) {
		return new RedisHistoryStore(connections, this.keyspace, () -> String.valueOf(this.clock.millis()));
	}

	private static StreamPosition publishTo(RedisHistoryStore store, String data, HistoryRetention retention) {
		return store.publish(event(data), retention, (kept) -> Mono.empty()).block(TIMEOUT).position();
	}

	private static Publication event(String data) {
		return Publication.ofServer("a", "e", data, null);
	}

	private static String exists(String key) {
		return RedisServer.shared().command("EXISTS " + key).trim();
	}

	private static Duration life(String key) {
		return Duration.ofMillis(Long.parseLong(RedisServer.shared().command("PTTL " + key).trim().substring(1)));
	}

}
