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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;

import com.lattestream.UnavailableException;
import com.lattestream.broker.NodeBus;
import com.lattestream.broker.NodeBusTests;
import com.lattestream.broker.NodeCommand;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RedisNodeBus} on up to three nodes.
 */
class RedisNodeBusTests extends NodeBusTests {

	private static final Duration SHORT = Duration.ofMillis(700);

	private final ConnectedNodes nodes = new ConnectedNodes();

	private final RedisConnections connections = this.nodes.add();

	private final NodeBus bus = new RedisNodeBus(this.connections, this.nodes.keyspace(), SHORT);

	private final List<String> elsewhere = new CopyOnWriteArrayList<>();

	private @Nullable TcpProxy proxy;

	RedisNodeBusTests() {
		this.nodes.start();
	}

	@AfterEach
	void close() {
		this.nodes.close();
		if (this.proxy != null) {
			this.proxy.close();
		}
	}

	@Override
	protected NodeBus bus() {
		return this.bus;
	}

	@Test
	void allNodesCarryOutAndAnswer() {
		start((command) -> Mono.just("own"));
		addNode((command) -> Mono.just("2"));
		addNode((command) -> Mono.just("3"));
		NodeCommand command = new NodeCommand("terminate", Map.of("user", "J\u00f6rg \"a\"\n", "empty", ""));
		awaitNodes(3);
		this.carriedOut.clear();
		this.elsewhere.clear();
		assertThat(ask(command)).containsExactlyInAnyOrder("own", "2", "3");
		assertThat(this.carriedOut).containsExactly(command);
		assertThat(this.elsewhere).containsExactly(command.toString(), command.toString());
	}

	@Test
	void nodesWithoutAnAnswerAreNotWaitedFor() {
		start((command) -> Mono.empty());
		addNode((command) -> Mono.just("2"));
		addNode((command) -> Mono.empty());
		addNode((command) -> {
			throw new IllegalStateException("down");
		});
		awaitNodes(4);
		StepVerifier.create(this.bus.ask(command())).expectNext("2").expectComplete().verify(RedisFixture.AT_ONCE);
	}

	@Test
	void nodeThatDoesNotAnswerInTimeIsLeftOut() {
		start((command) -> Mono.just("own"));
		addNode((command) -> Mono.never());
		addNode((command) -> Mono.just("3"));
		await().atMost(TIMEOUT).until(() -> ask(command()).contains("3"));
		assertThat(ask(command())).containsExactlyInAnyOrder("own", "3");
	}

	@Test
	void nodeThatIsGoneIsNotWaitedFor() {
		start((command) -> Mono.just("own"));
		RedisConnections gone = addNode((command) -> Mono.just("2"));
		awaitNodes(2);
		gone.close();
		await().atMost(TIMEOUT)
			.untilAsserted(() -> StepVerifier.create(this.bus.ask(command()))
				.expectNext("own")
				.expectComplete()
				.verify(RedisFixture.AT_ONCE));
	}

	@Test
	void answersComeToWhoAsked() {
		NodeBus one = patientBus((command) -> "one");
		NodeBus other = patientBus((command) -> command.arguments().get("n"));
		await().atMost(TIMEOUT)
			.until(() -> one.ask(new NodeCommand("echo", Map.of("n", "x"))).collectList().block(TIMEOUT).size() == 2);
		Flux<List<String>> all = Flux.fromStream(IntStream.range(0, 500).boxed())
			.flatMap((i) -> ((i % 2 == 0) ? one : other).ask(new NodeCommand("echo", Map.of("n", "" + i)))
				.collectList()
				.doOnNext((answers) -> assertThat(answers).containsExactlyInAnyOrder("one", "" + i)), 32);
		StepVerifier.create(all).expectNextCount(500).expectComplete().verify(TIMEOUT);
	}

	/**
	 * A busy machine may take its time.
	 */
	private NodeBus patientBus(Function<NodeCommand, String> handler) {
		RedisConnections connections = this.nodes.add();
		NodeBus patient = new RedisNodeBus(connections, this.nodes.keyspace(), TIMEOUT);
		patient.start((command) -> Mono.just(handler.apply(command)));
		ConnectedNodes.start(connections);
		return patient;
	}

	@Test
	void whileRedisIsAwayTheOwnNodeDoesItsPartAndTheErrorIsTold() {
		this.proxy = new TcpProxy(RedisServer.shared().port());
		RedisConnections connections = this.nodes.add(RedisFixture.connections(this.proxy.port()));
		NodeBus cutOff = new RedisNodeBus(connections, this.nodes.keyspace(), SHORT);
		cutOff.start((command) -> Mono.just("cut off"));
		ConnectedNodes.start(connections);
		start((command) -> Mono.just("own"));
		await().atMost(TIMEOUT).until(() -> cutOff.ask(command()).collectList().block(TIMEOUT).size() == 2);
		this.proxy.refuse();
		await().atMost(TIMEOUT).until(() -> !connections.isUp());
		this.carriedOut.clear();
		StepVerifier.create(cutOff.ask(command()))
			.expectNext("cut off")
			.expectError(UnavailableException.class)
			.verify(RedisFixture.AT_ONCE);
		assertThat(this.carriedOut).isEmpty();
		this.proxy.resume();
		await().atMost(TIMEOUT.multipliedBy(2))
			.ignoreExceptions()
			.until(() -> cutOff.ask(command()).collectList().block(TIMEOUT).size() == 2);
		await().atMost(TIMEOUT).until(() -> ask(command()).size() == 2);
	}

