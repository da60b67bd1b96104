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

import com.lattestream.InvalidRequestException;
import com.lattestream.broker.Member;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.TestJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Typing}.
 */
class TypingTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final String MEMBER = "{'user_id':'u2','user_info':{'name':'u2'}}";

	private static final String BEGIN = "{'id':'u1','user_id':'u1','typing':true}";

	private static final String END = "{'id':'u1','user_id':'u1','typing':false}";

	private final GatedBroker broker = new GatedBroker();

	private final GatedPresenceStore presence = new GatedPresenceStore();

	private final HubFixture fixture = new HubFixture(HubSettings.DEFAULTS, this.broker, this.presence);

	@AfterEach
	void close() {
		this.broker.gate().open();
		this.presence.gate().open();
		this.fixture.close();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void othersAreToldInTheirDialect(Dialect dialect) {
		TestClient latteStream = joined(this.fixture.latteStream(), "u2");
		TestClient pusher = joined(this.fixture.pusher(), "u3");
		TestClient elsewhere = this.fixture.latteStream();
		elsewhere.join("presence-y", "u4");
		TestClient typist = joined(this.fixture.connect(dialect), "u1");
		forget(latteStream, pusher, elsewhere);
		typist.type("presence-x", true);
		typist.type("presence-x", false);
		assertThat(latteStream.take()).containsExactly(typing(BEGIN), typing(END));
		assertThat(pusher.take()).containsExactly(
				"{'event':'pusher_internal:typing','channel':'presence-x',"
						+ "'data':'{\\'user_id\\':\\'u1\\',\\'typing\\':true}'}",
				"{'event':'pusher_internal:typing','channel':'presence-x',"
						+ "'data':'{\\'user_id\\':\\'u1\\',\\'typing\\':false}'}");
		assertThat(elsewhere.take()).isEmpty();
		assertThat(typist.take()).isEmpty();
	}

	@Test
	void streamIsTold() {
		TestClient stream = this.fixture.sse();
		stream.connection().subscribe(List.of(new ChannelGrant("presence-x", new Member("u2", null))));
		this.fixture.run();
		TestClient typist = joined(this.fixture.latteStream(), "u1");
		forget(stream);
		typist.type("presence-x", true);
		assertThat(stream.take()).containsExactly(typing(BEGIN));
	}

	@Test
	void whoSaysNothingElseTypes() {
		TestClient watcher = joined(this.fixture.latteStream(), "u2");
		TestClient typist = joined(this.fixture.latteStream(), "u1");
		forget(watcher);
		typist.send("{'event':'lattestream:typing','channel':'presence-x'}");
		assertThat(watcher.take()).containsExactly(typing(BEGIN));
	}

	@Test
	void whatChangesNothingIsToldToNobodyAndNotPublished() {
		TestClient watcher = joined(this.fixture.latteStream(), "u2");
		TestClient typist = joined(this.fixture.latteStream(), "u1");
		typist.type("presence-x", false);
		for (int i = 0; i < 3; i++) {
			typist.type("presence-x", true);
		}
		forget(watcher);
		assertThat(publications()).isOne();
		typist.type("presence-x", false);
		typist.type("presence-x", false);
		assertThat(publications()).isEqualTo(2);
		assertThat(watcher.take()).containsExactly(typing(END));
		assertThat(typist.take()).isEmpty();
	}

	@Test
	void userWhoDoesNotSayItAgainEndsOnce() {
		TestClient watcher = joined(this.fixture.latteStream(), "u2");
		TestClient typist = joined(this.fixture.latteStream(), "u1");
		typist.type("presence-x", true);
		forget(watcher);
		this.fixture.pass(Duration.ofMillis(4999));
		assertThat(watcher.take()).isEmpty();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(watcher.take()).containsExactly(typing(END));
		this.fixture.pass(Duration.ofSeconds(30));
		typist.type("presence-x", false);
		assertThat(watcher.take()).isEmpty();
		typist.type("presence-x", true);
		assertThat(watcher.take()).containsExactly(typing(BEGIN));
	}

	@Test
	void userWhoSaysItAgainAndAgainTypesOn() {
		TestClient watcher = joined(this.fixture.latteStream(), "u2");
		TestClient typist = joined(this.fixture.latteStream(), "u1");
		typist.type("presence-x", true);
		forget(watcher);
		for (int i = 0; i < 20; i++) {
			this.fixture.pass(Duration.ofMillis(1300));
			typist.type("presence-x", true);
		}
		// Other nodes hear of it at most every 2.5 s
		assertThat(publications()).isEqualTo(1 + 10);
		this.fixture.pass(Duration.ofMillis(4999));
		assertThat(watcher.take()).isEmpty();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(watcher.take()).containsExactly(typing(END));
	}

	@Test
	void userTypesAsLongAsAnyConnectionDoes() {
		TestClient watcher = joined(this.fixture.latteStream(), "u2");
		TestClient first = joined(this.fixture.latteStream(), "u1");
		TestClient second = joined(this.fixture.pusher(), "u1");
		TestClient idle = joined(this.fixture.latteStream(), "u1");
		forget(watcher);
		first.type("presence-x", true);
		assertThat(watcher.take()).containsExactly(typing(BEGIN));
		second.type("presence-x", true);
		first.type("presence-x", false);
		assertThat(watcher.take()).isEmpty();
		this.fixture.await(this.fixture.hub().typing("presence-x", "u1", true));
		second.disconnect();
		assertThat(watcher.take()).isEmpty();
		this.fixture.await(this.fixture.hub().typing("presence-x", "u1", false));
		assertThat(watcher.take()).containsExactly(typing(END));
		assertThat(first.take()).isEmpty();
		assertThat(idle.take()).isEmpty();
	}

	@Test
	void userWhoUnsubscribesOrIsGoneTypesNoMore() {
		TestClient watcher = joined(this.fixture.latteStream(), "u2");
		TestClient typist = joined(this.fixture.latteStream(), "u1");
		typist.type("presence-x", true);
		forget(watcher);
		typist.unsubscribe("presence-x");
		assertThat(watcher.take()).hasSize(2).startsWith(typing(END)).last().asString().contains("member_removed");
		typist.join("presence-x", "u1");
		typist.type("presence-x", true);
		forget(watcher);
		typist.disconnect();
		assertThat(watcher.take()).hasSize(2).startsWith(typing(END));
		this.fixture.pass(Duration.ofSeconds(10));
		assertThat(watcher.take()).isEmpty();
	}

	@Test
	void memberWhoLeavesTypesNoMoreWhateverTheApplicationSaid() {
		TestClient watcher = joined(this.fixture.latteStream(), "u2");
		TestClient member = joined(this.fixture.latteStream(), "u1");
		this.fixture.await(this.fixture.hub().typing("presence-x", "u1", true));
		forget(watcher);
		assertThat(member.take()).isEmpty();
		member.disconnect();
		assertThat(watcher.take()).hasSize(2).startsWith(typing(END));
		assertThat(this.fixture.hub().typing("presence-x")).isEmpty();
	}

	@Test
	void applicationSaysWhoTypesForOneTimeToLive() {
		TestClient watcher = joined(this.fixture.latteStream(), "u2");
		this.fixture.await(this.fixture.hub().typing("presence-x", "u1", true));
		this.fixture.pass(Duration.ofSeconds(4));
		this.fixture.await(this.fixture.hub().typing("presence-x", "u1", true));
		assertThat(watcher.take()).containsExactly(typing(BEGIN));
		assertThat(this.fixture.hub().typing("presence-x")).containsExactly("u1");
		this.fixture.pass(Duration.ofMillis(4999));
		assertThat(watcher.take()).isEmpty();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(watcher.take()).containsExactly(typing(END));
		assertThat(this.fixture.hub().typing("presence-x")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "news", "private-x", "presence-ä", "", "#all-connections", "presence-#x" })
	void applicationCannotNameAnotherChannel(String channel) {
		refused(this.fixture.hub().typing(channel, "u1", true));
	}

	@Test
	void applicationCannotNameAnInvalidUser() {
		refused(this.fixture.hub().typing("presence-x", "", true));
		refused(this.fixture.hub().typing("presence-x", "u".repeat(129), true));
		assertThat(this.fixture.hub().typing("presence-x")).isEmpty();
	}

	@Test
	void frameFromWhoIsNoMemberIsRefused() {
		TestClient watcher = joined(this.fixture.latteStream(), "u2");
		TestClient stranger = this.fixture.latteStream();
		stranger.type("presence-x", true);
		stranger.subscribe("news");
		stranger.subscribe("private-x", null);
		stranger.type("news", true);
		stranger.type("private-x", true);
		assertThat(stranger.take()).containsExactly(stranger.error(4301, "Typing takes a subscription of its channel"),
				stranger.succeeded("news"), stranger.succeeded("private-x"),
				stranger.error(4301, "Typing is for presence channels"),
				stranger.error(4301, "Typing is for presence channels"));
		assertThat(watcher.take()).isEmpty();
		assertThat(publications()).isZero();
	}

	@Test
	void frameBeforeTheJoinIsAnsweredIsRefused() {
		TestClient client = this.fixture.pusherOf("u1");
		this.presence.gate().holdAnswers();
		this.fixture.hub().subscribeSocket(client.socketId(), "presence-x").subscribe();
		this.fixture.run();
		client.type("presence-x", true);
		assertThat(client.take()).containsExactly(client.error(4301, "Typing takes a subscription of its channel"));
		this.presence.gate().open();
		this.presence.gate().releaseOne();
		this.fixture.run();
		assertThat(client.take()).hasSize(1);
		client.type("presence-x", true);
		assertThat(this.fixture.hub().typing("presence-x")).containsExactly("u1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'data':{'typing':true}", "'channel':5", "'channel':'presence-x','data':true",
			"'channel':'presence-x','data':{'typing':'true'}", "'channel':'presence-x','data':{'typing':1}",
			"'channel':'presence-x','data':{}", "'channel':'presence-x','data':[true]" })
	void malformedFrameIsRefused(String properties) {
		TestClient client = joined(this.fixture.latteStream(), "u1");
		client.send("{'event':'lattestream:typing'," + properties + "}");
		assertThat(client.take()).singleElement().asString().contains("lattestream:error", "'code':null");
		assertThat(this.fixture.hub().typing("presence-x")).isEmpty();
		assertThat(client.closeCode()).isNull();
	}

	@Test
	void framesCountAsClientEvents() {
		TestClient watcher = joined(this.fixture.latteStream(), "u2");
		TestClient typist = joined(this.fixture.latteStream(), "u1");
		forget(watcher);
		for (int i = 0; i < 11; i++) {
			typist.type("presence-x", i % 2 == 0);
		}
		assertThat(watcher.take()).hasSize(10);
		assertThat(typist.take())
			.containsExactly(typist.error(4301, "Too many client events: 10 a second are allowed"));
	}

	@Test
	void frameWhenClientEventsAreDisabledIsRefusedButNotTheApplication() {
		try (HubFixture disabled = new HubFixture(TestSettings.with("clientEvents", false))) {
			TestClient typist = joined(disabled.latteStream(), "u1");
			TestClient watcher = joined(disabled.latteStream(), "u2");
			forget(typist);
			typist.type("presence-x", true);
			assertThat(typist.take()).containsExactly(typist.error(4301, "Client events are not enabled"));
			assertThat(watcher.take()).isEmpty();
			disabled.await(disabled.hub().typing("presence-x", "u1", true));
			assertThat(watcher.take()).containsExactly(typing(BEGIN));
		}
	}

	@Test
	void snapshotNamesTheOthersWhoType() {
		joined(this.fixture.latteStream(), "u1").type("presence-x", true);
		this.fixture.await(this.fixture.hub().typing("presence-x", "bot", true));
		TestClient latteStream = this.fixture.latteStream();
		latteStream.join("presence-x", "u2");
		assertThat(latteStream.take()).singleElement().asString().endsWith("},'typing':['u1','bot']}}}");
		TestClient same = this.fixture.latteStream();
		same.join("presence-x", "u1");
		assertThat(same.take()).singleElement().asString().endsWith("},'typing':['bot']}}}");
		TestClient pusher = this.fixture.pusher();
		pusher.join("presence-x", "u3");
		assertThat(pusher.take()).singleElement().asString().doesNotContain("typing");
	}

	@Test
	void changesInTheSnapshotAreNotSentAgainAndLaterOnesAreNotLost() {
		TestClient early = joined(this.fixture.latteStream(), "early");
		TestClient late = joined(this.fixture.latteStream(), "late");
		TestClient client = this.fixture.latteStream();
		this.presence.gate().holdOperations();
		client.join("presence-x", "u2");
		this.presence.gate().open();
		early.type("presence-x", true);
		assertThat(client.take()).isEmpty();
		this.fixture.elsewhere(this.presence.gate()::releaseOne);
		late.type("presence-x", true);
		early.type("presence-x", false);
		assertThat(client.take()).hasSize(3)
			.satisfies((frames) -> assertThat(frames.get(0)).endsWith("'typing':['early']}}}"))
			.satisfies((frames) -> assertThat(frames.get(1)).contains("'late','typing':true"))
			.satisfies((frames) -> assertThat(frames.get(2)).contains("'early','typing':false"));
	}

	@Test
	void changeOnItsWayToTheLaneWhileTheSnapshotIsTakenIsNotSentAgain() {
		TestLane otherLane = new TestLane();
		TestClient typist = joined(this.fixture.pusher(otherLane), "u1");
		TestClient client = joined(this.fixture.latteStream(), "u2");
		for (boolean typing : new boolean[] { true, false }) {
			otherLane.execute(() -> typist.connection()
				.received(TestJson
					.of("{'event':'pusher:typing','channel':'presence-x','data':{'typing':" + typing + "}}")));
			otherLane.run();
			// The lane gets to this before it gets to the change
			client.connection()
				.received(TestJson.of("{'event':'lattestream:subscribe','data':{'channel':'presence-x','auth':'"
						+ this.fixture.auth(client.socketId(), "presence-x", MEMBER) + "','channel_data':" + MEMBER
						+ "}}"));
			this.fixture.run();
			assertThat(client.take()).singleElement()
				.asString()
				.endsWith((typing) ? "},'typing':['u1']}}}" : "'me':{'id':'u2','info':{'name':'u2'}}}}}");
		}
	}

	@Test
	void endThatCannotBePublishedIsToldWhenTheMemberLeaves() {
		TestClient watcher = joined(this.fixture.latteStream(), "u2");
		TestClient typist = joined(this.fixture.latteStream(), "u1");
		typist.type("presence-x", true);
		forget(watcher);
		this.broker.gate().fail(new IllegalStateException("broker is away"));
		typist.disconnect();
		assertThat(watcher.take()).hasSize(2).startsWith(typing(END));
	}

	@Test
	void endThatCannotBePublishedIsToldAfterASecondTimeToLive() {
		TestClient watcher = joined(this.fixture.latteStream(), "u2");
		TestClient typist = joined(this.fixture.latteStream(), "u1");
		typist.type("presence-x", true);
		forget(watcher);
		this.broker.gate().fail(new IllegalStateException("broker is away"));
		this.fixture.pass(Duration.ofMillis(9999));
		assertThat(watcher.take()).isEmpty();
		this.fixture.pass(Duration.ofMillis(1));
		assertThat(watcher.take()).containsExactly(typing(END));
	}

	@Test
	void beginThatCannotBePublishedIsPublishedWhenItIsSaidAgain() {
		TestClient watcher = joined(this.fixture.latteStream(), "u2");
		TestClient typist = joined(this.fixture.latteStream(), "u1");
		forget(watcher);
		this.broker.gate().fail(new IllegalStateException("broker is away"));
		typist.type("presence-x", true);
		this.broker.gate().open();
		assertThat(watcher.take()).isEmpty();
		typist.type("presence-x", true);
		assertThat(watcher.take()).containsExactly(typing(BEGIN));
	}

	@Test
	void nodesTellWhatTheyHearOfEachOther() {
		try (LinkedNodes nodes = new LinkedNodes()) {
			HubFixture here = nodes.next();
			HubFixture there = nodes.next();
			TestClient typist = joined(here.latteStream(), "u1");
			TestClient watcher = joined(there.latteStream(), "u2");
			typist.type("presence-x", true);
			there.run();
			assertThat(watcher.take()).containsExactly(typing(BEGIN));
			for (int i = 0; i < 5; i++) {
				here.pass(Duration.ofMillis(4900));
				there.pass(Duration.ofMillis(4900));
				typist.type("presence-x", true);
				there.run();
			}
			assertThat(watcher.take()).isEmpty();
			here.pass(Duration.ofSeconds(5));
			there.run();
			assertThat(watcher.take()).containsExactly(typing(END));
			typist.type("presence-x", true);
			there.run();
			assertThat(watcher.take()).containsExactly(typing(BEGIN));
			// The other node is not heard of again
			there.pass(Duration.ofMillis(9999));
			assertThat(watcher.take()).isEmpty();
			there.pass(Duration.ofMillis(1));
			assertThat(watcher.take()).containsExactly(typing(END));
		}
	}

	@Test
	void nothingIsKeptOfWhoIsGone() {
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			clients.add(joined(this.fixture.latteStream(), "u" + i));
		}
		clients.forEach((client) -> client.type("presence-x", true));
		assertThat(this.fixture.hub().isEmpty()).isFalse();
		clients.forEach(TestClient::disconnect);
		assertThat(this.fixture.hub().isEmpty()).isTrue();
	}

	private static void refused(Mono<Void> operation) {
		StepVerifier.create(operation).expectError(InvalidRequestException.class).verify(TIMEOUT);
	}

	private long publications() {
		return this.broker.calls().stream().filter((call) -> call.startsWith("publish")).count();
	}

	private static TestClient joined(TestClient client, String userId) {
		client.join("presence-x", userId);
		client.take();
		return client;
	}

	private static void forget(TestClient... clients) {
		for (TestClient client : clients) {
			client.take();
		}
	}

	private static String typing(String data) {
		return "{'event':'lattestream_internal:typing','channel':'presence-x','data':" + data + "}";
	}

}
