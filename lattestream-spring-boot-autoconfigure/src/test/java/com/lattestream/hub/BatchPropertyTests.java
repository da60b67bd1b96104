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

package com.lattestream.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.InMemoryHistoryStore;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.signature.MutableClock;
import org.junit.jupiter.api.RepeatedTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a {@link Batch} promises, under random events, comings and goings: each client is
 * told the same of each channel, in the same order, as in a hub without windows, and so
 * is each publisher.
 */
class BatchPropertyTests {

	private static final List<String> CHANNELS = List.of("a", "hist-a", "private-a", "presence-a", "cache-a");

	private static final Pattern EPOCH = Pattern.compile("(epoch[^:]*:[^a-z0-9]*)[a-z0-9-]+");

	private static final int CLIENTS = 6;

	private static final int STEPS = 120;

	private final long seed = System.nanoTime();

	@RepeatedTest(25)
	void everybodyIsToldTheSameOfEachChannel() {
		World plain = new World(this.seed, null);
		World batched = new World(this.seed, Duration.ofMillis(5));
		for (int i = 0; i < STEPS; i++) {
			plain.step();
			batched.step();
		}
		plain.end();
		batched.end();
		assertThat(batched.reached).as("seed %d", this.seed).isEqualTo(plain.reached);
		assertThat(batched.joins()).as("seed %d", this.seed).isPositive();
		assertThat(batched.clients).hasSameSizeAs(plain.clients);
		for (int i = 0; i < plain.clients.size(); i++) {
			List<String> expected = plain.frames(i);
			List<String> seen = batched.frames(i);
			for (String channel : CHANNELS) {
				Predicate<String> ofChannel = (frame) -> frame.contains("'channel':'" + channel + "'");
				assertThat(seen.stream().filter(ofChannel)).as("seed %d, client %d, %s", this.seed, i, channel)
					.containsExactlyElementsOf(expected.stream().filter(ofChannel).toList());
			}
		}
	}

	/**
	 * A hub and what happens to it, the same for the same seed.
	 */
	private static final class World {

		private final Random random;

		private final TestLaneTimer timer = new TestLaneTimer();

		private final HubFixture fixture;

		private final List<TestLane> lanes = List.of(new TestLane(), new TestLane());

		private final List<TestClient> clients = new ArrayList<>();

		private final List<List<String>> frames = new ArrayList<>();

		private final List<Integer> reached = new ArrayList<>();

		private int number;

		World(long seed, Duration window) {
			this.random = new Random(seed);
			HistoryRetention retention = new HistoryRetention(50, Duration.ofMinutes(1));
			ChannelPolicies policies = new ChannelPolicies(
					List.of(new ChannelPolicy(ChannelPattern.parse("*"), null).withBatchWindow(window),
							new ChannelPolicy(ChannelPattern.parse("hist-*"), retention).withBatchWindow(window)));
			this.fixture = new HubFixture(TestSettings.with("subscriptionCounts", true, "queuedMessages", 10_000),
					new InMemoryBroker(), new InMemoryPresenceStore(),
					(builder) -> builder.policies(policies)
						.laneTimer(this.timer)
						.history(new InMemoryHistoryStore(1024 * 1024, new MutableClock())));
			for (int i = 0; i < CLIENTS; i++) {
				connect();
			}
		}

		private void connect() {
			this.clients.add(this.random.nextBoolean() ? this.fixture.latteStream()
					: this.fixture.pusher(this.lanes.get(this.random.nextInt(this.lanes.size()))));
			this.frames.add(new ArrayList<>());
		}

		void step() {
			TestClient client = this.clients.get(this.random.nextInt(this.clients.size()));
			String channel = CHANNELS.get(this.random.nextInt(CHANNELS.size()));
			boolean open = !client.connection().isClosed();
			switch (this.random.nextInt(16)) {
				case 0, 1 -> {
					if (open) {
						subscribe(client, channel);
					}
				}
				case 2 -> {
					if (open) {
						client.unsubscribe(channel);
					}
				}
				case 3 -> this.reached.add(this.fixture
					.publish(Publication.ofServer(channel, "e", String.valueOf(this.number++), client.socketId())));
				case 4 -> {
					if (open) {
						client.send("{'event':'client-e','channel':'private-a','data':" + this.number++ + "}");
					}
				}
				case 5 -> {
					if (open) {
						client.type("presence-a", this.random.nextBoolean());
					}
				}
				case 6 -> {
					if (open && this.random.nextInt(4) == 0) {
						// Otherwise what it did not read is lost, and that may be more in
						// one hub
						writable(client, true);
						client.connection().close(CloseCode.RECONNECT, "reason");
						this.fixture.run();
						connect();
					}
				}
				case 7 -> {
					if (open) {
						writable(client, this.random.nextBoolean());
					}
				}
				case 8, 9 -> pass(Duration.ofMillis(1 + this.random.nextInt(5)));
				default -> this.reached.add(this.fixture.publish(channel, "e", this.number++));
			}
			take();
		}

		private void subscribe(TestClient client, String channel) {
			if (channel.startsWith("presence-")) {
				client.join(channel, "u" + this.random.nextInt(3));
			}
			else if (channel.startsWith("private-")) {
				client.subscribe(channel, null);
			}
			else {
				client.subscribe(channel);
			}
		}

		private void writable(TestClient client, boolean writable) {
			client.transport().setWritable(writable);
			if (writable) {
				client.connection().writable();
				this.fixture.run();
			}
		}

		private void pass(Duration duration) {
			this.timer.pass(duration);
			this.fixture.run();
		}

		void end() {
			pass(Duration.ofMillis(5));
			this.clients.stream()
				.filter((client) -> !client.connection().isClosed())
				.forEach((client) -> writable(client, true));
			take();
			this.fixture.close();
		}

		private void take() {
			for (int i = 0; i < this.clients.size(); i++) {
				// Epochs of histories are random
				this.frames.get(i)
					.addAll(this.clients.get(i)
						.take()
						.stream()
						.map((frame) -> EPOCH.matcher(frame).replaceAll("$1"))
						.toList());
			}
		}

		List<String> frames(int client) {
			return this.frames.get(client);
		}

		int joins() {
			return this.clients.stream().mapToInt((client) -> client.transport().takeJoined().size()).sum();
		}

	}

}