	@Test
	void restartOfRedisIsSurvived() {
		try (RedisServer server = RedisServer.start(); ConnectedNodes nodes = new ConnectedNodes(server.port())) {
			NodeBus one = new RedisNodeBus(nodes.add(), nodes.keyspace());
			NodeBus two = new RedisNodeBus(nodes.add(), nodes.keyspace());
			one.start((command) -> Mono.just("1"));
			two.start((command) -> Mono.just("2"));
			nodes.start();
			await().atMost(TIMEOUT).until(() -> one.ask(command()).collectList().block(TIMEOUT).size() == 2);
			server.kill();
			server.restart();
			await().atMost(TIMEOUT.multipliedBy(2))
				.ignoreExceptions()
				.until(() -> one.ask(command()).collectList().block(TIMEOUT).size() == 2
						&& two.ask(command()).collectList().block(TIMEOUT).size() == 2);
		}
	}

	@Test
	void clusterIsTheSame() {
		int port = RedisServer.sharedCluster().port();
		try (ConnectedNodes nodes = new ConnectedNodes(port)) {
			NodeBus one = new RedisNodeBus(nodes.add(RedisFixture.clusterConnections(port)), nodes.keyspace());
			NodeBus two = new RedisNodeBus(nodes.add(RedisFixture.clusterConnections(port)), nodes.keyspace());
			one.start((command) -> Mono.just("1"));
			two.start((command) -> Mono.just("2"));
			nodes.start();
			await().atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(one.ask(command()).collectList().block(TIMEOUT))
					.containsExactlyInAnyOrder("1", "2"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "null", "{}",
			"{\"v\":2,\"id\":1,\"name\":\"a\",\"node\":\"a\",\"arguments\":{}}",
			"{\"v\":1,\"id\":\"1\",\"name\":\"a\",\"node\":\"a\",\"arguments\":{}}",
			"{\"v\":1,\"id\":1,\"name\":1,\"node\":\"a\",\"arguments\":{}}",
			"{\"v\":1,\"id\":1,\"name\":\"a\",\"node\":\"}a\",\"arguments\":{}}",
			"{\"v\":1,\"id\":1,\"name\":\"a\",\"arguments\":{}}", "{\"v\":1,\"id\":1,\"name\":\"a\",\"node\":\"a\"}",
			"{\"v\":1,\"id\":1,\"name\":\"a\",\"node\":\"a\",\"arguments\":{\"a\":1}}",
			"{\"v\":1,\"id\":1,\"name\":\"a\",\"node\":\"a\",\"arguments\":{\"a\":null}}",
			"{\"v\":1,\"id\":1,\"name\":\"a\",\"name\":\"b\",\"node\":\"a\",\"arguments\":{}}",
			"{\"v\":1,\"id\":1,\"answer\":1}", "{\"v\":1,\"answer\":\"a\"}" })
	void brokenCommandIsIgnored(String json) {
		assertThat(NodeMessage.decode(("c" + json).getBytes(StandardCharsets.UTF_8))).isNull();
		start((command) -> Mono.just("own"));
		awaitNodes(1);
		this.carriedOut.clear();
		this.connections
			.publish(this.nodes.keyspace().topic("#all-commands"), ("c" + json).getBytes(StandardCharsets.UTF_8))
			.block(TIMEOUT);
		assertThat(ask(command())).containsExactly("own");
		assertThat(this.carriedOut).hasSize(1);
	}

	@Test
	void messagesSurviveTheWire() {
		NodeMessage ask = new NodeMessage.Ask("n1", Long.MAX_VALUE, new NodeCommand("a", Map.of("b", "\u00fc\u0000")));
		for (NodeMessage message : List.of(ask, new NodeMessage.Answer(1, ""), new NodeMessage.Answer(2, null))) {
			assertThat(NodeMessage.decode(message.encode())).isEqualTo(message);
		}
	}

	private RedisConnections addNode(Function<NodeCommand, Mono<String>> handler) {
		RedisConnections added = this.nodes.add();
		new RedisNodeBus(added, this.nodes.keyspace(), SHORT).start((command) -> {
			this.elsewhere.add(command.toString());
			return handler.apply(command);
		});
		ConnectedNodes.start(added);
		return added;
	}

	/**
	 * Wait until so many nodes listen.
	 */
	private void awaitNodes(int count) {
		String topic = this.nodes.keyspace().topic("#all-commands");
		await().atMost(TIMEOUT)
			.until(() -> this.connections.command((commands) -> commands.pubsubNumsub(topic))
				.block(TIMEOUT)
				.get(topic) == count);
	}

}
