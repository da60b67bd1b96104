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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import com.lattestream.StreamPosition;
import com.lattestream.UnavailableException;
import com.lattestream.broker.Broker;
import com.lattestream.broker.BrokerListener;
import com.lattestream.broker.BrokerTests;
import com.lattestream.broker.HistoryGap;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.Publication;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisBroker}: what every broker has to do, and what it does when the
 * link to Redis fails.
 */
class RedisBrokerTests extends BrokerTests {

	private static final Duration TIMEOUT = RedisFixture.TIMEOUT;

	private static final HistoryRetention RETENTION = new HistoryRetention(1000, Duration.ofMinutes(1));

	private static final Predicate<String> HISTORY = (channel) -> channel.startsWith("hist-");

	private final RedisKeyspace keyspace = new RedisKeyspace(RedisServer.prefix());

	private final List<AutoCloseable> resources = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	@Override
	protected Broker createNode() {
		RedisConnections connections = RedisFixture.connections(RedisServer.shared().port());
		this.resources.add(connections);
		RedisBroker broker = new RedisBroker(connections, this.keyspace,
				new RedisHistoryStore(connections, this.keyspace), HISTORY, WhenUnavailable.FAIL);
		RedisFixture.started(connections);
		// Subscribed to by itself, but it takes a moment
		broker.subscribe(Broker.ALL_NODES).block(TIMEOUT);
		return broker;
	}

	@Test
	void linkThatIsCutInABurstLeavesNoHoleAndNoRepeat() {
		TcpProxy proxy = proxy(RedisServer.shared().port());
		Node publisher = new Node(RedisServer.shared().port(), WhenUnavailable.LOCAL);
		Node node = new Node(proxy.port(), WhenUnavailable.LOCAL);
		node.subscribe("hist-a");
		for (int i = 1; i <= 300; i++) {
			publisher.publish("hist-a", String.valueOf(i));
			if (i % 100 == 50) {
				proxy.cut();
			}
			else if (i == 200) {
				proxy.refuse();
			}
			else if (i == 280) {
				proxy.resume();
			}
		}
		await().untilAsserted(() -> assertThat(node.heard).hasSize(300));
		publisher.publish("hist-a", "301");
		await().untilAsserted(() -> assertThat(node.heard).hasSize(301));
		assertThat(node.heard).isEqualTo(numbers(301));
	}

	@Test
	void linkThatIsSilentIsReplacedAndTheHoleIsFilled() {
		TcpProxy proxy = proxy(RedisServer.shared().port());
		Node publisher = new Node(RedisServer.shared().port(), WhenUnavailable.LOCAL);
		Node node = new Node(RedisFixture.connections(proxy.port(), RedisFixture.SHORT_COMMAND_TIMEOUT),
				WhenUnavailable.LOCAL);
		node.subscribe("hist-a");
		publisher.publish("hist-a", "1");
		proxy.stall();
		publisher.publish("hist-a", "2");
		await().until(() -> !node.connections.isUp());
		proxy.cut();
		proxy.resume();
		publisher.publish("hist-a", "3");
		await().untilAsserted(() -> assertThat(node.heard).containsExactly("1", "2", "3"));
	}

	@Test
	void nodeThatRedisCutsOffForBeingSlowMissesNothing() {
		try (RedisServer server = RedisServer.start("--save", "", "--appendonly", "no", "--client-output-buffer-limit",
				"pubsub 65536 65536 1")) {
			TcpProxy proxy = proxy(server.port());
			Node publisher = new Node(server.port(), WhenUnavailable.LOCAL);
			Node node = new Node(proxy.port(), WhenUnavailable.LOCAL);
			node.subscribe("hist-a");
			proxy.stall();
			String large = "\"" + "x".repeat(60_000) + "\"";
			for (int i = 0; i < 200; i++) {
				publisher.publish("hist-a", large);
			}
			proxy.resume();
			publisher.publish("hist-a", "last");
			await().untilAsserted(() -> assertThat(node.heard).hasSize(201).endsWith("last"));
			assertThat(server.command("INFO stats")).doesNotContain("client_output_buffer_limit_disconnections:0");
		}
	}

	@Test
	void serverThatComesBackEmptyIsToldAndAllGoesOn() {
		try (RedisServer server = RedisServer.start()) {
			Node node = new Node(server.port(), WhenUnavailable.LOCAL);
			node.subscribe("hist-a");
			StreamPosition before = node.publish("hist-a", "1");
			await().until(() -> node.heard.contains("1"));
			server.kill();
			server.restart();
			await().until(() -> node.heard.size() >= 2);
			assertThat(node.heard.get(1)).startsWith("EPOCH_CHANGED").endsWith(" 0").doesNotContain(before.epoch());
			await().ignoreExceptions().untilAsserted(() -> node.publish("hist-a", "2"));
			await().untilAsserted(() -> assertThat(node.heard).endsWith("2"));
		}
	}

