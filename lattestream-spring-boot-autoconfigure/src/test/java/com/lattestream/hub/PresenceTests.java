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

import java.util.ArrayList;
import java.util.List;

import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.Member;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Hooks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Subscriber} on presence channels.
 */
class PresenceTests {

	private final GatedPresenceStore presence = new GatedPresenceStore();

	private final HubFixture fixture = new HubFixture(HubSettings.DEFAULTS, new InMemoryBroker(), this.presence);

	@AfterEach
	void close() {
		Hooks.resetOnErrorDropped();
		this.presence.gate().open();
		this.fixture.close();
	}

	@Test
	void joinIsSeenByEachInItsDialect() {
		TestClient pusher = this.fixture.pusher();
		pusher.join("presence-x", "u1");
		assertThat(pusher.take()).containsExactly("{'event':'pusher_internal:subscription_succeeded',"
				+ "'channel':'presence-x','data':'{\\'presence\\':{\\'count\\':1,\\'ids\\':[\\'u1\\'],"
				+ "\\'hash\\':{\\'u1\\':{\\'name\\':\\'u1\\'}}}}'}");
		TestClient latteStream = this.fixture.latteStream();
		latteStream.join("presence-x", "u2");
		assertThat(latteStream.take()).containsExactly("{'event':'lattestream_internal:subscription_succeeded',"
				+ "'channel':'presence-x','data':{'presence':{'count':2,'ids':['u1','u2'],"
				+ "'hash':{'u1':{'name':'u1'},'u2':{'name':'u2'}},'me':{'id':'u2','info':{'name':'u2'}}}}}");
		assertThat(pusher.take()).containsExactly("{'event':'pusher_internal:member_added','channel':'presence-x',"
				+ "'data':'{\\'user_id\\':\\'u2\\',\\'user_info\\':{\\'name\\':\\'u2\\'}}'}");
		pusher.unsubscribe("presence-x");
		assertThat(pusher.take()).isEmpty();
		assertThat(latteStream.take()).containsExactly("{'event':'lattestream_internal:member_removed',"
				+ "'channel':'presence-x','data':{'id':'u1','info':{'name':'u1'},"
				+ "'user_id':'u1','user_info':{'name':'u1'}}}");
		assertThat(this.fixture.listener().take()).containsExactly("occupied presence-x", "count presence-x 1",
				"added presence-x u1", "count presence-x 2", "added presence-x u2", "count presence-x 1",
				"removed presence-x u1");
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void furtherConnectionOfAUserIsNoNews(Dialect dialect) {
		TestClient watcher = this.fixture.connect(dialect);
		watcher.join("presence-x", "watcher");
		TestClient first = this.fixture.connect(dialect);
		first.join("presence-x", "u1");
		watcher.take();
		TestClient second = this.fixture.connect(dialect);
		second.subscribe("presence-x", "{'user_id':'u1','user_info':'other'}");
		assertThat(second.take()).singleElement()
			.asString()
			.contains("count", ":2,", "u1", "watcher")
			.doesNotContain("other");
		first.disconnect();
		assertThat(watcher.take()).isEmpty();
		assertThat(this.presence.present("presence-x")).containsExactly("watcher", "u1");
		second.disconnect();
		assertThat(watcher.take()).singleElement().asString().contains("member_removed", "u1");
		assertThat(this.presence.changes()).containsExactly("+watcher", "+u1", "-u1");
	}

	@Test
	void subscribeTwiceIsAcknowledgedWithAllMembersAndIsNoNews() {
		TestClient client = this.fixture.pusher();
		client.join("presence-x", "u1");
		TestClient other = this.fixture.pusher();
		other.join("presence-x", "u2");
		client.take();
		other.take();
		client.join("presence-x", "u1");
		assertThat(client.take()).singleElement().asString().contains("\\'ids\\':[\\'u1\\',\\'u2\\']");
		assertThat(other.take()).isEmpty();
		client.unsubscribe("presence-x");
		assertThat(other.take()).singleElement().asString().contains("member_removed");
		assertThat(this.presence.changes()).containsExactly("+u1", "+u2", "-u1");
	}

	@Test
	void subscribeTwiceAsAnotherUserStaysTheFirst() {
		TestClient client = this.fixture.latteStream();
		client.join("presence-x", "u1");
		client.take();
		client.join("presence-x", "u2");
		assertThat(client.take()).singleElement().asString().contains("'ids':['u1']", "'me':{'id':'u1'");
		assertThat(this.presence.changes()).containsExactly("+u1");
	}

	@Test
	void joinAfterLeavingIsNews() {
		TestClient watcher = this.fixture.pusher();
		watcher.join("presence-x", "watcher");
		TestClient client = this.fixture.pusher();
		client.join("presence-x", "u1");
		client.unsubscribe("presence-x");
		client.join("presence-x", "u1");
		assertThat(watcher.take()).hasSize(4)
			.satisfies((frames) -> assertThat(frames.get(1)).contains("member_added"))
			.satisfies((frames) -> assertThat(frames.get(2)).contains("member_removed"))
			.satisfies((frames) -> assertThat(frames.get(3)).contains("member_added"));
		assertThat(client.take()).hasSize(2).allSatisfy((frame) -> assertThat(frame).contains("\\'count\\':2"));
	}

	@Test
	void numericUserIdBecomesText() {
		TestClient client = this.fixture.latteStream();
		client.subscribe("presence-x", "{'user_id':2}");
		assertThat(client.take()).singleElement()
			.asString()
			.contains("'ids':['2'],'hash':{'2':null},'me':{'id':'2','info':null}");
		TestClient same = this.fixture.pusher();
		same.subscribe("presence-x", "{'user_id':'2'}");
		assertThat(same.take()).singleElement().asString().contains("\\'count\\':1");
		assertThat(client.take()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'user_info':{}}", "{'user_id':''}", "{'user_id':null}", "{'user_id':{}}",
			"{'user_id':true}", "[]", "{}", "5", "{'user_id':'u1'}x", "{'user_id':'u1','user_id':'u2'}", "" })
	void joinWhenChannelDataHasNoUserIdIsRefused(String channelData) {
		TestClient client = this.fixture.pusher();
		client.subscribe("presence-x", channelData);
		assertThat(client.take()).singleElement()
			.asString()
			.startsWith("{'event':'pusher:subscription_error','channel':'presence-x'")
			.contains("'status':400");
		assertThat(this.presence.changes()).isEmpty();
		assertThat(this.fixture.channels()).isEmpty();
		assertThat(client.closeCode()).isNull();
	}

