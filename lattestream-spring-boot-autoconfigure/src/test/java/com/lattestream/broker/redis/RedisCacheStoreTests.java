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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import com.lattestream.UnavailableException;
import com.lattestream.broker.CacheStore;
import com.lattestream.broker.CacheStoreTests;
import com.lattestream.broker.CachedPublication;
import com.lattestream.broker.Publication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RedisCacheStore} on two nodes.
 */
class RedisCacheStoreTests extends CacheStoreTests {

	private static final Duration AT_ONCE = RedisFixture.AT_ONCE;

	private final ConnectedNodes nodes = new ConnectedNodes();

	private final RedisConnections connections = this.nodes.add();

	private final CacheStore store = new RedisCacheStore(this.connections, this.nodes.keyspace(),
			(channel) -> channel.startsWith("history-"));

	RedisCacheStoreTests() {
		this.connections.topics()
			.register(RedisMessage.PUBLICATION, (topic, message) -> received(
					PublicationCodec.decodeMessage(this.nodes.keyspace().channel(topic), message)));
		this.nodes.start();
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Override
	protected CacheStore store() {
		return this.store;
	}

	@Override
	protected void advance(Duration duration) {
		this.nodes.advance(duration);
	}

	@Override
	protected void subscribe(String channel) {
		this.connections.topics().subscribe(this.nodes.keyspace().topic(channel)).block(TIMEOUT);
	}

	@Test
	void nothingIsKeptForEver() {
		publish("a", "1");
		assertThat(this.nodes.keys()).containsExactlyInAnyOrder("{a}:cached", "{a}:cache-version");
		assertThat(this.nodes.lifetime("{a}:cached")).isBetween(TTL.minusSeconds(3), TTL);
		assertThat(this.nodes.lifetime("{a}:cache-version")).isBetween(Duration.ofDays(1),
				Duration.ofDays(1).plus(TTL));
	}

	@Test
	void reachedConnectionsAreNotKnown() {
		StepVerifier.create(this.store.publish(Publication.ofServer("a", "e", "1", null), TTL, (kept) -> Mono.just(1)))
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void nodesAgreeOnTheOrder() {
		subscribe("a");
		CacheStore other = new RedisCacheStore(this.nodes.started(), this.nodes.keyspace(), (channel) -> false);
		Mono<Void> all = Flux.range(0, 1000)
			.flatMap((i) -> ((i % 2 == 0) ? this.store : other)
				.publish(Publication.ofServer("a", "e", String.valueOf(i), null), TTL, (kept) -> Mono.empty())
				.subscribeOn(Schedulers.parallel()), 32)
			.then();
		StepVerifier.create(all).expectComplete().verify(TIMEOUT.multipliedBy(2));
		List<Publication> published = published(1000);
		assertThat(published).extracting(Publication::cacheVersion).isSorted().doesNotHaveDuplicates();
		assertThat(last("a").publication()).isEqualTo(published.get(999))
			.isEqualTo(other.last("a").block(TIMEOUT).publication());
	}

	@Test
	void versionsGoOnAfterRedisLostItsData() {
		subscribe("a");
		publish("a", "1");
		this.nodes.advance(Duration.ofDays(2));
		assertThat(this.nodes.keys()).isEmpty();
		publish("a", "2");
		assertThat(published(2)).extracting(Publication::cacheVersion).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void versionsGoOnWhenTheClockOfRedisGoesBack() {
		subscribe("a");
		long future = (System.currentTimeMillis() + 60_000) * 1000;
		this.connections
			.command((commands) -> commands.set(this.nodes.keyspace().cacheVersion("a"),
					String.valueOf(future).getBytes(StandardCharsets.UTF_8)))
			.block(TIMEOUT);
		publish("a", "1");
		publish("a", "2");
		assertThat(published(2)).extracting(Publication::cacheVersion).containsExactly(future + 1, future + 2);
		assertThat(last("a").publication().cacheVersion()).isEqualTo(future + 2);
	}

	@Test
	void whatHasAHistoryIsKeptAndThenPublishedThere() {
		subscribe("history-a");
		List<Publication> handedOn = new ArrayList<>();
		StepVerifier.create(this.store.publish(Publication.ofServer("history-a", "e", "1", null), TTL, (kept) -> {
			handedOn.add(kept);
			return last("history-a", kept);
		})).expectNext(7).expectComplete().verify(TIMEOUT);
		assertThat(handedOn).containsExactly(last("history-a").publication());
		published(0);
	}

	private Mono<Integer> last(String channel, Publication expected) {
		return this.store.last(channel)
			.map(CachedPublication::publication)
			.filter(expected::equals)
			.map((publication) -> 7);
	}

	@Test
	void whatCannotBeReadCountsAsNone() {
		for (String value : new String[] { "x", "p", "pnonsense", "h", "h1:2:3" }) {
			this.connections
				.command((commands) -> commands.set(this.nodes.keyspace().cached("a"),
						value.getBytes(StandardCharsets.UTF_8)))
				.block(TIMEOUT);
			assertThat(last("a")).isNull();
		}
	}

	@Test
	void whileRedisIsAwayNothingIsPublishedAndNobodyWaits() {
		try (TcpProxy proxy = new TcpProxy(RedisServer.shared().port());
				ConnectedNodes cutOff = new ConnectedNodes(proxy.port())) {
			CacheStore store = new RedisCacheStore(cutOff.started(), cutOff.keyspace(), (channel) -> false);
			Publication publication = Publication.ofServer("a", "e", "1", null);
			List<Publication> handedOn = new CopyOnWriteArrayList<>();
			store.publish(publication, TTL, (kept) -> Mono.empty()).block(TIMEOUT);
			proxy.refuse();
			await().atMost(TIMEOUT)
				.untilAsserted(() -> StepVerifier.create(store.last("a"))
					.expectError(UnavailableException.class)
					.verify(AT_ONCE));
			StepVerifier.create(store.publish(publication, TTL, (kept) -> Mono.fromRunnable(() -> handedOn.add(kept))))
				.expectError(UnavailableException.class)
				.verify(AT_ONCE);
			assertThat(handedOn).isEmpty();
			proxy.resume();
			await().atMost(TIMEOUT.multipliedBy(2))
				.ignoreExceptions()
				.until(() -> store.last("a").block(TIMEOUT).publication().data().equals("1"));
		}
	}

	@Test
	void clusterIsTheSame() {
		int port = RedisServer.sharedCluster().port();
		try (ConnectedNodes nodes = new ConnectedNodes(port)) {
			RedisConnections connections = nodes.add(RedisFixture.clusterConnections(port));
			List<Publication> heard = new CopyOnWriteArrayList<>();
			connections.topics()
				.register(RedisMessage.PUBLICATION, (topic, message) -> heard
					.add(PublicationCodec.decodeMessage(nodes.keyspace().channel(topic), message)));
			nodes.start();
			CacheStore store = new RedisCacheStore(connections, nodes.keyspace(), (channel) -> false);
			IntStream.range(0, 10).forEach((i) -> {
				String channel = "c" + i;
				connections.topics().subscribe(nodes.keyspace().topic(channel)).block(TIMEOUT);
				store.publish(Publication.ofServer(channel, "e", "1", null), TTL, (kept) -> Mono.empty())
					.block(TIMEOUT);
				assertThat(store.last(channel).block(TIMEOUT).publication().channel()).isEqualTo(channel);
			});
			await().atMost(TIMEOUT).until(() -> heard.size() == 10);
		}
	}

}
