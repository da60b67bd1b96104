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

package com.lattestream.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.lattestream.StreamPosition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every {@link Broker} has to do, on as many nodes as it can connect.
 */
public abstract class BrokerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final int MANY = 300;

	private final List<Node> nodes = new ArrayList<>();

	/**
	 * Create the broker of another node, not started yet. All that a test creates are
	 * connected.
	 * @return the broker
	 */
	protected abstract Broker createNode();

	/**
	 * Return how many nodes to connect.
	 * @return how many, one at least
	 */
	protected int nodeCount() {
		return 3;
	}

	@BeforeEach
	void startNodes() {
		for (int i = 0; i < nodeCount(); i++) {
			this.nodes.add(new Node(createNode()));
		}
	}

	@Test
	void publicationReachesAllNodesThatSubscribed() {
		this.nodes.forEach((node) -> node.subscribe("a"));
		for (Node node : this.nodes) {
			node.publish(event("a", node.name()));
		}
		for (Node node : this.nodes) {
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(node.data("a")).hasSize(this.nodes.size()));
			assertThat(node.data("a")).isEqualTo(this.nodes.get(0).data("a"))
				.containsExactlyInAnyOrderElementsOf(this.nodes.stream().map(Node::name).toList());
		}
	}

	@Test
	void nodesGetChannelsOfTheirOwnOnly() {
		Node first = this.nodes.get(0);
		first.subscribe("a");
		for (Node other : this.nodes.subList(1, this.nodes.size())) {
			other.subscribe("b");
		}
		first.publish(event("a", "1"));
		first.publish(event("b", "2"));
		for (Node other : this.nodes.subList(1, this.nodes.size())) {
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(other.data("b")).containsExactly("2"));
			assertThat(other.data("a")).isEmpty();
		}
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(first.data("a")).containsExactly("1"));
	}

	@Test
	void nodeThatUnsubscribedMayStillSubscribeAgain() {
		Node last = this.nodes.get(this.nodes.size() - 1);
		last.subscribe("a");
		last.unsubscribe("a");
		last.subscribe("a");
		this.nodes.get(0).publish(event("a", "1"));
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(last.data("a")).containsExactly("1"));
	}

	@Test
	void otherNodesGetNothingAfterTheyUnsubscribed() {
		this.nodes.forEach((node) -> node.subscribe("a"));
		this.nodes.forEach((node) -> node.subscribe("b"));
		List<Node> others = this.nodes.subList(1, this.nodes.size());
		others.forEach((node) -> node.unsubscribe("a"));
		this.nodes.get(0).publish(event("a", "1"));
		this.nodes.get(0).publish(event("b", "2"));
		for (Node other : others) {
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(other.data("b")).containsExactly("2"));
			assertThat(other.data("a")).isEmpty();
		}
	}

	@Test
	void unsubscribeWithoutSubscribeCompletes() {
		StepVerifier.create(this.nodes.get(0).broker.unsubscribe("a")).expectComplete().verify(TIMEOUT);
	}

	@Test
	void whatIsForAllNodesReachesThoseThatSubscribedToNothing() {
		String name = Broker.ALL_NODES + "-x";
		this.nodes.get(0).publish(event(Broker.ALL_NODES, "1"));
		this.nodes.get(0).publish(event(name, "2"));
		for (Node node : this.nodes) {
			// One name may overtake the other
			await().atMost(TIMEOUT).untilAsserted(() -> {
				assertThat(node.data(name)).containsExactly("2");
				assertThat(node.data(Broker.ALL_NODES)).containsExactly("1");
			});
		}
	}

	@Test
	void everythingOfAPublicationSurvives() {
		this.nodes.forEach((node) -> node.subscribe("presence-a"));
		List<Publication> publications = List.of(
				new Publication("presence-a", "client-a", "{\"a\":\"\u00fc \ud83d\ude00\"}", true, "1.2", "u\u0308 1")
					.with("{\"a\":\"\u00fc\"}", new byte[] { 0, -1, 1, 127, -128 })
					.withCacheVersion(Long.MAX_VALUE),
				new Publication("presence-a", "e", "[1]", false, null, null).withCacheVersion(7),
				Publication.ofServer("presence-a", "e", "{}", null).with("{}", new byte[0]),
				Publication.ofServer("presence-a", "", "\"\"", ""));
		publications.forEach(this.nodes.get(0)::publish);
		for (Node node : this.nodes) {
			await().atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(node.of("presence-a")).containsExactlyElementsOf(publications));
		}
	}

	/**
	 * A broker that compares positions with a history of its own tests this with that
	 * history instead.
	 */
	@Test
	protected void positionSurvives() {
		this.nodes.forEach((node) -> node.subscribe("a"));
		Publication publication = event("a", "1").withPosition(new StreamPosition("epoch", 1));
		this.nodes.get(0).publish(publication);
		for (Node node : this.nodes) {
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(node.of("a")).containsExactly(publication));
		}
	}

	@Test
	void largePublicationSurvives() {
		Node last = this.nodes.get(this.nodes.size() - 1);
		last.subscribe("a");
		byte[] bytes = new byte[256 * 1024];
		Arrays.fill(bytes, (byte) -1);
		Publication publication = event("a", "{\"a\":\"" + "\u00fc".repeat(100_000) + "\"}");
		this.nodes.get(0).publish(publication);
		this.nodes.get(0).publish(publication.with("{}", bytes));
		await().atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(last.of("a")).containsExactly(publication, publication.with("{}", bytes)));
	}

	@Test
	void publisherKeepsItsOrder() {
		this.nodes.forEach((node) -> node.subscribe("a"));
		List<String> expected = IntStream.range(0, MANY).mapToObj(String::valueOf).toList();
		for (String data : expected) {
			this.nodes.get(0).publish(event("a", data));
		}
		for (Node node : this.nodes) {
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(node.data("a")).isEqualTo(expected));
		}
	}

	@Test
	void allNodesSeeAChannelInOneOrder() throws Exception {
		this.nodes.forEach((node) -> node.subscribe("a"));
		ExecutorService executor = Executors.newFixedThreadPool(this.nodes.size());
		try {
			List<Callable<Void>> publishers = this.nodes.stream().map((node) -> (Callable<Void>) () -> {
				for (int i = 0; i < MANY; i++) {
					node.publish(event("a", node.name() + "-" + i));
				}
				return null;
			}).toList();
			for (Future<Void> publisher : executor.invokeAll(publishers, 60, TimeUnit.SECONDS)) {
				publisher.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
		for (Node node : this.nodes) {
			await().atMost(TIMEOUT).untilAsserted(() -> assertThat(node.data("a")).hasSize(MANY * this.nodes.size()));
			assertThat(node.data("a")).isEqualTo(this.nodes.get(0).data("a"));
		}
		for (Node publisher : this.nodes) {
			List<String> own = this.nodes.get(0)
				.data("a")
				.stream()
				.filter((data) -> data.startsWith(publisher.name() + "-"))
				.toList();
			assertThat(own).isEqualTo(IntStream.range(0, MANY).mapToObj((i) -> publisher.name() + "-" + i).toList());
		}
	}

	@Test
	void nothingIsPublishedBeforeThePublisherIsSubscribedTo() {
		Node node = this.nodes.get(0);
		node.subscribe("a");
		Mono<Integer> publish = node.broker.publish(event("a", "1"));
		node.publish(event("a", "2"));
		publish.block(TIMEOUT);
		publish.block(TIMEOUT);
		await().atMost(TIMEOUT).untilAsserted(() -> assertThat(node.data("a")).containsExactly("2", "1", "1"));
	}

	/**
	 * Create a publication that the server publishes.
	 * @param channel the name of the channel
	 * @param data its data
	 * @return the publication
	 */
	protected static Publication event(String channel, String data) {
		return Publication.ofServer(channel, "e", data, null);
	}

	/**
	 * A node and what came to it.
	 */
	private final class Node {

		private final String name = "n" + BrokerTests.this.nodes.size();

		private final List<Publication> received = new CopyOnWriteArrayList<>();

		private final Broker broker;

		Node(Broker broker) {
			this.broker = broker;
			broker.start((publication) -> {
				this.received.add(publication);
				return Mono.just(1);
			});
		}

		String name() {
			return this.name;
		}

		void subscribe(String channel) {
			this.broker.subscribe(channel).block(TIMEOUT);
		}

		void unsubscribe(String channel) {
			this.broker.unsubscribe(channel).block(TIMEOUT);
		}

		void publish(Publication publication) {
			this.broker.publish(publication).block(TIMEOUT);
		}

		List<Publication> of(String channel) {
			return this.received.stream().filter((publication) -> publication.channel().equals(channel)).toList();
		}

		List<String> data(String channel) {
			return of(channel).stream().map(Publication::data).toList();
		}

	}

}