	@Test
	void whileRedisIsAwayTheNodeServesItselfAndLaterAllIsCertain() {
		TcpProxy proxy = proxy(RedisServer.shared().port());
		Node publisher = new Node(RedisServer.shared().port(), WhenUnavailable.LOCAL);
		Node node = new Node(proxy.port(), WhenUnavailable.LOCAL);
		proxy.refuse();
		await().until(() -> !node.connections.isUp());
		node.subscribe("a");
		node.subscribe("hist-a");
		StepVerifier.create(node.broker.publish(event("a", "local"))).expectNext(1).expectComplete().verify(TIMEOUT);
		assertThat(node.heard).containsExactly("local");
		StepVerifier.create(node.store.publish(event("hist-a", "1"), RETENTION, (kept) -> Mono.empty()))
			.expectError(UnavailableException.class)
			.verify(RedisFixture.AT_ONCE);
		StreamPosition missed = publisher.publish("hist-a", "missed");
		proxy.resume();
		await().until(() -> node.heard.size() >= 2);
		assertThat(node.heard).containsExactly("local", "POSITION_UNKNOWN " + missed.epoch() + " 1");
		publisher.publish("hist-a", "2");
		await().untilAsserted(() -> assertThat(node.heard).endsWith("2").hasSize(3));
		await().ignoreExceptions().untilAsserted(() -> {
			publisher.broker.publish(event("a", "everywhere")).block(TIMEOUT);
			await().atMost(Duration.ofSeconds(1)).until(() -> node.heard.contains("everywhere"));
		});
	}

	@Test
	void publishersMayBeToldThatRedisIsAway() {
		TcpProxy proxy = proxy(RedisServer.shared().port());
		Node node = new Node(proxy.port(), WhenUnavailable.FAIL);
		node.subscribe("a");
		proxy.refuse();
		await().until(() -> !node.connections.isUp());
		StepVerifier.create(node.broker.publish(event("a", "1")))
			.expectError(UnavailableException.class)
			.verify(RedisFixture.AT_ONCE);
		assertThat(node.heard).isEmpty();
	}

	@Test
	void entryThatIsNoEventIsToldAsLostAndAllGoesOn() {
		TcpProxy proxy = proxy(RedisServer.shared().port());
		Node publisher = new Node(RedisServer.shared().port(), WhenUnavailable.LOCAL);
		Node node = new Node(proxy.port(), WhenUnavailable.LOCAL);
		node.subscribe("hist-a");
		publisher.publish("hist-a", "1");
		await().untilAsserted(() -> assertThat(node.heard).containsExactly("1"));
		proxy.refuse();
		await().until(() -> !node.connections.isUp());
		publisher.publish("hist-a", "2");
		RedisServer.shared().command("XADD " + this.keyspace.events("hist-a") + " 3-0 p ? t 1");
		RedisServer.shared().command("HSET " + this.keyspace.position("hist-a") + " o 3");
		proxy.resume();
		await().until(() -> node.heard.size() >= 3);
		StreamPosition next = publisher.publish("hist-a", "4");
		await().untilAsserted(
				() -> assertThat(node.heard).containsExactly("1", "2", "EVENTS_FORGOTTEN " + next.epoch() + " 3", "4"));
	}

	@Test
	void whatIsLeftOfEventsThatWereForgottenMeanwhileIsHandedOver() {
		TcpProxy proxy = proxy(RedisServer.shared().port());
		Node publisher = new Node(RedisServer.shared().port(), WhenUnavailable.LOCAL);
		Node node = new Node(proxy.port(), WhenUnavailable.LOCAL);
		node.subscribe("hist-a");
		String epoch = publisher.publish("hist-a", "1").epoch();
		await().untilAsserted(() -> assertThat(node.heard).containsExactly("1"));
		proxy.refuse();
		await().until(() -> !node.connections.isUp());
		for (int i = 2; i <= 5; i++) {
			publisher.store
				.publish(event("hist-a", String.valueOf(i)), new HistoryRetention(2, Duration.ofMinutes(1)),
						(kept) -> Mono.empty())
				.block(TIMEOUT);
		}
		proxy.resume();
		await().untilAsserted(
				() -> assertThat(node.heard).containsExactly("1", "EVENTS_FORGOTTEN " + epoch + " 3", "4", "5"));
	}

