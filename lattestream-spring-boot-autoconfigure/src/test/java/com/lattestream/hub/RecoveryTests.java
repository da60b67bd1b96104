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
import com.lattestream.UnavailableException;
import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.HistoryGap;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.signature.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Recovery} in a hub: what new subscribers get of earlier events.
 */
class RecoveryTests {

	private static final String CHANNEL = "private-hist-a";

	private static final int LIMIT = 5;

	private static final HistoryRetention RETENTION = new HistoryRetention(8, Duration.ofSeconds(100));

	private final MutableClock clock = new MutableClock();

	private final GatedHistoryStore store = new GatedHistoryStore(this.clock);

	private final ListeningBroker broker = new ListeningBroker();

	private final HubFixture fixture = fixture(TestSettings.with("maxRecovery", LIMIT));

	private String epoch;

	@BeforeEach
	void learnEpoch() {
		this.epoch = position(CHANNEL).epoch();
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void acknowledgementTellsThePositionAndEventsTellTheirs(Dialect dialect) {
		TestClient client = this.fixture.connect(dialect);
		client.subscribe(CHANNEL, null);
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, position(0)));
		publish(1);
		assertThat(client.take()).containsExactly(event(client, CHANNEL, 1, 1));
		TestClient other = this.fixture.connect(dialect);
		other.subscribe(CHANNEL, null);
		assertThat(other.take()).containsExactly(acknowledgement(other, CHANNEL, position(1)));
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void missedEventsFollowTheAcknowledgement(Dialect dialect) {
		publishUpTo(4);
		TestClient client = this.fixture.connect(dialect);
		recover(client, 1);
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, position(1) + ",'recovered':true"),
				event(client, CHANNEL, 2, 2), event(client, CHANNEL, 3, 3), event(client, CHANNEL, 4, 4));
		publish(5);
		assertThat(client.take()).containsExactly(event(client, CHANNEL, 5, 5));
	}

	@Test
	void whoMissedNothingIsRecovered() {
		publishUpTo(2);
		TestClient client = this.fixture.latteStream();
		recover(client, 2);
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, position(2) + ",'recovered':true"));
	}

	@Test
	void eventsThatComeWhileTheHistoryIsAwayComeOnceAndInOrder() {
		publishUpTo(2);
		this.store.reading().fail(new UnavailableException("away"));
		TestClient client = this.fixture.latteStream();
		recover(client, 1);
		publish(3);
		this.fixture.pass(Duration.ofSeconds(1));
		publish(4);
		assertThat(client.take()).isEmpty();
		this.store.reading().open();
		this.fixture.pass(Duration.ofSeconds(1));
		publish(5);
		assertThat(numbers(client)).containsExactly(2, 3, 4, 5);
	}

	@Test
	void eventsThatComeWhileTheHistoryIsReadComeOnceAndInOrder() {
		publishUpTo(2);
		this.store.reading().holdOperations();
		TestClient client = this.fixture.latteStream();
		recover(client, 1);
		publish(3);
		this.store.reading().holdAnswers();
		this.fixture.elsewhere(this.store.reading()::releaseOne);
		publish(4);
		assertThat(numbers(client)).containsExactly(2, 3, 4);
	}

	@Test
	void eventsThatComeAfterTheHistoryWasReadFollowIt() {
		publishUpTo(2);
		this.store.reading().holdAnswers();
		TestClient client = this.fixture.latteStream();
		recover(client, 1);
		publish(3);
		publish(4);
		assertThat(client.take()).isEmpty();
		this.store.reading().releaseOne();
		this.fixture.run();
		assertThat(numbers(client)).containsExactly(2, 3, 4);
	}

	@Test
	void eventThatReachesTheLaneAfterTheAcknowledgementIsNotRepeated() {
		publishUpTo(2);
		TestClient client = this.fixture.latteStream();
		this.fixture.hub().publish(Publication.ofServer(CHANNEL, "e", "3", null)).subscribe();
		recover(client, 1);
		publish(4);
		assertThat(numbers(client)).containsExactly(2, 3, 4);
	}

	@Test
	void whoMissedTooMuchIsToldSo() {
		publishUpTo(LIMIT + 1);
		TestClient client = this.fixture.latteStream();
		recover(client, 0);
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, failed(6, "too_many")));
		TestClient luckier = this.fixture.latteStream();
		recover(luckier, 1);
		assertThat(numbers(luckier)).containsExactly(2, 3, 4, 5, 6);
	}

	@Test
	void whatIsForgottenCannotBeRecovered() {
		publishUpTo(10);
		TestClient client = this.fixture.latteStream();
		recover(client, 1);
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, failed(10, "events_forgotten")));
		publish(11);
		assertThat(client.take()).containsExactly(event(client, CHANNEL, 11, 11));
	}

	@Test
	void positionThatNobodyCanHaveIsUnknown() {
		publishUpTo(2);
		TestClient client = this.fixture.latteStream();
		recover(client, 3);
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, failed(2, "position_unknown")));
	}

	@Test
	void positionOfAnotherEpochCannotBeRecovered() {
		publishUpTo(2);
		String before = this.epoch;
		this.store.loseEverything();
		publish(1);
		this.epoch = position(CHANNEL).epoch();
		TestClient client = this.fixture.latteStream();
		recover(client, CHANNEL, before, 2, "");
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, failed(1, "epoch_changed")));
	}

	@Test
	void channelWithoutHistorySaysSo() {
		TestClient client = this.fixture.latteStream();
		client.sendEvent("subscribe", "{'channel':'plain','recover':{'epoch':'e','offset':1},'rewind':3}");
		assertThat(client.take())
			.containsExactly(acknowledgement(client, "plain", "'recovered':false,'reason':'no_history'"));
		TestClient other = this.fixture.latteStream();
		other.sendEvent("subscribe", "{'channel':'plain','rewind':3}");
		assertThat(other.take()).containsExactly(other.succeeded("plain"));
		assertThat(this.store.reads()).isOne();
	}

	@Test
	void eventsThatWereNotForTheClientAreLeftOut() {
		TestClient client = this.fixture.latteStream();
		client.subscribe(CHANNEL, null);
		client.take();
		publish(1);
		this.fixture.publish(Publication.ofServer(CHANNEL, "e", "2", client.socketId()));
		publish(3);
		assertThat(numbers(client)).containsExactly(1, 3);
		client.disconnect();
		TestClient again = this.fixture.latteStream();
		recover(again, CHANNEL, this.epoch, 0, ",'socket_id':'" + client.socketId() + "'");
		assertThat(numbers(again)).containsExactly(1, 3);
		TestClient other = this.fixture.latteStream();
		recover(other, 0);
		assertThat(numbers(other)).containsExactly(1, 2, 3);
	}

	@Test
	void clientThatSubscribesAgainDoesNotGetItsOwnEvents() {
		TestClient client = this.fixture.latteStream();
		client.subscribe(CHANNEL, null);
		client.send("{'event':'client-a','channel':'" + CHANNEL + "','data':{}}");
		client.unsubscribe(CHANNEL);
		client.take();
		publish(2);
		recover(client, 0);
		assertThat(numbers(client)).containsExactly(2);
	}

	@Test
	void eventsOfClientsAreKeptToo() {
		TestClient sender = this.fixture.pusher();
		TestClient receiver = this.fixture.latteStream();
		sender.subscribe(CHANNEL, null);
		receiver.subscribe(CHANNEL, null);
		receiver.take();
		sender.send("{'event':'client-a','channel':'" + CHANNEL + "','data':{'x':1}}");
		String event = "{'event':'client-a','channel':'" + CHANNEL + "','data':{'x':1},'epoch':'" + this.epoch
				+ "','offset':1}";
		assertThat(receiver.take()).containsExactly(event);
		TestClient late = this.fixture.latteStream();
		recover(late, 0);
		assertThat(late.take()).hasSize(2).last().isEqualTo(event);
	}

	@Test
	void typingIsNotKept() {
		TestClient client = this.fixture.latteStream();
		client.join("presence-hist-a", "ann");
		client.type("presence-hist-a", true);
		assertThat(position("presence-hist-a").offset()).isZero();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void membersAndPositionAreToldTogether(Dialect dialect) {
		StreamPosition start = position("presence-hist-a");
		this.fixture.publish("presence-hist-a", "e", 1);
		TestClient client = this.fixture.connect(dialect);
		String data = "{'user_id':'ann'}";
		client.sendEvent("subscribe",
				"{'channel':'presence-hist-a','auth':'" + this.fixture.auth(client.socketId(), "presence-hist-a", data)
						+ "','channel_data':'" + data.replace("'", "\\'") + "','recover':{'epoch':'" + start.epoch()
						+ "','offset':0}}");
		List<String> frames = client.take();
		assertThat(frames).hasSize(2);
		assertThat(frames.get(0).replace("\\", "")).contains("{'presence':{'count':1,",
				"}},'position':{'epoch':'" + start.epoch() + "','offset':0},'recovered':true}");
		assertThat(frames.get(1)).contains("'event':'e'", ",'epoch':'" + start.epoch() + "','offset':1}");
	}

	@Test
	void lastEventsAreRewound() {
		publishUpTo(4);
		TestClient client = this.fixture.latteStream();
		rewind(client, CHANNEL, "2");
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, position(2)),
				event(client, CHANNEL, 3, 3), event(client, CHANNEL, 4, 4));
		publish(5);
		assertThat(numbers(client)).containsExactly(5);
	}

	@Test
	void rewindGoesNoFurtherThanARecovery() {
		publishUpTo(7);
		TestClient client = this.fixture.latteStream();
		rewind(client, CHANNEL, "100");
		assertThat(numbers(client)).containsExactly(3, 4, 5, 6, 7);
		TestClient other = this.fixture.latteStream();
		rewind(other, CHANNEL, "'24h'");
		assertThat(numbers(other)).containsExactly(3, 4, 5, 6, 7);
	}

	@Test
	void eventsOfATimeAreRewound() {
		publish(1);
		this.clock.advance(Duration.ofSeconds(40));
		publish(2);
		this.clock.advance(Duration.ofSeconds(20));
		TestClient client = this.fixture.latteStream();
		rewind(client, CHANNEL, "'30s'");
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, position(1)),
				event(client, CHANNEL, 2, 2));
		TestClient other = this.fixture.latteStream();
		rewind(other, CHANNEL, "'2m'");
		assertThat(numbers(other)).containsExactly(1, 2);
	}

	@Test
	void rewindHelpsWhoCannotBeRecovered() {
		publishUpTo(4);
		TestClient client = this.fixture.latteStream();
		recover(client, CHANNEL, "other", 1, "},'rewind':{'x':1");
		assertThat(client.take()).singleElement().asString().contains("subscription_error");
		client.sendEvent("subscribe", subscribe(client, CHANNEL, "'recover':{'epoch':'other','offset':1},'rewind':1"));
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, failed(3, "epoch_changed")),
				event(client, CHANNEL, 4, 4));
		TestClient other = this.fixture.latteStream();
		other.sendEvent("subscribe",
				subscribe(other, CHANNEL, "'recover':{'epoch':'" + this.epoch + "','offset':2},'rewind':1"));
		assertThat(numbers(other)).containsExactly(3, 4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "'recover':1", "'recover':{}", "'recover':{'epoch':'e'}",
			"'recover':{'epoch':'e','offset':-1}", "'recover':{'epoch':'e','offset':'1'}",
			"'recover':{'epoch':'e','offset':1.5}", "'recover':{'epoch':'','offset':1}",
			"'recover':{'epoch':'e e','offset':1}", "'recover':{'epoch':'e','offset':9007199254740992}",
			"'recover':{'epoch':'e','offset':1,'socket_id':7}", "'recover':{'epoch':'e','offset':1,'socket_id':'x'}",
			"'rewind':0", "'rewind':-1", "'rewind':'1d'", "'rewind':'5'", "'rewind':''", "'rewind':[]", "'rewind':1.5",
			"'rewind':true" })
	void whatIsNotUnderstoodIsRefusedAndChangesNothing(String replay) {
		TestClient client = this.fixture.latteStream();
		client.sendEvent("subscribe", subscribe(client, CHANNEL, replay));
		assertThat(client.take()).singleElement()
			.asString()
			.contains("lattestream:subscription_error", "'channel':'" + CHANNEL + "'", "'InvalidRequest'", "400");
		assertThat(this.fixture.subscriptionCount(CHANNEL)).isZero();
		client.subscribe(CHANNEL, null);
		client.take();
		client.sendEvent("subscribe", subscribe(client, CHANNEL, replay));
		client.take();
		publish(1);
		assertThat(numbers(client)).containsExactly(1);
	}

	@Test
	void whoAsksAgainIsToldWhereItStands() {
		TestClient client = this.fixture.latteStream();
		client.subscribe(CHANNEL, null);
		publishUpTo(2);
		client.take();
		int reads = this.store.reads();
		client.subscribe(CHANNEL, null);
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, position(2)));
		recover(client, 1);
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, failed(2, "position_unknown")));
		recover(client, 2);
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, position(2) + ",'recovered':true"));
		rewind(client, CHANNEL, "2");
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, position(2)));
		assertThat(this.store.reads()).isEqualTo(reads);
		publish(3);
		assertThat(numbers(client)).containsExactly(3);
	}

	@Test
	void whoWasSubscribedByTheServerAndGotNothingYetIsRecovered() {
		publishUpTo(3);
		TestClient client = this.fixture.latteStream();
		this.fixture.await(this.fixture.hub().subscribeSocket(client.socketId(), CHANNEL));
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, position(3)));
		recover(client, 1);
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, position(1) + ",'recovered':true"),
				event(client, CHANNEL, 2, 2), event(client, CHANNEL, 3, 3));
		publish(4);
		assertThat(numbers(client)).containsExactly(4);
	}

	@Test
	void whoAsksForInlineAuthorisationIsRecovered() {
		publishUpTo(2);
		TestClient client = this.fixture.connect(Dialect.LATTESTREAM, "ann",
				(handshake, channel) -> Mono.just(new ChannelGrant(channel, null)));
		client.sendEvent("subscribe",
				"{'channel':'" + CHANNEL + "','recover':{'epoch':'" + this.epoch + "','offset':1}}");
		assertThat(numbers(client)).containsExactly(2);
	}

	@Test
	void lastEventOfTheCacheIsNotRepeated() {
		String channel = "cache-hist-a";
		StreamPosition start = position(channel);
		this.fixture.publish(channel, "e", 1);
		this.fixture.publish(channel, "e", 2);
		for (long offset : new long[] { 0, 1, 2 }) {
			TestClient client = this.fixture.latteStream();
			client.sendEvent("subscribe", "{'channel':'" + channel + "','recover':{'epoch':'" + start.epoch()
					+ "','offset':" + offset + "}}");
			assertThat(numbers(client)).isEqualTo(IntStream.rangeClosed((int) offset + 1, 2).boxed().toList());
		}
		TestClient rewound = this.fixture.latteStream();
		rewound.sendEvent("subscribe", "{'channel':'" + channel + "','rewind':1}");
		assertThat(numbers(rewound)).containsExactly(2);
		TestClient lost = this.fixture.latteStream();
		lost.sendEvent("subscribe", "{'channel':'" + channel + "','recover':{'epoch':'other','offset':1}}");
		assertThat(numbers(lost)).containsExactly(2);
		TestClient plain = this.fixture.latteStream();
		plain.subscribe(channel);
		this.fixture.publish(channel, "e", 3);
		assertThat(numbers(plain)).containsExactly(2, 3);
	}

	@Test
	void subscriptionWhosePositionCannotBeReadFails() {
		this.store.reading().fail(new IllegalStateException("store"));
		TestClient client = this.fixture.latteStream();
		client.subscribe(CHANNEL, null);
		assertThat(client.take()).containsExactly(
				client.subscriptionError(CHANNEL, "Unavailable", "The subscription could not be made now", 503));
		assertThat(this.fixture.subscriptionCount(CHANNEL)).isZero();
		this.store.reading().open();
		client.subscribe(CHANNEL, null);
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, position(0)));
	}

	@Test
	void clientThatGoesWhileTheHistoryIsReadLeavesNothing() {
		this.store.reading().holdAnswers();
		TestClient client = this.fixture.latteStream();
		recover(client, 0);
		client.disconnect();
		this.store.reading().releaseOne();
		this.fixture.run();
		assertThat(this.fixture.hub().isEmpty()).isTrue();
	}

	@Test
	void epochThatChangesWhileTheHistoryIsReadIsReadAgain() {
		publishUpTo(3);
		this.store.reading().holdAnswers();
		TestClient client = this.fixture.latteStream();
		recover(client, 1);
		this.store.loseEverything();
		publish(1);
		publish(2);
		this.store.reading().open();
		this.store.reading().releaseOne();
		this.fixture.run();
		String before = this.epoch;
		this.epoch = position(CHANNEL).epoch();
		assertThat(this.epoch).isNotEqualTo(before);
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, failed(2, "epoch_changed")));
		publish(3);
		assertThat(client.take()).containsExactly(event(client, CHANNEL, 3, 3));
	}

	@Test
	void eventsOfAnEpochThatIsOverAreNotHandedOver() {
		publishUpTo(1);
		this.store.reading().holdOperations();
		TestClient client = this.fixture.latteStream();
		client.subscribe(CHANNEL, null);
		publish(2);
		this.store.loseEverything();
		this.store.reading().open();
		this.store.reading().releaseOne();
		this.fixture.run();
		this.epoch = position(CHANNEL).epoch();
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, position(0)));
		publish(1);
		assertThat(client.take()).containsExactly(event(client, CHANNEL, 1, 1));
	}

	@Test
	void epochThatChangesAllTheTimeIsNotReadForEver() {
		publishUpTo(1);
		int before = this.store.reads();
		this.store.reading().holdAnswers();
		TestClient client = this.fixture.latteStream();
		recover(client, 0);
		for (int i = 0; i < 3; i++) {
			this.store.loseEverything();
			publish(10 + i);
			this.store.loseEverything();
			this.store.reading().releaseOne();
			this.fixture.run();
		}
		assertThat(this.store.reading().waiting()).isZero();
		assertThat(this.store.reads() - before).isEqualTo(3);
		assertThat(client.take()).containsExactly(
				client.subscriptionError(CHANNEL, "Unavailable", "The subscription could not be made now", 503));
	}

	@Test
	void eventsOfAnEpochThatBeganSinceAreHandedOver() {
		publishUpTo(1);
		this.store.reading().holdAnswers();
		TestClient client = this.fixture.latteStream();
		recover(client, 0);
		publish(2);
		this.store.loseEverything();
		publish(3);
		this.store.reading().releaseOne();
		this.fixture.run();
		assertThat(numbers(client)).containsExactly(1, 2, 3);
	}

	@Test
	void epochThatChangesUnderALiveSubscriptionIsJustTold() {
		TestClient client = this.fixture.latteStream();
		client.subscribe(CHANNEL, null);
		publishUpTo(2);
		client.take();
		this.store.loseEverything();
		publish(1);
		this.epoch = position(CHANNEL).epoch();
		assertThat(client.take()).containsExactly(event(client, CHANNEL, 1, 1));
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void loss(Dialect dialect) {
		TestClient client = this.fixture.connect(dialect);
		client.subscribe(CHANNEL, null);
		client.take();
		this.broker.listener().lost(CHANNEL, new StreamPosition(this.epoch, 7), HistoryGap.EVENTS_FORGOTTEN);
		this.fixture.run();
		String data = "{'epoch':'" + this.epoch + "','offset':7,'reason':'events_forgotten'}";
		assertThat(client.take()).containsExactly((dialect == Dialect.PUSHER)
				? "{'event':'pusher:position_lost','channel':'" + CHANNEL + "','data':'" + data.replace("'", "\\'")
						+ "'}"
				: "{'event':'lattestream:position_lost','channel':'" + CHANNEL + "','data':" + data + "}");
		client.subscribe(CHANNEL, null);
		assertThat(client.take()).containsExactly(acknowledgement(client, CHANNEL, position(7)));
	}

	@Test
	void lossBeforeThePositionOfANewSubscriptionIsNoneOfIts() {
		publishUpTo(3);
		this.store.reading().holdAnswers();
		TestClient client = this.fixture.latteStream();
		recover(client, 1);
		this.broker.listener().lost(CHANNEL, new StreamPosition(this.epoch, 3), HistoryGap.EVENTS_FORGOTTEN);
		this.fixture.run();
		this.store.reading().releaseOne();
		this.fixture.run();
		assertThat(numbers(client)).containsExactly(2, 3);
	}

	@Test
	void whoIsBehindALossHearsNothingOfItAndGetsNothingAgain() {
		TestClient behind = this.fixture.latteStream();
		behind.subscribe(CHANNEL, null);
		publishUpTo(4);
		TestClient client = this.fixture.latteStream();
		client.subscribe(CHANNEL, null);
		behind.take();
		client.take();
		this.broker.listener().lost(CHANNEL, new StreamPosition(this.epoch, 2), HistoryGap.EVENTS_FORGOTTEN);
		for (int number = 3; number <= 5; number++) {
			this.broker.listener()
				.received(Publication.ofServer(CHANNEL, "e", String.valueOf(number), null)
					.withPosition(new StreamPosition(this.epoch, number)));
		}
		this.fixture.run();
		assertThat(numbers(behind)).containsExactly(5);
		assertThat(numbers(client)).containsExactly(5);
	}

	@Test
	void lossAfterThePositionOfANewSubscriptionIsTold() {
		publishUpTo(3);
		this.store.reading().holdAnswers();
		TestClient client = this.fixture.latteStream();
		recover(client, 1);
		this.broker.listener().lost(CHANNEL, new StreamPosition(this.epoch, 5), HistoryGap.EPOCH_CHANGED);
		this.fixture.run();
		this.store.reading().releaseOne();
		this.fixture.run();
		List<String> frames = client.take();
		assertThat(frames).hasSize(4);
		assertThat(frames.get(3)).contains("position_lost", "'offset':5,'reason':'epoch_changed'");
	}

	@Test
	void replayWaitsForAClientThatReadsSlowlyHoweverLittleMayWait() {
		HubFixture narrow = fixture(TestSettings.with("queuedMessages", 3, "queuedBytes", 700));
		for (int i = 1; i <= 8; i++) {
			narrow.publish(CHANNEL, "e", i);
		}
		TestClient client = narrow.latteStream();
		client.transport().setWritable(false);
		client.sendEvent("subscribe",
				"{'channel':'" + CHANNEL + "','auth':'" + narrow.auth(client.socketId(), CHANNEL, null)
						+ "','recover':{'epoch':'" + this.epoch + "','offset':1}}");
		narrow.publish(CHANNEL, "e", 9);
		assertThat(client.closeCode()).isNull();
		client.transport().setWritable(true);
		client.connection().writable();
		narrow.run();
		assertThat(numbers(client)).containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
		client.transport().setWritable(false);
		narrow.publish(CHANNEL, "e", 10);
		narrow.publish(CHANNEL, "e", 11);
		narrow.publish(CHANNEL, "e", 12);
		narrow.publish(CHANNEL, "e", 13);
		assertThat(client.closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
		narrow.close();
	}

	@Test
	void framesAreSharedByAllWhoMissedTheSame() {
		publishUpTo(4);
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			TestClient client = this.fixture.latteStream();
			recover(client, i);
			clients.add(client);
		}
		List<Object> last = new ArrayList<>();
		for (TestClient client : clients) {
			last.add(client.transport().take().stream().reduce((first, second) -> second).orElseThrow());
		}
		assertThat(last).allSatisfy((frame) -> assertThat(frame).isSameAs(last.get(0)));
	}

	private HubFixture fixture(HubSettings settings) {
		return new HubFixture(settings, this.broker, new InMemoryPresenceStore(),
				(builder) -> builder
					.policies(new ChannelPolicies(
							List.of(policy("private-hist-*"), policy("presence-hist-*"), policy("cache-hist-*"))))
					.history(this.store));
	}

	private static ChannelPolicy policy(String pattern) {
		return new ChannelPolicy(ChannelPattern.parse(pattern), RETENTION);
	}

	private StreamPosition position(String channel) {
		return this.store.position(channel).block();
	}

	private void publish(int number) {
		this.fixture.publish(CHANNEL, "e", number);
	}

	private void publishUpTo(int number) {
		IntStream.rangeClosed(1, number).forEach(this::publish);
	}

	private void recover(TestClient client, long offset) {
		recover(client, CHANNEL, this.epoch, offset, "");
	}

	private void recover(TestClient client, String channel, String epoch, long offset, String more) {
		client.sendEvent("subscribe",
				subscribe(client, channel, "'recover':{'epoch':'" + epoch + "','offset':" + offset + more + "}"));
	}

	private void rewind(TestClient client, String channel, String rewind) {
		client.sendEvent("subscribe", subscribe(client, channel, "'rewind':" + rewind));
	}

	private String subscribe(TestClient client, String channel, String replay) {
		return "{'channel':'" + channel + "','auth':'" + this.fixture.auth(client.socketId(), channel, null) + "',"
				+ replay + "}";
	}

	private String position(long offset) {
		return "'position':{'epoch':'" + this.epoch + "','offset':" + offset + "}";
	}

	private String failed(long offset, String reason) {
		return position(offset) + ",'recovered':false,'reason':'" + reason + "'";
	}

	private static String acknowledgement(TestClient client, String channel, String properties) {
		String data = "{" + properties + "}";
		return (client.connection().dialect() == Dialect.PUSHER)
				? client.succeeded(channel).replace("'{}'", "'" + data.replace("'", "\\'") + "'")
				: client.succeeded(channel).replace("{}", data);
	}

	private String event(TestClient client, String channel, int number, long offset) {
		String event = client.event(channel, "e", number);
		return event.substring(0, event.length() - 1) + ",'epoch':'" + this.epoch + "','offset':" + offset + "}";
	}

	/**
	 * Return the numbers of the events that came behind an acknowledgement, if there is
	 * one, and nothing else.
	 */
	private static List<Integer> numbers(TestClient client) {
		List<Integer> numbers = new ArrayList<>();
		for (String frame : client.take()) {
			if (frame.startsWith("{'event':'e'")) {
				numbers.add(Integer.valueOf(frame.replaceAll(".*'data':'?(\\d+).*", "$1")));
			}
			else {
				assertThat(frame).contains("subscription_succeeded");
				assertThat(numbers).isEmpty();
			}
		}
		return numbers;
	}

}
