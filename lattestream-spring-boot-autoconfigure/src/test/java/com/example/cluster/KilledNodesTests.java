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

package com.example.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.example.node.NodeTestRun;
import com.example.node.RequiresNode;
import com.lattestream.broker.redis.RedisServer;
import com.lattestream.broker.redis.TcpProxy;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two applications in processes of their own, one of which is killed as {@code kill -9}
 * does, again and again, while events are published. All clients are on that one, behind
 * a load balancer that knows nothing of them. System property
 * {@code lattestream.test.kills} tells how often, 20 times by default.
 */
@RequiresNode
class KilledNodesTests {

	private static final Log logger = LogFactory.getLog(KilledNodesTests.class);

	private static final int ROUNDS = Integer.getInteger("lattestream.test.kills", 20);

	private static final Duration LEASE = Duration.ofSeconds(3);

	/** For a machine that does other things, too. */
	private static final Duration TOLERANCE = Duration.ofSeconds(2);

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final Duration LIMIT = Duration.ofMinutes(1).plusSeconds(20L * ROUNDS);

	private static final int CLIENTS = 3;

	private final HttpClient http = Cluster.http();

	private final List<AutoCloseable> closeables = new ArrayList<>();

	private final List<AutoCloseable> clients = new ArrayList<>();

	private final List<NodeProcess> nodes = new ArrayList<>();

