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
import java.util.stream.IntStream;

import com.lattestream.StreamPosition;
import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.HistoryGap;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Batch} and {@link BatchWindow} in a hub whose time and lanes move when
 * they are told to.
 */
class BatchTests {

	private static final Duration WINDOW = Duration.ofMillis(5);

	private static final HistoryRetention RETENTION = new HistoryRetention(100, Duration.ofMinutes(1));

	private static final ChannelPolicies POLICIES = new ChannelPolicies(
			List.of(policy("w-*", WINDOW), policy("private-w-*", WINDOW), policy("presence-w-*", WINDOW),
					policy("cache-w-*", WINDOW), policy("fast-*", Duration.ofMillis(2)), policy("zero", Duration.ZERO),
					new ChannelPolicy(ChannelPattern.parse("hist-w-*"), RETENTION).withBatchWindow(WINDOW)));

	private final TestLaneTimer timer = new TestLaneTimer();

	private final ListeningBroker broker = new ListeningBroker();

	private HubFixture fixture = fixture(HubSettings.DEFAULTS);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void eventsWaitAndLeaveInOneWrite(Dialect dialect) {
		TestClient client = subscribed(dialect, "w-a");
		int flushes = client.transport().flushes();
		publish("w-a", 1, 2, 3);
		pass(4);
		assertThat(client.take()).isEmpty();
		assertThat(client.transport().flushes()).isEqualTo(flushes);
		pass(1);
		assertThat(client.transport().takeJoined()).hasSize(1);
		assertThat(client.transport().flushes()).isEqualTo(flushes + 1);
		assertThat(client.take()).containsExactly(client.event("w-a", "e", 1), client.event("w-a", "e", 2),
				client.event("w-a", "e", 3));
	}

