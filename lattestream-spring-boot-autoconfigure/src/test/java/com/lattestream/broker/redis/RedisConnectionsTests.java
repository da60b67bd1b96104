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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.lattestream.UnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisConnections}, {@link RedisTopics} and {@link RedisLink}.
 */
class RedisConnectionsTests {

	private static final RedisScript ECHO = RedisScript.load("echo.lua", ScriptOutputType.MULTI);

	/**
	 * Lettuce gives an attempt to connect up after this time even if it was refused long
	 * ago, and an error is logged if threads end at that moment.
	 */
	private static final Duration UNHURRIED = Duration.ofSeconds(30);

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private final String topic = RedisServer.prefix() + ":{a}:topic";

	private @Nullable RedisConnections connections;

	private @Nullable TcpProxy proxy;

	@AfterEach
	void close() {
		if (this.connections != null) {
			this.connections.close();
		}
		if (this.proxy != null) {
			this.proxy.close();
		}
	}

	@Test
	void scriptRunsWhetherRedisKnowsItOrNot() {
		RedisConnections connections = start(RedisFixture.connections(RedisServer.shared().port()));
		RedisServer.shared().command("SCRIPT FLUSH");
		for (int i = 0; i < 2; i++) {
			List<Object> answer = connections
				.<List<Object>>run(ECHO, List.of(this.topic), connections.publishCommand(), new byte[] { 0, -1 })
				.block(RedisFixture.TIMEOUT);
			assertThat(answer).usingRecursiveComparison()
				.isEqualTo(List.of(this.topic.getBytes(StandardCharsets.UTF_8), new byte[] { 0, -1 }, 2L));
		}
	}

	@Test
	void messagesOfATopicComeFromSubscribeToUnsubscribe() {
		RedisConnections connections = start(RedisFixture.connections(RedisServer.shared().port()));
		verifyTopics(connections);
	}

	@Test
	void clusterIsTheSame() {
		try (RedisServer server = RedisServer.startCluster()) {
			RedisConnections connections = start(RedisFixture.clusterConnections(server.port()));
			assertThat(connections.publishCommand()).isEqualTo("SPUBLISH");
			verifyTopics(connections);
			server.kill();
			server.restart();
			await().ignoreExceptions().untilAsserted(() -> {
				this.heard.clear();
				connections.topics().subscribe("x:{b}").block(RedisFixture.TIMEOUT);
				connections.publish("x:{b}", message("again")).block(RedisFixture.TIMEOUT);
				await().atMost(Duration.ofMillis(500)).until(() -> this.heard.contains("again"));
			});
			await().ignoreExceptions()
				.until(() -> connections.run(ECHO, List.of("x:{b}"), connections.publishCommand(), message("script"))
					.block(RedisFixture.TIMEOUT) != null);
			await().until(() -> this.heard.contains("script"));
		}
	}

	private void verifyTopics(RedisConnections connections) {
		connections.topics().subscribe(this.topic).block(RedisFixture.TIMEOUT);
		assertThat(this.heard).containsExactly("subscribed");
		connections.publish(this.topic, message("1")).block(RedisFixture.TIMEOUT);
		connections.publish(this.topic, "?".getBytes(StandardCharsets.UTF_8)).block(RedisFixture.TIMEOUT);
		connections.publish(this.topic, message("2")).block(RedisFixture.TIMEOUT);
		await().until(() -> this.heard.size() >= 3);
		connections.topics().unsubscribe(this.topic).block(RedisFixture.TIMEOUT);
		connections.publish(this.topic, message("3")).block(RedisFixture.TIMEOUT);
		connections.topics().subscribe("x:{b}").block(RedisFixture.TIMEOUT);
		assertThat(this.heard).containsExactly("subscribed", "1", "2", "unsubscribed", "subscribed");
	}

	@Test
	void subscriptionIsSaidToBeBackAfterACut() {
		RedisConnections connections = startBehindProxy();
		connections.topics().subscribe(this.topic).block(RedisFixture.TIMEOUT);
		this.heard.clear();
		this.proxy.cut();
		await().until(() -> this.heard.contains("subscribed"));
		await().ignoreExceptions().untilAsserted(() -> {
			connections.publish(this.topic, message("1")).block(RedisFixture.TIMEOUT);
			assertThat(this.heard).contains("1");
		});
	}

	@Test
	void whileRedisIsAwayCommandsFailAtOnceAndSubscriptionsWait() {
		RedisConnections connections = startBehindProxy();
		List<Boolean> changes = new CopyOnWriteArrayList<>();
		connections.onChange(changes::add);
		this.proxy.refuse();
		await().until(() -> !connections.isUp());
		StepVerifier.create(connections.publish(this.topic, message("1")))
			.expectError(UnavailableException.class)
			.verify(RedisFixture.AT_ONCE);
		connections.topics().subscribe(this.topic).subscribe();
		await().until(() -> changes.equals(List.of(false)));
		this.proxy.resume();
		await().until(() -> this.heard.contains("subscribed"));
		await().until(() -> changes.equals(List.of(false, true)));
		connections.publish(this.topic, message("2")).block(RedisFixture.TIMEOUT);
		await().until(() -> this.heard.contains("2"));
	}

	@Test
	void connectionThatIsOpenButSilentIsReplaced() {
		this.proxy = new TcpProxy(RedisServer.shared().port());
		RedisConnections connections = start(
				RedisFixture.connections(this.proxy.port(), RedisFixture.SHORT_COMMAND_TIMEOUT));
		connections.topics().subscribe(this.topic).block(RedisFixture.TIMEOUT);
		this.heard.clear();
		this.proxy.stall();
		StepVerifier.create(connections.publish(this.topic, message("1")))
			.expectError(UnavailableException.class)
			.verify(RedisFixture.TIMEOUT);
		await().until(() -> !connections.isUp());
		this.proxy.cut();
		this.proxy.resume();
		await().until(connections::isUp);
		await().until(() -> this.heard.contains("subscribed"));
		connections.publish(this.topic, message("2")).block(RedisFixture.TIMEOUT);
		await().until(() -> this.heard.contains("2"));
	}