	@Test
	void joinWithoutChannelDataIsRefused() {
		TestClient client = this.fixture.pusher();
		client.subscribe("presence-x", null);
		assertThat(client.take()).singleElement().asString().contains("subscription_error", "'status':400");
	}

	@Test
	void joinWhenUserIdOrInfoIsTooLongIsRefused() {
		TestClient client = this.fixture.pusher();
		client.subscribe("presence-x", "{'user_id':'" + "u".repeat(129) + "'}");
		client.subscribe("presence-x", "{'user_id':'u1','user_info':'" + "i".repeat(1023) + "'}");
		client.subscribe("presence-x", "{'user_id':'u1','user_info':'" + "ä".repeat(512) + "'}");
		assertThat(client.take()).hasSize(3).allSatisfy((frame) -> assertThat(frame).contains("'status':400"));
		client.subscribe("presence-x", "{'user_id':'" + "u".repeat(128) + "','user_info':'" + "i".repeat(1022) + "'}");
		assertThat(client.take()).singleElement().asString().contains("subscription_succeeded");
	}

	@Test
	void joinWhenChannelDataIsNotWhatWasSignedIsRefused() {
		TestClient client = this.fixture.pusher();
		String auth = this.fixture.auth(client.socketId(), "presence-x", "{'user_id':'u1','user_info':1}");
		client.sendEvent("subscribe", "{'channel':'presence-x','auth':'" + auth
				+ "','channel_data':'{\\'user_info\\':1,\\'user_id\\':\\'u1\\'}'}");
		assertThat(client.take())
			.containsExactly(client.subscriptionError("presence-x", "AuthError", "Invalid signature", 401));
	}

	@Test
	void membersAreLimitedButNotTheConnectionsOfMembers() {
		HubSettings settings = TestSettings.with("members", 2);
		try (HubFixture limited = new HubFixture(settings, new InMemoryBroker(), this.presence)) {
			limited.pusher().join("presence-x", "u1");
			limited.pusher().join("presence-x", "u2");
			TestClient third = limited.pusher();
			third.join("presence-x", "u3");
			third.sendEvent("ping", "{}");
			assertThat(third.take()).containsExactly(
					third.subscriptionError("presence-x", "LimitReached", "The channel already has 2 members", 429),
					third.pong());
			assertThat(limited.subscriptionCount("presence-x")).isEqualTo(2);
			TestClient secondTab = limited.pusher();
			secondTab.join("presence-x", "u2");
			assertThat(secondTab.take()).singleElement().asString().contains("\\'count\\':2");
			third.disconnect();
			assertThat(this.presence.present("presence-x")).containsExactly("u1", "u2");
		}
	}