	@Test
	void framesAreEncodedAndJoinedOnceForEachDialect() {
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			clients.add(subscribed((i % 2 == 0) ? Dialect.PUSHER : Dialect.LATTESTREAM, "w-a"));
		}
		publish("w-a", 1, 2);
		pass(5);
		for (int i = 0; i < 2; i++) {
			List<EncodedFrame> frames = clients.get(i).transport().take();
			JoinedFrames joined = clients.get(i).transport().takeJoined().get(0);
			assertThat(joined.webSocket(null))
				.hasSize(frames.get(0).webSocket().length + frames.get(1).webSocket().length);
			for (int j = i + 2; j < 6; j += 2) {
				FakeTransport other = clients.get(j).transport();
				assertThat(other.takeJoined()).containsExactly(joined);
				assertThat(other.take()).usingElementComparator((a, b) -> (a == b) ? 0 : 1).isEqualTo(frames);
			}
		}
	}

	@Test
	void eventsOfOtherChannelsDoNotWait() {
		for (String channel : List.of("a", "zero")) {
			TestClient client = subscribed(Dialect.PUSHER, channel);
			this.fixture.publish(channel, "e", 1);
			assertThat(client.take()).containsExactly(client.event(channel, "e", 1));
			assertThat(client.transport().takeJoined()).isEmpty();
		}
		assertThat(this.timer.scheduled()).isZero();
	}

	@Test
	void publisherIsToldAtOnceHowManyGetAnEvent() {
		TestClient excluded = subscribed(Dialect.PUSHER, "w-a");
		subscribed(Dialect.LATTESTREAM, "w-a");
		subscribed(Dialect.PUSHER, "w-a");
		assertThat(this.fixture.publish("w-a", "e", 1)).isEqualTo(3);
		assertThat(this.fixture.publish(Publication.ofServer("w-a", "e", "2", excluded.socketId()))).isEqualTo(2);
		assertThat(this.fixture.publish("w-nobody", "e", 1)).isZero();
	}

	@Test
	void whoIsExcludedGetsTheOthersOneByOne() {
		TestClient excluded = subscribed(Dialect.PUSHER, "w-a");
		TestClient other = subscribed(Dialect.PUSHER, "w-a");
		publish("w-a", 1);
		this.fixture.publish(Publication.ofServer("w-a", "e", "2", excluded.socketId()));
		publish("w-a", 3);
		pass(5);
		assertThat(excluded.transport().takeJoined()).isEmpty();
		assertThat(excluded.take()).containsExactly(excluded.event("w-a", "e", 1), excluded.event("w-a", "e", 3));
		assertThat(other.transport().takeJoined()).hasSize(1);
		assertThat(other.take()).hasSize(3);
		publish("w-a", 4);
		pass(5);
		assertThat(excluded.transport().takeJoined()).hasSize(1);
		assertThat(excluded.take()).containsExactly(excluded.event("w-a", "e", 4));
	}

	@Test
	void eventThatNobodyGetsNeitherWaitsNorHasATimer() {
		TestClient excluded = subscribed(Dialect.PUSHER, "w-a");
		assertThat(this.fixture.publish(Publication.ofServer("w-a", "e", "1", excluded.socketId()))).isZero();
		assertThat(this.timer.scheduled()).isZero();
		publish("w-a", 2);
		pass(5);
		assertThat(excluded.take()).containsExactly(excluded.event("w-a", "e", 2));
	}

	@Test
	void newSubscriberGetsNothingThatWaited() {
		TestClient old = subscribed(Dialect.LATTESTREAM, "hist-w-a");
		publish("hist-w-a", 1);
		TestClient client = this.fixture.latteStream();
		client.subscribe("hist-w-a");
		assertThat(old.take()).hasSize(1);
		publish("hist-w-a", 2);
		pass(5);
		List<String> frames = client.take();
		assertThat(frames).hasSize(2);
		assertThat(frames.get(0)).contains("subscription_succeeded", "'offset':1");
		assertThat(frames.get(1)).contains("'data':2", "'offset':2");
		assertThat(old.take()).hasSize(1);
	}

	@Test
	void repeatedAcknowledgementComesBehindWhatItsPositionCovers() {
		TestClient client = subscribed(Dialect.LATTESTREAM, "hist-w-a");
		publish("hist-w-a", 1, 2);
		client.subscribe("hist-w-a");
		List<String> frames = client.take();
		assertThat(frames).hasSize(3);
		assertThat(frames.get(1)).contains("'offset':2");
		assertThat(frames.get(2)).contains("subscription_succeeded", "'offset':2");
		publish("hist-w-a", 3);
		pass(5);
		assertThat(client.take()).singleElement().asString().contains("'offset':3");
	}

	@Test
	void eventsThatAreKnownAreLeftOut() {
		TestClient ahead = subscribed(Dialect.LATTESTREAM, "hist-w-a");
		publish("hist-w-a", 1, 2);
		pass(5);
		ahead.take();
		String epoch = this.fixture.await(this.fixture.hub().history("hist-w-a", null, 1)).position().epoch();
		Mono<Integer> again = this.broker.listener()
			.received(Publication.ofServer("hist-w-a", "e", "2", null).withPosition(new StreamPosition(epoch, 2)));
		assertThat(this.fixture.await(again)).isZero();
		publish("hist-w-a", 3);
		pass(5);
		assertThat(ahead.take()).singleElement().asString().contains("'offset':3");
	}

	@Test
	void lossOfPositionComesBehindWhatWaits() {
		TestClient client = subscribed(Dialect.LATTESTREAM, "hist-w-a");
		publish("hist-w-a", 1);
		this.broker.listener().lost("hist-w-a", new StreamPosition("other", 7), HistoryGap.EPOCH_CHANGED);
		this.fixture.run();
		List<String> frames = client.take();
		assertThat(frames).hasSize(2);
		assertThat(frames.get(0)).contains("'data':1");
		assertThat(frames.get(1)).contains("position_lost");
	}

	@Test
	void membersAndTypingComeBehindWhatWaits() {
		TestClient watcher = this.fixture.latteStream();
		watcher.join("presence-w-a", "u1");
		watcher.take();
		publish("presence-w-a", 1);
		TestClient member = this.fixture.pusher();
		member.join("presence-w-a", "u2");
		publish("presence-w-a", 2);
		member.type("presence-w-a", true);
		publish("presence-w-a", 3);
		member.type("presence-w-a", false);
		publish("presence-w-a", 4);
		member.unsubscribe("presence-w-a");
		List<String> frames = watcher.take();
		assertThat(frames).hasSize(8);
		for (int i = 0; i < 4; i++) {
			assertThat(frames.get(2 * i)).isEqualTo(watcher.event("presence-w-a", "e", i + 1));
		}
		assertThat(frames.get(1)).contains("member_added");
		assertThat(frames.get(3)).contains("typing", "true");
		assertThat(frames.get(5)).contains("typing", "false");
		assertThat(frames.get(7)).contains("member_removed");
		assertThat(member.take()).hasSize(4).last().isEqualTo(member.event("presence-w-a", "e", 4));
	}

	@Test
	void lastEventOfCacheChannelComesOnce() {
		TestClient old = subscribed(Dialect.PUSHER, "cache-w-a");
		publish("cache-w-a", 1);
		TestClient client = this.fixture.pusher();
		client.subscribe("cache-w-a");
		publish("cache-w-a", 2);
		pass(5);
		assertThat(client.take()).containsExactly(client.succeeded("cache-w-a"), client.event("cache-w-a", "e", 1),
				client.event("cache-w-a", "e", 2));
		assertThat(old.take()).containsExactly(old.event("cache-w-a", "e", 1), old.event("cache-w-a", "e", 2));
	}

	@Test
	void numberOfSubscriptionsComesBehindWhatWaits() {
		this.fixture.close();
		this.fixture = fixture(TestSettings.with("subscriptionCounts", true));
		TestClient client = subscribed(Dialect.PUSHER, "w-a");
		publish("w-a", 1);
		subscribed(Dialect.PUSHER, "w-a");
		List<String> frames = client.take();
		assertThat(frames).hasSize(2);
		assertThat(frames.get(0)).isEqualTo(client.event("w-a", "e", 1));
		assertThat(frames.get(1)).contains("subscription_count");
	}

	@Test
	void answerToAClientEventComesBehindWhatWaits() {
		TestClient client = this.fixture.latteStream();
		client.subscribe("private-w-a", null);
		client.take();
		publish("private-w-a", 1);
		client.send("{'event':'client-e','channel':'private-w-a','data':{},'ref':'1'}");
		List<String> frames = client.take();
		assertThat(frames).hasSize(2);
		assertThat(frames.get(0)).isEqualTo(client.event("private-w-a", "e", 1));
		assertThat(frames.get(1)).contains("'ref':'1'");
	}

	@Test
	void refusalComesBehindWhatWaits() {
		TestClient client = this.fixture.latteStream();
		client.subscribe("private-w-a", null);
		client.take();
		publish("private-w-a", 1);
		client.sendEvent("subscribe", "{'channel':'private-w-a','auth':'wrong'}");
		List<String> frames = client.take();
		assertThat(frames).hasSize(2);
		assertThat(frames.get(0)).isEqualTo(client.event("private-w-a", "e", 1));
		assertThat(frames.get(1)).contains("subscription_error");
	}

	@Test
	void eventsOfClientsWaitWithThoseOfServers() {
		TestClient sender = this.fixture.pusher();
		TestClient other = this.fixture.pusher();
		for (TestClient client : List.of(sender, other)) {
			client.subscribe("private-w-a", null);
			client.take();
		}
		publish("private-w-a", 1);
		sender.send("{'event':'client-e','channel':'private-w-a','data':{}}");
		pass(5);
		assertThat(sender.take()).containsExactly(sender.event("private-w-a", "e", 1));
		assertThat(other.transport().takeJoined()).hasSize(1);
		assertThat(other.take()).hasSize(2).last().asString().contains("client-e");
	}

	@Test
	void whoUnsubscribesGetsWhatWasPublishedBefore() {
		TestClient client = subscribed(Dialect.PUSHER, "w-a");
		TestClient other = subscribed(Dialect.PUSHER, "w-a");
		publish("w-a", 1);
		client.unsubscribe("w-a");
		publish("w-a", 2);
		pass(5);
		assertThat(client.take()).containsExactly(client.event("w-a", "e", 1));
		assertThat(other.take()).hasSize(2);
		other.unsubscribe("w-a");
		pass(5);
		assertThat(this.timer.scheduled()).isZero();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void whoIsClosedGetsWhatWasPublishedBefore(Dialect dialect) {
		TestClient client = subscribed(dialect, "w-a");
		publish("w-a", 1);
		client.connection().close(CloseCode.RECONNECT, "reason");
		List<String> frames = client.take();
		assertThat(frames.get(0)).isEqualTo(client.event("w-a", "e", 1));
		assertThat(frames).hasSize((dialect == Dialect.LATTESTREAM) ? 2 : 1);
	}

	@Test
	void whoIsGoneCostsTheOthersNothing() {
		TestClient gone = subscribed(Dialect.PUSHER, "w-a");
		TestClient other = subscribed(Dialect.PUSHER, "w-a");
		publish("w-a", 1, 2);
		gone.disconnect();
		publish("w-a", 3);
		pass(5);
		assertThat(gone.take()).isEmpty();
		assertThat(other.take()).hasSize(3);
	}

	@Test
	void hubThatStopsSendsWhatWaits() {
		TestClient client = subscribed(Dialect.PUSHER, "w-a");
		publish("w-a", 1);
		this.fixture.hub().stop(Duration.ofSeconds(1)).subscribe();
		this.fixture.run();
		assertThat(client.take()).containsExactly(client.event("w-a", "e", 1));
		assertThat(client.closeCode()).isEqualTo(CloseCode.RECONNECT);
	}

	@Test
	void eventsLeaveAtOnceWhereThereIsNoTimeLeft() {
		TestClient client = subscribed(Dialect.PUSHER, "w-a");
		this.timer.stop();
		publish("w-a", 1, 2);
		assertThat(client.take()).containsExactly(client.event("w-a", "e", 1), client.event("w-a", "e", 2));
	}

	@Test
	void thereIsOneTimerForAllChannelsWithTheSameWindow() {
		TestClient client = subscribed(Dialect.PUSHER, "w-a");
		client.subscribe("w-b");
		client.subscribe("fast-a");
		client.take();
		assertThat(this.timer.scheduled()).isZero();
		publish("w-a", 1);
		pass(1);
		publish("w-b", 2);
		publish("fast-a", 3);
		publish("w-a", 4);
		assertThat(this.timer.scheduled()).isEqualTo(2);
		pass(2);
		assertThat(client.take()).containsExactly(client.event("fast-a", "e", 3));
		int flushes = client.transport().flushes();
		pass(2);
		assertThat(client.take()).containsExactly(client.event("w-a", "e", 1), client.event("w-a", "e", 4),
				client.event("w-b", "e", 2));
		assertThat(client.transport().flushes()).isEqualTo(flushes + 1);
		assertThat(this.timer.scheduled()).isZero();
		publish("w-b", 5);
		pass(5);
		assertThat(client.take()).containsExactly(client.event("w-b", "e", 5));
	}

	@Test
	void eachLaneHasItsOwnWindow() {
		TestClient first = subscribed(Dialect.PUSHER, "w-a");
		TestClient second = this.fixture.pusher(new TestLane());
		second.subscribe("w-a");
		second.take();
		assertThat(this.fixture.publish("w-a", "e", 1)).isEqualTo(2);
		assertThat(this.timer.scheduled()).isEqualTo(2);
		second.unsubscribe("w-a");
		assertThat(second.take()).hasSize(1);
		assertThat(first.take()).isEmpty();
		pass(5);
		assertThat(first.take()).hasSize(1);
	}

	@Test
	void noMoreWaitsThanASocketTakes() {
		TestClient client = subscribed(Dialect.PUSHER, "w-a");
		String data = "\"" + "x".repeat(10_000) + "\"";
		int published = 0;
		while (client.transport().takeJoined().isEmpty()) {
			assertThat(published++).isLessThan(7);
			this.fixture.publish(Publication.ofServer("w-a", "e", data, null));
		}
		assertThat(client.take()).hasSize(published);
		assertThat(published).isEqualTo(7);
	}

	@Test
	void eventsThatHaveToWaitForTheClientCountOneByOne() {
		this.fixture.close();
		this.fixture = fixture(TestSettings.with("queuedMessages", 3));
		TestClient slow = subscribed(Dialect.PUSHER, "w-a");
		TestClient other = subscribed(Dialect.PUSHER, "w-a");
		slow.transport().setWritable(false);
		publish("w-a", 1, 2, 3);
		pass(5);
		assertThat(slow.closeCode()).isNull();
		assertThat(slow.transport().takeJoined()).isEmpty();
		publish("w-a", 4);
		pass(5);
		assertThat(slow.closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
		assertThat(other.take()).hasSize(4);
	}

	@Test
	void bytesThatHaveToWaitForTheClientCountOneByOne() {
		int size = "{'event':'e','channel':'w-a','data':'1'}".length();
		this.fixture.close();
		this.fixture = fixture(TestSettings.with("queuedBytes", 3 * size));
		TestClient slow = subscribed(Dialect.PUSHER, "w-a");
		slow.transport().setWritable(false);
		publish("w-a", 1, 2, 3);
		pass(5);
		assertThat(slow.closeCode()).isNull();
		slow.transport().setWritable(true);
		slow.connection().writable();
		this.fixture.run();
		assertThat(slow.take()).hasSize(3);
		slow.transport().setWritable(false);
		publish("w-a", 1, 2, 3, 4);
		pass(5);
		assertThat(slow.closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
	}

	@Test
	void eventsDoNotOvertakeThoseThatWaitForTheClient() {
		TestClient client = subscribed(Dialect.PUSHER, "w-a");
		client.transport().setWritable(false);
		publish("w-a", 1, 2);
		pass(5);
		client.transport().setWritable(true);
		publish("w-a", 3, 4);
		pass(5);
		assertThat(client.take()).isEmpty();
		client.connection().writable();
		this.fixture.run();
		assertThat(client.take()).hasSize(4).isSorted();
	}

	@Test
	void transportThatFailsCostsTheOthersNothing() {
		TestClient first = subscribed(Dialect.PUSHER, "w-a");
		TestClient failing = subscribed(Dialect.PUSHER, "w-a");
		TestClient last = subscribed(Dialect.PUSHER, "w-a");
		publish("w-a", 1);
		failing.transport().fail();
		pass(5);
		assertThat(failing.closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
		assertThat(first.take()).hasSize(1);
		assertThat(last.take()).hasSize(1);
	}

	private HubFixture fixture(HubSettings settings) {
		return new HubFixture(settings, this.broker, new InMemoryPresenceStore(),
				(builder) -> builder.policies(POLICIES).laneTimer(this.timer));
	}

	private static ChannelPolicy policy(String pattern, Duration window) {
		return new ChannelPolicy(ChannelPattern.parse(pattern), null).withBatchWindow(window);
	}

	private TestClient subscribed(Dialect dialect, String channel) {
		TestClient client = this.fixture.connect(dialect);
		client.subscribe(channel);
		client.take();
		return client;
	}

	private void publish(String channel, int... numbers) {
		IntStream.of(numbers).forEach((number) -> this.fixture.publish(channel, "e", number));
	}

	private void pass(int millis) {
		this.timer.pass(Duration.ofMillis(millis));
		this.fixture.run();
	}

}