	@Test
	void positionsOfQuietChannelsDoNotExpireWhileSomebodySubscribes() {
		RedisConnections connections = RedisFixture.connections(RedisServer.shared().port());
		this.resources.add(connections);
		RedisBroker broker = new RedisBroker(connections, this.keyspace,
				new RedisHistoryStore(connections, this.keyspace), HISTORY, WhenUnavailable.LOCAL,
				Duration.ofMillis(50));
		RedisFixture.started(connections);
		broker.start((publication) -> Mono.just(1));
		broker.subscribe("hist-a").block(TIMEOUT);
		String key = this.keyspace.position("hist-a");
		RedisServer.shared().command("EXPIRE " + key + " 60");
		await().until(() -> Long.parseLong(RedisServer.shared().command("TTL " + key).trim().substring(1)) > 3000);
		broker.unsubscribe("hist-a").block(TIMEOUT);
		await().pollDelay(Duration.ofMillis(200)).until(() -> true);
		RedisServer.shared().command("EXPIRE " + key + " 60");
		await().pollDelay(Duration.ofMillis(200)).until(() -> true);
		assertThat(RedisServer.shared().command("TTL " + key).trim()).isIn(":60", ":59");
	}

	@Test
	void messagesThatAreNoneAreIgnored() {
		Node node = new Node(RedisServer.shared().port(), WhenUnavailable.LOCAL);
		node.subscribe("a");
		String topic = this.keyspace.topic("a");
		byte[] valid = PublicationCodec.encodeMessage(event("a", "1"), false);
		for (int length = 0; length < valid.length; length++) {
			node.connections.publish(topic, Arrays.copyOf(valid, length)).block(TIMEOUT);
		}
		for (String text : List.of("h", "h:", "hx:1", "hx:y:", "h!:1:", "p\u0002", "?", "\u00ff")) {
			node.connections.publish(topic, text.getBytes(StandardCharsets.ISO_8859_1)).block(TIMEOUT);
		}
		node.connections.publish(topic, PublicationCodec.encodeMessage(event("b", "other"), true)).block(TIMEOUT);
		node.connections.publish(topic, valid).block(TIMEOUT);
		await().untilAsserted(() -> assertThat(node.heard).containsExactly("1"));
	}

	@Test
	void clusterCarriesHistoriesToo() {
		Node node = new Node(RedisFixture.clusterConnections(RedisServer.sharedCluster().port()),
				WhenUnavailable.LOCAL);
		node.subscribe("hist-a");
		node.publish("hist-a", "1");
		node.publish("hist-a", "2");
		await().untilAsserted(() -> assertThat(node.heard).containsExactly("1", "2"));
	}

	private TcpProxy proxy(int target) {
		TcpProxy proxy = new TcpProxy(target);
		this.resources.add(proxy);
		return proxy;
	}

	private static List<String> numbers(int last) {
		return IntStream.rangeClosed(1, last).mapToObj(String::valueOf).toList();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(20));
	}

	/**
	 * A node and what it heard.
	 */
	private final class Node implements BrokerListener {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		private final RedisConnections connections;

		private final RedisHistoryStore store;

		private final RedisBroker broker;

		Node(int port, WhenUnavailable whenUnavailable) {
			this(RedisFixture.connections(port), whenUnavailable);
		}

		Node(RedisConnections connections, WhenUnavailable whenUnavailable) {
			RedisKeyspace keyspace = RedisBrokerTests.this.keyspace;
			this.connections = connections;
			this.store = new RedisHistoryStore(connections, keyspace);
			this.broker = new RedisBroker(connections, keyspace, this.store, HISTORY, whenUnavailable);
			RedisBrokerTests.this.resources.add(0, connections);
			RedisFixture.started(connections);
			this.broker.start(this);
		}

		@Override
		public Mono<Integer> received(Publication publication) {
			this.heard.add(publication.data());
			return Mono.just(1);
		}

		@Override
		public void lost(String channel, StreamPosition position, HistoryGap gap) {
			this.heard.add(gap + " " + position.epoch() + " " + position.offset());
		}

		void subscribe(String channel) {
			this.broker.subscribe(channel).block(TIMEOUT);
		}

		StreamPosition publish(String channel, String data) {
			return this.store.publish(event(channel, data), RETENTION, (kept) -> Mono.empty())
				.block(TIMEOUT)
				.position();
		}

	}

}