	@Test
	void channelHasAHundredMembersByDefault() {
		for (int i = 1; i <= 100; i++) {
			this.fixture.pusher().join("presence-x", "u" + i);
		}
		assertThat(this.fixture.subscriptionCount("presence-x")).isEqualTo(100);
		TestClient late = this.fixture.pusher();
		late.join("presence-x", "u101");
		assertThat(late.take()).containsExactly(
				late.subscriptionError("presence-x", "LimitReached", "The channel already has 100 members", 429));
	}

	@Test
	void changesInTheSnapshotAreNotSentAgainAndLaterOnesAreNotLost() {
		TestClient client = this.fixture.pusher();
		TestClient early = this.fixture.pusher();
		TestClient late = this.fixture.pusher();
		// The store joins when it is released: the change of early comes before that
		this.presence.gate().holdOperations();
		client.join("presence-x", "u1");
		this.presence.gate().open();
		early.join("presence-x", "early");
		assertThat(client.take()).isEmpty();
		this.presence.gate().releaseOne();
		this.fixture.run();
		late.join("presence-x", "late");
		early.disconnect();
		assertThat(client.take()).hasSize(3)
			.satisfies((frames) -> assertThat(frames.get(0)).contains("\\'ids\\':[\\'early\\',\\'u1\\']"))
			.satisfies((frames) -> assertThat(frames.get(1)).contains("member_added", "late"))
			.satisfies((frames) -> assertThat(frames.get(2)).contains("member_removed", "early"));
	}

	@Test
	void changesBetweenTheSnapshotAndItsArrivalAreSentAfterIt() {
		TestClient client = this.fixture.pusher();
		TestClient other = this.fixture.pusher();
		other.join("presence-x", "other");
		this.presence.gate().holdAnswers();
		client.join("presence-x", "u1");
		this.presence.gate().open();
		other.unsubscribe("presence-x");
		assertThat(client.take()).isEmpty();
		this.fixture.elsewhere(this.presence.gate()::releaseOne);
		assertThat(client.take()).hasSize(2)
			.satisfies((frames) -> assertThat(frames.get(0)).contains("\\'ids\\':[\\'other\\',\\'u1\\']"))
			.satisfies((frames) -> assertThat(frames.get(1)).contains("member_removed", "other"));
	}

	@Test
	void changesBetweenARepeatedSnapshotAndItsArrivalAreSentAfterIt() {
		TestClient client = this.fixture.pusher();
		TestClient other = this.fixture.pusher();
		client.join("presence-x", "u1");
		other.join("presence-x", "other");
		client.take();
		this.presence.gate().holdAnswers();
		client.join("presence-x", "u1");
		this.presence.gate().open();
		other.unsubscribe("presence-x");
		this.fixture.elsewhere(this.presence.gate()::releaseOne);
		assertThat(client.take()).hasSize(2)
			.satisfies((frames) -> assertThat(frames.get(0)).contains("\\'ids\\':[\\'u1\\',\\'other\\']"))
			.satisfies((frames) -> assertThat(frames.get(1)).contains("member_removed", "other"));
	}

	@Test
	void changesInARepeatedSnapshotAreNotSentAgain() {
		TestClient client = this.fixture.pusher();
		TestClient other = this.fixture.pusher();
		client.join("presence-x", "u1");
		client.take();
		this.presence.gate().holdOperations();
		client.join("presence-x", "u1");
		this.presence.gate().open();
		other.join("presence-x", "other");
		this.fixture.elsewhere(this.presence.gate()::releaseOne);
		assertThat(client.take()).singleElement()
			.asString()
			.contains("subscription_succeeded", "\\'ids\\':[\\'u1\\',\\'other\\']");
	}

	@Test
	void subscribeTwiceWhenTheStoreFailsIsAnswered() {
		TestClient client = this.fixture.pusher();
		client.join("presence-x", "u1");
		client.take();
		this.presence.gate().fail(new IllegalStateException("store is away"));
		client.join("presence-x", "u1");
		client.sendEvent("ping", "{}");
		assertThat(client.take()).containsExactly(
				client.subscriptionError("presence-x", "Unavailable", "The subscription could not be made now", 503),
				client.pong());
	}

