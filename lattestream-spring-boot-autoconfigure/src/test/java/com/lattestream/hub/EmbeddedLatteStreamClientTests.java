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

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.lattestream.BatchEvent;
import com.lattestream.CachedEvent;
import com.lattestream.ChannelAttribute;
import com.lattestream.ChannelInfo;
import com.lattestream.ChannelToken;
import com.lattestream.CurrentSocketId;
import com.lattestream.InvalidRequestException;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.PresenceMember;
import com.lattestream.RequestSocketId;
import com.lattestream.TriggerRequest;
import com.lattestream.TriggerResult;
import com.lattestream.UserData;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.signature.ChannelEncryptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedLatteStreamClient}.
 */
class EmbeddedLatteStreamClientTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final GatedBroker broker = new GatedBroker();

	private final HubFixture fixture = new HubFixture(HubSettings.DEFAULTS, this.broker, new InMemoryPresenceStore());

	private final EmbeddedLatteStreamClient client = client(this.fixture);

	@AfterEach
	void close() {
		this.broker.gate().open();
		this.fixture.close();
	}

	@Test
	void triggerReachesTheSubscribersOfAllChannelsAndCountsThem() {
		TestClient latteStream = subscribed("a");
		TestClient both = this.fixture.pusher();
		both.subscribe("a");
		both.subscribe("private-b", null);
		both.take();
		TriggerResult result = await(this.client.trigger(List.of("a", "private-b", "nobody"), "e", Map.of("k", "ä")));
		assertThat(result).isEqualTo(new TriggerResult("e", List.of("a", "private-b", "nobody"), 3));
		assertThat(latteStream.take()).containsExactly("{'event':'e','channel':'a','data':{'k':'ä'}}");
		assertThat(both.take()).containsExactly("{'event':'e','channel':'a','data':'{\\'k\\':\\'ä\\'}'}",
				"{'event':'e','channel':'private-b','data':'{\\'k\\':\\'ä\\'}'}");
	}

	@Test
	void triggerHappensOnSubscriptionAndOnEach() {
		TestClient subscriber = subscribed("a");
		Mono<TriggerResult> trigger = this.client.trigger("a", "e", 1);
		this.fixture.run();
		assertThat(subscriber.take()).isEmpty();
		await(trigger);
		await(trigger);
		assertThat(subscriber.take()).hasSize(2);
	}

	@Test
	void triggerWritesTextAndNothingAsJson() {
		TestClient latteStream = subscribed("a");
		TestClient pusher = this.fixture.pusher();
		pusher.subscribe("a");
		pusher.take();
		await(this.client.trigger("a", "e", "plain"));
		await(this.client.trigger("a", "e", null));
		assertThat(latteStream.take()).containsExactly("{'event':'e','channel':'a','data':'plain'}",
				"{'event':'e','channel':'a','data':null}");
		assertThat(pusher.take()).containsExactly("{'event':'e','channel':'a','data':'\\'plain\\''}",
				"{'event':'e','channel':'a','data':'null'}");
	}

	@Test
	void triggerWithHalfACharacterIsDeliveredAllTheSame() {
		TestClient latteStream = subscribed("a");
		assertThat(await(this.client.trigger("a", "e", "😀".substring(0, 1))).connections()).isOne();
		assertThat(latteStream.take()).hasSize(1);
	}

	@Test
	void triggerLeavesTheExcludedConnectionOut() {
		TestClient excluded = subscribed("a");
		TestClient other = subscribed("a");
		TriggerResult result = await(this.client.trigger(TriggerRequest.of("a", "e", 1).except(excluded.socketId())));
		assertThat(result.connections()).isOne();
		assertThat(excluded.take()).isEmpty();
		assertThat(other.take()).hasSize(1);
		assertThat(await(this.client.trigger(TriggerRequest.of("a", "e", 1).except("9.9"))).connections()).isEqualTo(2);
	}

	@Test
	void triggerToOthersLeavesTheConnectionOfTheCurrentRequestOut() {
		TestClient current = subscribed("a");
		TestClient other = subscribed("a");
		RequestSocketId socketId = new RequestSocketId();
		Mono<TriggerResult> trigger = this.client.trigger(TriggerRequest.of("a", "e", 1).toOthers());
		assertThat(await(trigger).connections()).isEqualTo(2);
		socketId.offer(current.socketId());
		assertThat(await(trigger.contextWrite(Context.of(CurrentSocketId.KEY, socketId))).connections()).isOne();
		assertThat(current.take()).hasSize(1);
		assertThat(other.take()).hasSize(2);
	}

	@Test
	void triggerBatchLeavesTheConnectionOfTheCurrentRequestOutWhereItIsTold() {
		TestClient current = subscribed("a");
		RequestSocketId socketId = new RequestSocketId();
		socketId.offer(current.socketId());
		BatchEvent event = new BatchEvent("a", "e", 1);
		List<TriggerResult> results = await(this.client.triggerBatch(List.of(event.toOthers(), event))
			.contextWrite(Context.of(CurrentSocketId.KEY, socketId)));
		assertThat(results).extracting(TriggerResult::connections).containsExactly(0, 1);
	}

	@Test
	void triggerWhenARuleIsBrokenFailsAndSendsNothing() {
		TestClient subscriber = subscribed("a");
		assertInvalid(this.client.trigger("a b", "e", 1));
		assertInvalid(this.client.trigger(List.of("a", "b c"), "e", 1));
		assertInvalid(this.client.trigger(List.of(), "e", 1));
		assertInvalid(this.client.trigger("a", "pusher:e", 1));
		assertInvalid(this.client.trigger("a", "", 1));
		assertInvalid(this.client.trigger(IntStream.range(0, 101).mapToObj((i) -> "a" + i).toList(), "e", 1));
		assertInvalid(this.client.trigger(List.of("a", "c".repeat(165)), "e", 1));
		assertInvalid(this.client.trigger(List.of("a"), "e", endless()));
		this.fixture.run();
		assertThat(subscriber.take()).isEmpty();
		assertThat(this.broker.calls()).containsExactly("subscribe a");
	}

	@Test
	void triggerWhenDataRefersToItselfFails() {
		List<Object> list = new ArrayList<>();
		list.add(list);
		assertInvalid(this.client.trigger("a", "e", list));
	}

	@Test
	void triggerTakesDataUpToTheLimitInBytes() {
		TestClient subscriber = subscribed("a");
		assertThat(await(this.client.trigger("a", "e", "ä".repeat(16 * 1024 - 1))).connections()).isOne();
		subscriber.take();
		StepVerifier.create(this.client.trigger("a", "e", "ä".repeat(16 * 1024 - 1) + "x"))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(PayloadTooLargeException.class)
				.hasMessageContaining("32768")
				.hasMessageContaining("32769"))
			.verify(TIMEOUT);
		this.fixture.run();
		assertThat(subscriber.take()).isEmpty();
	}

	@Test
	void triggerInHundredChannelsReachesAll() {
		TestClient subscriber = this.fixture.pusher();
		List<String> channels = IntStream.range(0, 100).mapToObj((i) -> "a" + i).toList();
		channels.forEach(subscriber::subscribe);
		assertThat(await(this.client.trigger(channels, "e", 1)).connections()).isEqualTo(100);
	}

	@Test
	void triggerWhenTheBrokerDoesNotTakeItFails() {
		this.broker.gate().fail(new IllegalStateException("broker is away"));
		StepVerifier.create(this.client.trigger("a", "e", 1)).expectErrorMessage("broker is away").verify(TIMEOUT);
	}

	@Test
	void triggerBatchSendsAllInOrder() {
		TestClient a = subscribed("a");
		TestClient b = subscribed("b");
		List<TriggerResult> results = await(
				this.client.triggerBatch(List.of(new BatchEvent("a", "e1", 1), new BatchEvent("b", "e2", 2),
						new BatchEvent("a", "e3", 3, a.socketId()), new BatchEvent("a", "e4", 4))));
		assertThat(results).containsExactly(new TriggerResult("e1", List.of("a"), 1),
				new TriggerResult("e2", List.of("b"), 1), new TriggerResult("e3", List.of("a"), 0),
				new TriggerResult("e4", List.of("a"), 1));
		assertThat(a.take()).containsExactly(a.event("a", "e1", 1), a.event("a", "e4", 4));
		assertThat(b.take()).containsExactly(b.event("b", "e2", 2));
	}

	@Test
	void triggerBatchWhenOneIsInvalidSendsNone() {
		TestClient subscriber = subscribed("a");
		BatchEvent good = new BatchEvent("a", "e", 1);
		assertInvalid(this.client.triggerBatch(List.of(good, new BatchEvent("a b", "e", 1))));
		assertInvalid(this.client.triggerBatch(List.of(good, new BatchEvent("a", "lattestream:e", 1))));
		assertInvalid(this.client.triggerBatch(List.of(good, new BatchEvent("a", "e", 1, "abc"))));
		assertInvalid(this.client.triggerBatch(List.of(good, new BatchEvent("a", "e", endless()))));
		assertInvalid(this.client.triggerBatch(List.of()));
		assertInvalid(this.client.triggerBatch(Collections.nCopies(11, good)));
		StepVerifier.create(this.client.triggerBatch(List.of(good, new BatchEvent("a", "e", "x".repeat(33_000)))))
			.expectError(PayloadTooLargeException.class)
			.verify(TIMEOUT);
		this.fixture.run();
		assertThat(subscriber.take()).isEmpty();
		assertThat(await(this.client.triggerBatch(Collections.nCopies(10, good)))).hasSize(10);
		assertThat(subscriber.take()).hasSize(10);
	}

	@Test
	void channelTellsWhatIsAskedFor() {
		join("presence-a", "u1");
		join("presence-a", "u1");
		subscribed("b");
		assertThat(await(this.client.channel("presence-a"))).isEqualTo(new ChannelInfo("presence-a", true, null, null));
		assertThat(await(
				this.client.channel("presence-a", ChannelAttribute.USER_COUNT, ChannelAttribute.SUBSCRIPTION_COUNT)))
			.isEqualTo(new ChannelInfo("presence-a", true, 2, 1));
		assertThat(await(this.client.channel("b", ChannelAttribute.USER_COUNT, ChannelAttribute.SUBSCRIPTION_COUNT)))
			.isEqualTo(new ChannelInfo("b", true, 1, null));
		assertThat(await(this.client.channel("nobody", ChannelAttribute.SUBSCRIPTION_COUNT)))
			.isEqualTo(new ChannelInfo("nobody", false, 0, null));
		assertInvalid(this.client.channel("a b"));
	}

	@Test
	void channelTellsTheLastEventOfACacheChannel() {
		await(this.client.trigger(List.of("cache-a", "cache-b", "c"), "e", Map.of("n", 1)));
		this.fixture.clock().advance(Duration.ofMillis(1));
		ChannelInfo info = await(this.client.channel("cache-a", ChannelAttribute.CACHE));
		assertThat(info).isEqualTo(new ChannelInfo("cache-a", false, null, null,
				new CachedEvent("e", "{\"n\":1}", Duration.ofSeconds(30 * 60 - 1))));
		assertThat(await(this.client.channel("cache-b", ChannelAttribute.CACHE)).cached()).isEqualTo(info.cached());
		assertThat(await(this.client.channel("cache-a")).cached()).isNull();
		assertThat(await(this.client.channel("c", ChannelAttribute.CACHE)).cached()).isNull();
		assertThat(await(this.client.channel("cache-none", ChannelAttribute.CACHE)).cached()).isNull();
	}

	@Test
	void channelsTellsOfThoseThatAreOccupied() {
		join("presence-a", "u1");
		join("presence-b", "u1");
		subscribed("c").unsubscribe("c");
		subscribed("d");
		assertThat(await(this.client.channels("").map(ChannelInfo::name).collectList()))
			.containsExactlyInAnyOrder("presence-a", "presence-b", "d");
		assertThat(await(this.client.channels("presence-", ChannelAttribute.USER_COUNT).collectList()))
			.containsExactlyInAnyOrder(new ChannelInfo("presence-a", true, null, 1),
					new ChannelInfo("presence-b", true, null, 1));
		assertThat(await(this.client.channels("none").collectList())).isEmpty();
	}

	@Test
	void usersTellsOfEachUserOnce() {
		join("presence-a", "u1");
		join("presence-a", "u2");
		join("presence-a", "u1");
		assertThat(await(this.client.users("presence-a").collectList())).containsExactly(
				new PresenceMember("u1", Map.of("name", "u1")), new PresenceMember("u2", Map.of("name", "u2")));
		assertThat(await(this.client.users("presence-b").collectList())).isEmpty();
		assertInvalid(this.client.users("private-a"));
		assertInvalid(this.client.users("a"));
	}

	@Test
	void usersWithoutInfoHaveNone() {
		this.fixture.pusher().subscribe("presence-a", "{'user_id':7}");
		assertThat(await(this.client.users("presence-a").collectList())).containsExactly(PresenceMember.of("7"));
	}

	@Test
	void authorizeChannelSignsPrivateChannelsWithoutMember() {
		TestClient subscriber = this.fixture.pusher();
		ChannelToken token = await(
				this.client.authorizeChannel(subscriber.socketId(), "private-a", PresenceMember.of("ignored")));
		assertThat(token.channelData()).isNull();
		subscriber.sendEvent("subscribe", "{'channel':'private-a','auth':'" + token.auth() + "'}");
		assertThat(subscriber.take()).containsExactly(subscriber.succeeded("private-a"));
	}

	@Test
	void authorizeChannelSignsTheMemberOfPresenceChannels() {
		TestClient subscriber = this.fixture.latteStream();
		ChannelToken token = await(this.client.authorizeChannel(subscriber.socketId(), "presence-a",
				new PresenceMember("u1", Map.of("name", "<b>ä"))));
		assertThat(token.channelData()).isEqualTo("{\"user_id\":\"u1\",\"user_info\":{\"name\":\"<b>ä\"}}");
		assertThat(this.fixture.signer().verify(token.auth(), subscriber.socketId(), "presence-a", token.channelData()))
			.isTrue();
		subscriber.sendEvent("subscribe", "{'channel':'presence-a','auth':'" + token.auth() + "','channel_data':'"
				+ token.channelData().replace("\"", "\\'") + "'}");
		assertThat(subscriber.take()).singleElement().asString().contains("'me':{'id':'u1','info':{'name':'<b>ä'}}");
		assertThat(await(this.client.authorizeChannel("1.2", "presence-a", PresenceMember.of("u1"))).channelData())
			.isEqualTo("{\"user_id\":\"u1\"}");
	}

	@Test
	void authorizeChannelWhenARuleIsBrokenFails() {
		PresenceMember member = PresenceMember.of("u1");
		assertInvalid(this.client.authorizeChannel("1.2", "presence-a", null));
		assertInvalid(this.client.authorizeChannel("1.2", "a", null));
		assertInvalid(this.client.authorizeChannel("1.2:private-a", "presence-a", member));
		assertInvalid(this.client.authorizeChannel("1.2", "presence-a:{}", member));
		assertInvalid(this.client.authorizeChannel("1.2", "private-a\n", null));
		assertInvalid(this.client.authorizeChannel("1.2", "presence-a", new PresenceMember("u1", endless())));
	}

	@Test
	void terminateConnectionsClosesThem() {
		TestClient member = join("presence-a", "u1");
		assertThat(await(this.client.terminateConnections("u1"))).isOne();
		assertThat(member.closeCode()).isNotNull();
	}

	@Test
	void triggerBeyondTheLimitsOfTheHubFails() {
		try (HubFixture limited = new HubFixture(TestSettings.with("eventData", 5, "channelName", 3))) {
			EmbeddedLatteStreamClient limitedClient = client(limited);
			assertInvalid(limitedClient.trigger("abcd", "e", 1));
			StepVerifier.create(limitedClient.trigger("abc", "e", "1234"))
				.expectError(PayloadTooLargeException.class)
				.verify(TIMEOUT);
			StepVerifier.create(limitedClient.trigger("abc", "e", "123"))
				.expectNext(new TriggerResult("e", List.of("abc"), 0))
				.expectComplete()
				.verify(TIMEOUT);
		}
	}

	@Test
	void authenticateUserSignsWhatTheClientBrings() {
		StepVerifier
			.create(client(this.fixture).authenticateUser("1234.1234",
					UserData.of("ann").withInfo(Map.of("a", "<\u00e9>")).watching(List.of("bob"))))
			.assertNext((token) -> {
				assertThat(token.userData())
					.isEqualTo("{\"id\":\"ann\",\"user_info\":{\"a\":\"<\u00e9>\"},\"watchlist\":[\"bob\"]}");
				assertThat(token.auth()).startsWith("lspk_key:");
				assertThat(this.fixture.userSigner().verify(token.auth(), "1234.1234", token.userData())).isTrue();
			})
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void authenticateUserSignsNothingForWhatIsNoSocketId() {
		StepVerifier.create(client(this.fixture).authenticateUser("1.2:private-a", UserData.of("ann")))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
	}

	private static EmbeddedLatteStreamClient client(HubFixture fixture) {
		return new EmbeddedLatteStreamClient(fixture.hub(), fixture.signer(), fixture.userSigner(),
				ChannelEncryptor.none(), JsonMapper.builder().build(),
				new InMemoryIdempotencyStore(10_000, Clock.systemUTC()), Duration.ofMinutes(5));
	}

	private TestClient subscribed(String channel) {
		TestClient subscriber = this.fixture.latteStream();
		subscriber.subscribe(channel);
		subscriber.take();
		return subscriber;
	}

	private TestClient join(String channel, String userId) {
		TestClient member = this.fixture.pusher();
		member.join(channel, userId);
		return member;
	}

	/**
	 * Subscribe, let the lanes run and return the value there must be then.
	 */
	private <T> T await(Mono<T> mono) {
		List<T> values = new ArrayList<>();
		mono.subscribe(values::add);
		this.fixture.run();
		assertThat(values).hasSize(1);
		return values.get(0);
	}

	private static void assertInvalid(Publisher<?> publisher) {
		StepVerifier.create(Flux.from(publisher)).expectError(InvalidRequestException.class).verify(TIMEOUT);
	}

	private static List<Object> endless() {
		List<Object> list = new ArrayList<>();
		list.add(list);
		return list;
	}

}