	@Test
	void redisMayComeLaterThanTheApplication() {
		try (RedisServer server = RedisServer.start()) {
			server.kill();
			this.connections = RedisFixture.connections(server.port());
			listen(this.connections);
			this.connections.start();
			assertThat(this.connections.isUp()).isFalse();
			this.connections.topics().subscribe(this.topic).subscribe();
			server.restart();
			await().until(this.connections::isUp);
			await().until(() -> this.heard.contains("subscribed"));
		}
	}

	@Test
	void warmUpLeavesNothingToDoForTheFirstClient() {
		try (RedisServer server = RedisServer.start()) {
			this.connections = RedisFixture.connections(server.port());
			listen(this.connections);
			this.connections.start();
			this.connections.warmUp();
			assertThat(this.connections.isUp()).isTrue();
			assertThat(server.command("SCRIPT EXISTS " + ECHO.digest())).contains(":1");
		}
	}

	@Test
	void warmUpOfClusterTellsAllNodesTheScripts() {
		RedisServer server = RedisServer.sharedCluster();
		server.command("SCRIPT FLUSH");
		this.connections = RedisFixture.clusterConnections(server.port());
		this.connections.start();
		this.connections.warmUp();
		assertThat(server.command("SCRIPT EXISTS " + ECHO.digest())).contains(":1");
	}

	@Test
	void warmUpDoesNotWaitForRedisThatIsAway() {
		try (RedisServer server = RedisServer.start()) {
			server.kill();
			this.connections = RedisFixture.connections(server.port());
			this.connections.start();
			long begun = System.nanoTime();
			this.connections.warmUp();
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(RedisFixture.AT_ONCE);
			server.restart();
			await().until(this.connections::isUp);
		}
	}

	@Test
	void warmUpDoesNotWaitLongForRedisThatIsSilent() {
		this.proxy = new TcpProxy(RedisServer.shared().port());
		this.proxy.stall();
		this.connections = RedisFixture.connections(this.proxy.port(), RedisFixture.SHORT_COMMAND_TIMEOUT);
		this.connections.start();
		long begun = System.nanoTime();
		this.connections.warmUp();
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(RedisFixture.AT_ONCE);
		assertThat(this.connections.isUp()).isFalse();
		this.proxy.cut();
		this.proxy.resume();
		await().until(this.connections::isUp);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void closeIsQuietWhateverTheLinkDoesAtThatMoment(CapturedOutput output) {
		try (RedisServer server = RedisServer.start()) {
			started(server).close();
			List<RedisConnections> reconnecting = IntStream.range(0, 3).mapToObj((i) -> started(server)).toList();
			server.kill();
			reconnecting.forEach((each) -> {
				await().pollDelay(Duration.ofMillis(150)).until(() -> !each.isUp());
				each.close();
			});
			for (int i = 0; i < 3; i++) {
				RedisConnections connecting = RedisConnections.create(factory(server), UNHURRIED, "test");
				connecting.start();
				await().pollDelay(Duration.ofMillis(2 * i)).until(() -> true);
				connecting.close();
			}
			await().pollDelay(Duration.ofMillis(1000)).until(() -> true);
		}
		// Lettuce says in a line what becomes of its attempts to reconnect
		String rest = output.toString()
			.lines()
			.filter((line) -> !line.contains("ConnectionWatchdog"))
			.collect(Collectors.joining("\n"));
		assertThat(rest).doesNotContain("Provider is shut down", "terminated", "already closed", " ERROR ",
				"Exception");
	}

	private static RedisConnections started(RedisServer server) {
		return RedisFixture.started(RedisConnections.create(factory(server), UNHURRIED, "test"));
	}

	/** One whose client has threads of its own. */
	private static LettuceConnectionFactory factory(RedisServer server) {
		return new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", server.port()));
	}

	@Test
	void otherKindsOfErrorsOfRedisAreToldAsUnavailable() {
		RedisConnections connections = start(RedisFixture.connections(RedisServer.shared().port()));
		StepVerifier.create(connections.run(ECHO, List.of(this.topic), "NONSENSE", "1"))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(UnavailableException.class)
				.hasCauseInstanceOf(RedisCommandExecutionException.class))
			.verify(RedisFixture.TIMEOUT);
	}

	private RedisConnections startBehindProxy() {
		this.proxy = new TcpProxy(RedisServer.shared().port());
		return start(RedisFixture.connections(this.proxy.port()));
	}

	private RedisConnections start(RedisConnections connections) {
		this.connections = connections;
		listen(connections);
		connections.start();
		await().until(connections::isUp);
		return connections;
	}

	private void listen(RedisConnections connections) {
		connections.topics().register(RedisMessage.PUBLICATION, new RedisTopicListener() {

			@Override
			public void message(String topic, byte[] message) {
				RedisConnectionsTests.this.heard
					.add(new String(message, 1, message.length - 1, StandardCharsets.UTF_8));
			}

			@Override
			public void subscribed(String topic) {
				RedisConnectionsTests.this.heard.add("subscribed");
			}

			@Override
			public void unsubscribed(String topic) {
				RedisConnectionsTests.this.heard.add("unsubscribed");
			}

		});
	}

	private static byte[] message(String text) {
		return ((char) RedisMessage.PUBLICATION + text).getBytes(StandardCharsets.UTF_8);
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(RedisFixture.TIMEOUT).pollInterval(Duration.ofMillis(20));
	}

}