	@Test
	void joinWhenTheStoreFailsIsRefusedAndLeavesNothing() {
		List<Throwable> dropped = new ArrayList<>();
		Hooks.onErrorDropped(dropped::add);
		TestClient client = this.fixture.pusher();
		this.presence.gate().fail(new IllegalStateException("store is away"));
		client.join("presence-x", "u1");
		client.sendEvent("ping", "{}");
		assertThat(client.take()).containsExactly(
				client.subscriptionError("presence-x", "Unavailable", "The subscription could not be made now", 503),
				client.pong());
		assertThat(this.fixture.channels()).isEmpty();
		client.disconnect();
		assertThat(this.fixture.hub().isEmpty()).isTrue();
		assertThat(dropped).isEmpty();
	}

	@Test
	void connectionThatClosesBeforeTheStoreJoinedItIsNotPresentAfterwards() {
		TestClient client = this.fixture.pusher();
		this.presence.gate().holdOperations();
		client.join("presence-x", "u1");
		client.disconnect();
		this.presence.gate().open();
		while (this.presence.gate().waiting() > 0) {
			this.fixture.elsewhere(this.presence.gate()::releaseOne);
		}
		assertThat(this.presence.present("presence-x")).isEmpty();
		assertThat(this.fixture.hub().isEmpty()).isTrue();
		assertThat(client.take()).isEmpty();
	}

	@Test
	void connectionThatClosesBeforeItsJoinWasAnsweredIsNotPresentAfterwards() {
		TestClient client = this.fixture.pusher();
		this.presence.gate().holdAnswers();
		client.join("presence-x", "u1");
		this.presence.gate().open();
		client.disconnect();
		while (this.presence.gate().waiting() > 0) {
			this.fixture.elsewhere(this.presence.gate()::releaseOne);
		}
		assertThat(this.presence.present("presence-x")).isEmpty();
		assertThat(this.presence.changes()).containsExactly("+u1", "-u1");
		assertThat(this.fixture.hub().isEmpty()).isTrue();
		assertThat(client.connection().lane().isEmpty()).isTrue();
	}

	@Test
	void connectionThatIsPutBackBeforeItsFirstJoinWasAnsweredStaysPresent() {
		TestClient client = this.fixture.pusherOf("u1");
		this.presence.gate().holdAnswers();
		this.fixture.hub().subscribeSocket(client.socketId(), "presence-x").subscribe();
		this.presence.gate().open();
		this.fixture.await(this.fixture.hub().unsubscribeSocket(client.socketId(), "presence-x"));
		this.fixture.await(this.fixture.hub().subscribeSocket(client.socketId(), "presence-x"));
		this.fixture.elsewhere(this.presence.gate()::releaseOne);
		assertThat(this.presence.present("presence-x")).containsExactly("u1");
		assertThat(client.take()).singleElement().asString().contains("subscription_succeeded");
		client.disconnect();
		assertThat(this.presence.changes()).containsExactly("+u1", "-u1", "+u1", "-u1");
	}

	@Test
	void memberOfSeveralChannelsLeavesAllOfThem() {
		TestClient client = this.fixture.latteStream();
		TestClient watcher = this.fixture.pusher();
		for (String channel : List.of("presence-x", "presence-y")) {
			client.join(channel, "u1");
			watcher.join(channel, "watcher");
		}
		watcher.take();
		client.disconnect();
		assertThat(watcher.take()).hasSize(2).allSatisfy((frame) -> assertThat(frame).contains("member_removed"));
	}

	@Test
	void streamJoinsWithTheMemberItWasGranted() {
		TestClient watcher = this.fixture.pusher();
		watcher.join("presence-x", "watcher");
		watcher.take();
		TestClient stream = this.fixture.sse();
		stream.take();
		stream.connection().subscribe(List.of(new ChannelGrant("presence-x", new Member("u1", "[1]"))));
		this.fixture.run();
		assertThat(stream.take()).singleElement().asString().contains("'me':{'id':'u1','info':[1]}");
		assertThat(watcher.take()).singleElement().asString().contains("member_added", "\\'user_info\\':[1]");
		stream.disconnect();
		assertThat(watcher.take()).singleElement().asString().contains("member_removed");
	}

	@Test
	void infoWithHalfACharacterKeepsNobodyOut() {
		TestClient stream = this.fixture.sse();
		String half = "\"" + "😀".charAt(0) + "\"";
		stream.connection().subscribe(List.of(new ChannelGrant("presence-x", new Member("u1", half))));
		this.fixture.run();
		stream.take();
		TestClient client = this.fixture.latteStream();
		client.join("presence-x", "u2");
		assertThat(client.take()).singleElement().asString().contains("'ids':['u1','u2']");
		assertThat(stream.take()).singleElement().asString().contains("member_added");
	}

}