	private final List<Sequence> sequences = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable closeable : this.closeables) {
			closeable.close();
		}
	}

	@Test
	void clientsOfKilledNodesMissNothing() throws Exception {
		RedisServer redis = opened(RedisServer.start());
		ClassArchive archive = ClassArchive.create(properties(redis));
		NodeProcess front = start(redis, archive);
		NodeProcess other = start(redis, archive);
		front.ready();
		TcpProxy balancer = opened(new TcpProxy(front.port()));
		CompletableFuture<NodeTestRun.Result> script = CompletableFuture
			.supplyAsync(() -> NodeTestRun.run(LIMIT, Map.of("HUB_PORT", String.valueOf(balancer.port()), "ROUNDS",
					String.valueOf(ROUNDS), "LIMIT", String.valueOf(LIMIT.toMillis())), "cluster.test.mjs"));
		other.ready();
		client(new ResumingSocket(this.http, balancer.port(), Cluster.STREAM, "mover", sequence("mover"))).inRoom();
		for (int i = 1; i < CLIENTS; i++) {
			client(new ResumingSocket(this.http, balancer.port(), Cluster.STREAM, null, sequence("socket " + i)));
		}
		for (int i = 0; i < CLIENTS; i++) {
			client(new ResumingStream(balancer.port(), Cluster.STREAM, sequence("stream " + i)));
		}
		// They may have to be installed
		Awaitility.await("clients in Node")
			.atMost(TIMEOUT.multipliedBy(4))
			.until(() -> this.nodes.get(0).lines(ClusterApplication.ADDED).contains("node") || script.isDone());
		Publisher publisher = opened(new Publisher(other.port(), List.of(Cluster.STREAM), Duration.ofMillis(50)));
		Awaitility.await("first events").atMost(TIMEOUT).until(() -> reached(publisher.accepted(), 1));
		List<Long> stays = new ArrayList<>();
		for (int round = 1; round <= ROUNDS; round++) {
			// In time for the next round
			NodeProcess next = (round < ROUNDS) ? start(redis, archive) : null;
			stays.add(round(round, front, other, publisher, balancer));
			front = other;
			other = (next != null) ? next.ready() : front;
		}
		publisher.close();
		long last = publisher.accepted();
		Awaitility.await("last event").atMost(TIMEOUT).until(() -> reached(last, last));
		assertClean();
		closeClients();
		end(front.port(), last);
		NodeTestRun.Result result = script.get(1, TimeUnit.MINUTES);
		assertThat(result.exitCode()).as(result.output()).isZero();
		assertThat(result.output()).containsPattern("pass [1-9]").contains("skipped 0");
		assertEachMemberOnce();
		Collections.sort(stays);
		logger.info("%d nodes killed, %d events to %d clients, members gone after %d ms, at most %d".formatted(ROUNDS,
				last, 2 * CLIENTS + 2, stays.get(ROUNDS / 2), stays.get(ROUNDS - 1)));
		// A machine that stands still for once is not what this is about
		assertThat(stays.get(ROUNDS / 2)).isLessThan(LEASE.plus(TOLERANCE).toMillis());
	}

	/**
	 * Kill the node that has all clients.
	 * @return how long its own member stayed, in milliseconds
	 */
	private long round(int round, NodeProcess front, NodeProcess other, Publisher publisher, TcpProxy balancer)
			throws Exception {
		String mortal = "mortal-" + round;
		publisher.redirect(other.port());
		try (ResumingSocket watcher = socket(other.port(), "watcher-" + round);
				ResumingSocket victim = socket(front.port(), mortal)) {
			Awaitility.await("member of the other node")
				.atMost(TIMEOUT)
				.until(() -> watcher.changes().contains("+" + mortal));
			long accepted = publisher.accepted();
			// The request that is under way may be one to the other node
			Awaitility.await("events through the other node")
				.atMost(TIMEOUT)
				.until(() -> publisher.accepted() > accepted + 1);
			front.kill();
			long killed = System.nanoTime();
			balancer.redirect(other.port());
			victim.close();
			Awaitility.await("clients of the other node in round " + round)
				.atMost(TIMEOUT)
				.until(() -> this.sequences.stream().allMatch((sequence) -> sequence.resumed() == round)
						|| !wrong().isEmpty());
			assertClean();
			Awaitility.await("end of a member in round " + round)
				.atMost(TIMEOUT)
				.pollInterval(Duration.ofMillis(20))
				.until(() -> watcher.changes().contains("-" + mortal));
			long gone = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
			long now = publisher.accepted();
			Awaitility.await("events in round " + round).atMost(TIMEOUT).until(() -> reached(now, now));
			assertThat(watcher.changes()).containsOnlyOnce("+" + mortal, "-" + mortal);
			assertThat(this.sequences).extracting(Sequence::resumed).containsOnly(round);
			assertClean();
			return gone;
		}
	}

	private ResumingSocket socket(int port, String user) {
		return new ResumingSocket(this.http, port, null, user, new Sequence(user)).inRoom();
	}

	private NodeProcess start(RedisServer redis, ClassArchive archive) {
		NodeProcess node = opened(new NodeProcess(128, archive, properties(redis)));
		this.nodes.add(node);
		return node;
	}

	private static List<String> properties(RedisServer redis) {
		return Cluster.properties(redis.port(), "--lattestream.redis.lease=" + LEASE.toSeconds() + "s");
	}

	private Sequence sequence(String client) {
		Sequence sequence = new Sequence(client);
		this.sequences.add(sequence);
		return sequence;
	}

	private boolean reached(long number, long least) {
		return number >= least && this.sequences.stream().allMatch((sequence) -> sequence.last() >= number)
				|| !wrong().isEmpty();
	}

	private List<String> wrong() {
		return this.sequences.stream().flatMap((sequence) -> sequence.wrong().stream()).toList();
	}

	private void assertClean() {
		assertThat(wrong()).isEmpty();
	}

	/**
	 * Applications are told of each member that was on a killed node, on one node.
	 */
	private void assertEachMemberOnce() {
		List<String> expected = Stream.iterate(1, (round) -> round + 1)
			.limit(ROUNDS)
			.map((round) -> "mortal-" + round)
			.toList();
		for (String beginning : List.of(ClusterApplication.ADDED, ClusterApplication.REMOVED)) {
			assertThat(this.nodes.stream().flatMap((node) -> node.lines(beginning).stream()))
				.filteredOn((member) -> member.startsWith("mortal"))
				.containsExactlyInAnyOrderElementsOf(expected);
		}
	}

	/**
	 * Tell the clients in Node that this was all.
	 */
	private void end(int port, long last) throws IOException, InterruptedException {
		String body = "{\"event\":\"end\",\"channel\":\"" + Cluster.STREAM + "\",\"data\":" + last + "}";
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/lattestream/api/events"))
			.header("Authorization", Cluster.SECRET)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		assertThat(this.http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(200);
	}

	private <T extends AutoCloseable> T client(T client) {
		this.clients.add(client);
		return opened(client);
	}

	private void closeClients() throws Exception {
		for (AutoCloseable client : this.clients) {
			client.close();
		}
	}

	private <T extends AutoCloseable> T opened(T closeable) {
		this.closeables.add(0, closeable);
		return closeable;
	}

}
