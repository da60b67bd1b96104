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

package com.lattestream.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import com.lattestream.ClientEventReceived;
import com.lattestream.SubscriptionCountChanged;
import com.lattestream.broker.Member;
import com.lattestream.broker.Publication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebhookSender}, in virtual time.
 */
@ExtendWith(OutputCaptureExtension.class)
class WebhookSenderTests {

	private static final WebhookDeliverySettings DEFAULTS = WebhookDeliverySettings.DEFAULTS;

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final ScriptedTransport transport = new ScriptedTransport(this.scheduler);

	@AfterEach
	void disposeScheduler() {
		this.scheduler.dispose();
	}

	@Test
	void webhookIsTheOneOfTheVector() {
		this.scheduler.advanceTimeBy(Duration.ofMillis(1327078148132L));
		WebhookSender sender = sender(target(all()), batching(Duration.ZERO, 1));
		sender.channelOccupied("test_channel");
		pass(Duration.ZERO);
		assertThat(this.transport.bodies()).containsExactly(
				"{\"time_ms\":1327078148132,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"test_channel\"}]}");
		String signature = "709fdb84c03664445f7698120b0edf0acc1ab1c8c6e93a0368c61841d6b998aa";
		assertThat(this.transport.attempts().get(0).request().headers()).containsExactlyInAnyOrderEntriesOf(
				Map.of("X-LatteStream-Signature", signature, "X-Pusher-Key", "key", "X-Pusher-Signature", signature));
	}

	@Test
	void headersAreThoseAskedFor() {
		WebhookTarget pusher = new WebhookTarget("a", URI.create("http://a"), "key", "s", all(), (channel) -> true,
				WebhookSignatures.PUSHER);
		WebhookTarget latteStream = new WebhookTarget("b", URI.create("http://b"), "key", "s", all(), (channel) -> true,
				WebhookSignatures.LATTESTREAM);
		WebhookSender sender = new WebhookSender(List.of(pusher, latteStream), DEFAULTS, this.transport,
				this.scheduler::schedule, this.scheduler, null);
		sender.channelOccupied("a");
		pass(Duration.ofMillis(50));
		assertThat(this.transport.attempts()).extracting((attempt) -> attempt.request().headers().keySet())
			.containsExactly(Set.of("X-Pusher-Key", "X-Pusher-Signature"), Set.of("X-LatteStream-Signature"));
	}

	@Test
	void vacatedChannelIsToldAfterAWhile() {
		WebhookSender sender = sender(target(all()));
		sender.channelOccupied("a");
		pass(Duration.ofSeconds(10));
		sender.channelVacated("a");
		pass(Duration.ofMillis(3049));
		assertThat(this.transport.attempts()).hasSize(1);
		pass(Duration.ofMillis(1));
		assertThat(events()).containsExactly("{\"name\":\"channel_occupied\",\"channel\":\"a\"}",
				"{\"name\":\"channel_vacated\",\"channel\":\"a\"}");
	}

	@Test
	void neitherHalfIsToldWhenAChannelIsOccupiedAgainInTime() {
		WebhookSender sender = sender(target(all()));
		sender.channelOccupied("a");
		pass(Duration.ofSeconds(10));
		for (int i = 0; i < 5; i++) {
			sender.channelVacated("a");
			pass(Duration.ofMillis(2999));
			sender.channelOccupied("a");
		}
		pass(Duration.ofMinutes(1));
		assertThat(events()).containsExactly("{\"name\":\"channel_occupied\",\"channel\":\"a\"}");
	}

	@Test
	void channelThatComesBackTooLateIsToldOfTwice() {
		WebhookSender sender = sender(target(all()));
		sender.channelVacated("a");
		pass(Duration.ofMillis(3000));
		sender.channelOccupied("a");
		pass(Duration.ofMinutes(1));
		assertThat(events()).containsExactly(
				"{\"name\":\"channel_vacated\",\"channel\":\"a\"},{\"name\":\"channel_occupied\",\"channel\":\"a\"}");
	}

	@Test
	void membersAreDebouncedEachForItself() {
		WebhookSender sender = sender(target(all()));
		sender.memberAdded("presence-a", new Member("ann", "{\"name\":\"Ann\"}"));
		sender.memberAdded("presence-a", new Member("bob", null));
		pass(Duration.ofSeconds(1));
		sender.memberRemoved("presence-a", new Member("ann", null));
		sender.memberRemoved("presence-a", new Member("bob", null));
		pass(Duration.ofSeconds(1));
		sender.memberAdded("presence-a", new Member("ann", null));
		sender.memberAdded("presence-b", new Member("bob", null));
		pass(Duration.ofMinutes(1));
		assertThat(events()).containsExactly(
				"{\"name\":\"member_added\",\"channel\":\"presence-a\",\"user_id\":\"ann\"},"
						+ "{\"name\":\"member_added\",\"channel\":\"presence-a\",\"user_id\":\"bob\"}",
				"{\"name\":\"member_added\",\"channel\":\"presence-b\",\"user_id\":\"bob\"}",
				"{\"name\":\"member_removed\",\"channel\":\"presence-a\",\"user_id\":\"bob\"}");
	}

	@Test
	void returnIsNoticedByTargetsThatAreToldOfEndsOnly() {
		WebhookSender sender = sender(target(EnumSet.of(WebhookEventType.CHANNEL_VACATED)));
		sender.channelOccupied("a");
		sender.channelVacated("a");
		sender.channelOccupied("a");
		pass(Duration.ofMinutes(1));
		assertThat(this.transport.attempts()).isEmpty();
		sender.channelVacated("a");
		pass(Duration.ofMinutes(1));
		assertThat(events()).containsExactly("{\"name\":\"channel_vacated\",\"channel\":\"a\"}");
	}

	@Test
	void clientEventHasAllItsFields() {
		WebhookSender sender = sender(target(all()));
		sender.clientEvent(new Publication("presence-a", "client-é", "{\"text\":\"\\\"ü\"}", true, "12.34", "ann"));
		sender.clientEvent(new Publication("private-a", "client-b", "\"plain\"", true, "12.34", null));
		pass(Duration.ofMillis(50));
		assertThat(events()).containsExactly("{\"name\":\"client_event\",\"channel\":\"presence-a\","
				+ "\"event\":\"client-é\",\"data\":\"{\\\"text\\\":\\\"\\\\\\\"ü\\\"}\",\"socket_id\":\"12.34\",\"user_id\":\"ann\"},"
				+ "{\"name\":\"client_event\",\"channel\":\"private-a\",\"event\":\"client-b\","
				+ "\"data\":\"\\\"plain\\\"\",\"socket_id\":\"12.34\"}");
		byte[] body = this.transport.attempts().get(0).request().body();
		assertThat(new WebhookParser().parse(body).events()).extracting("data")
			.containsExactly("{\"text\":\"\\\"ü\"}", "\"plain\"");
	}

	@Test
	void onlyWantedEventsOfWantedChannelsAreSent() {
		Predicate<String> channels = (channel) -> channel.startsWith("private-");
		WebhookTarget target = new WebhookTarget("a", URI.create("http://a"), "key", "s",
				EnumSet.of(WebhookEventType.CHANNEL_OCCUPIED), channels, WebhookSignatures.BOTH);
		WebhookSender sender = sender(target);
		sender.channelOccupied("public");
		sender.channelOccupied("private-a");
		sender.subscriptionCountChanged("private-a", 1);
		sender.memberAdded("private-a", new Member("ann", null));
		sender.clientEvent(new Publication("private-a", "client-a", "{}", true, "1.2", null));
		pass(Duration.ofMinutes(1));
		assertThat(events()).containsExactly("{\"name\":\"channel_occupied\",\"channel\":\"private-a\"}");
	}

	@Test
	void smallCountsAreSentEachAndLargeOnesEveryFiveSeconds() {
		WebhookSender sender = sender(target(EnumSet.of(WebhookEventType.SUBSCRIPTION_COUNT)),
				batching(Duration.ZERO, 1));
		sender.subscriptionCountChanged("a", 99);
		sender.subscriptionCountChanged("a", 100);
		for (int count = 101; count <= 200; count++) {
			sender.subscriptionCountChanged("a", count);
			pass(Duration.ofMillis(10));
		}
		sender.subscriptionCountChanged("b", 1);
		assertThat(counts()).containsExactly("a99", "a100", "a101", "b1");
		pass(Duration.ofSeconds(4));
		assertThat(counts()).containsExactly("a99", "a100", "a101", "b1", "a200");
		sender.subscriptionCountChanged("a", 201);
		pass(Duration.ofMillis(4900));
		assertThat(counts()).hasSize(5);
		pass(Duration.ofMinutes(1));
		assertThat(counts()).containsExactly("a99", "a100", "a101", "b1", "a200", "a201");
	}

	@Test
	void smallCountReplacesALargeOneThatWaits() {
		WebhookSender sender = sender(target(EnumSet.of(WebhookEventType.SUBSCRIPTION_COUNT)),
				batching(Duration.ZERO, 1));
		sender.subscriptionCountChanged("a", 101);
		sender.subscriptionCountChanged("a", 102);
		sender.subscriptionCountChanged("a", 100);
		pass(Duration.ofMinutes(1));
		assertThat(counts()).containsExactly("a101", "a100");
	}

	@Test
	void missesOfAChannelAreToldOnceInAWhile() {
		WebhookSender sender = sender(target(EnumSet.of(WebhookEventType.CACHE_MISS)), batching(Duration.ZERO, 1));
		String a = "{\"name\":\"cache_miss\",\"channel\":\"cache-a\"}";
		String b = "{\"name\":\"cache_miss\",\"channel\":\"cache-b\"}";
		IntStream.range(0, 10).forEach((i) -> sender.cacheMissed("cache-a"));
		sender.cacheMissed("cache-b");
		pass(Duration.ofMillis(4999));
		sender.cacheMissed("cache-a");
		assertThat(events()).containsExactly(a, b);
		pass(Duration.ofMillis(1));
		sender.cacheMissed("cache-a");
		sender.cacheMissed("cache-a");
		assertThat(events()).containsExactly(a, b, a);
	}

	@Test
	void missesOfNoInterestAreNotTold() {
		WebhookSender sender = sender(target(EnumSet.of(WebhookEventType.CHANNEL_OCCUPIED)));
		sender.cacheMissed("cache-a");
		pass(Duration.ofMinutes(1));
		assertThat(this.transport.attempts()).isEmpty();
	}

	@Test
	void eventsOfAWindowShareAWebhook() {
		WebhookSender sender = sender(target(all()));
		IntStream.range(0, 49).forEach((i) -> sender.channelOccupied("c" + i));
		pass(Duration.ofMillis(49));
		assertThat(this.transport.attempts()).isEmpty();
		pass(Duration.ofMillis(1));
		assertThat(sizes()).containsExactly(49);
	}

	@Test
	void fullWebhookDoesNotWait() {
		WebhookSender sender = sender(target(all()));
		IntStream.range(0, 120).forEach((i) -> sender.channelOccupied("c" + i));
		assertThat(sizes()).containsExactly(50, 50);
		pass(Duration.ofMillis(50));
		assertThat(sizes()).containsExactly(50, 50, 20);
	}

	@Test
	void webhookIsNeverTooLargeForReceivers() {
		WebhookSender sender = sender(target(all()));
		String data = "\"" + "x".repeat(32 * 1024) + "\"";
		IntStream.range(0, 40)
			.forEach((i) -> sender.clientEvent(new Publication("private-" + i, "client-a", data, true, "1.2", null)));
		pass(Duration.ofMillis(50));
		assertThat(sizes().stream().mapToInt(Integer::intValue).sum()).isEqualTo(40);
		assertThat(this.transport.attempts())
			.allSatisfy((attempt) -> assertThat(attempt.request().body()).hasSizeLessThan(300 * 1024));
	}

	@Test
	void failedWebhookIsRepeatedUnchangedWithGrowingDelays() {
		this.transport.answerInTurn(500, 500, 200);
		WebhookSender sender = sender(target(all()));
		sender.channelOccupied("a");
		pass(Duration.ofMinutes(10));
		assertThat(this.transport.attempts()).hasSize(3);
		assertThat(this.transport.bodies()).containsOnly(this.transport.bodies().get(0));
		List<Long> delays = this.transport.delays();
		assertThat(delays.get(0)).isBetween(500L, 1000L);
		assertThat(delays.get(1)).isBetween(1000L, 2000L);
	}

	@Test
	void webhookIsGivenUpAfterFiveMinutes(CapturedOutput output) {
		this.transport.answerInTurn(302);
		WebhookSender sender = sender(target(all()));
		sender.channelOccupied("a");
		pass(Duration.ofHours(1));
		List<ScriptedTransport.Attempt> attempts = this.transport.attempts();
		assertThat(attempts).hasSizeBetween(8, 20);
		long duration = attempts.get(attempts.size() - 1).millis() - attempts.get(0).millis();
		assertThat(Duration.ofMillis(duration)).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
		assertThat(this.transport.delays()).allSatisfy((delay) -> assertThat(delay).isLessThanOrEqualTo(60_000));
		assertThat(sender.undeliveredEvents()).isOne();
		assertThat(output).contains("to target fail and are tried again, 1 events wait: status 302")
			.contains("with 1 events to target is given up: status 302");
	}

	@Test
	void refusedConnectionsAndTimeoutsAreRepeatedToo() {
		this.transport.refuseConnections();
		WebhookSender sender = sender(target(all()));
		sender.channelOccupied("a");
		pass(Duration.ofMillis(1100));
		assertThat(this.transport.attempts()).hasSize(2);
		this.transport.neverAnswer();
		pass(Duration.ofSeconds(2));
		int attempts = this.transport.attempts().size();
		this.transport.answerInTurn(204);
		pass(Duration.ofSeconds(9));
		assertThat(this.transport.attempts()).hasSize(attempts);
		pass(Duration.ofSeconds(6));
		assertThat(this.transport.attempts()).hasSize(attempts + 1);
		pass(Duration.ofHours(1));
		assertThat(this.transport.attempts()).hasSize(attempts + 1);
	}

	@Test
	void eventsOfAChannelStayInOrderOverRetriesWhileOthersGoOn() {
		WebhookSender sender = sender(target(all()));
		this.transport.answer((attempt) -> Mono.just(attempt.body().contains("\"bad\"") ? 500 : 200));
		sender.clientEvent(event("bad", 1));
		pass(Duration.ofSeconds(1));
		sender.clientEvent(event("bad", 2));
		sender.clientEvent(event("good", 3));
		pass(Duration.ofSeconds(20));
		assertThat(this.transport.attempts()).filteredOn((attempt) -> attempt.body().contains("client-2")).isEmpty();
		assertThat(this.transport.attempts()).filteredOn((attempt) -> attempt.body().contains("client-3")).hasSize(1);
		this.transport.answerInTurn(200);
		pass(Duration.ofMinutes(2));
		List<String> last = events().subList(events().size() - 2, events().size());
		assertThat(last.get(0)).contains("client-1");
		assertThat(last.get(1)).contains("client-2");
	}

	@Test
	void randomFailuresLoseNothingAndKeepTheOrderOfEachChannel() {
		Map<String, List<Integer>> received = new HashMap<>();
		AtomicInteger calls = new AtomicInteger();
		this.transport.answer((attempt) -> {
			// Each third fails, the others are taken after a time of their own
			int call = calls.incrementAndGet();
			if (call % 3 == 0) {
				return Mono.just(503);
			}
			return Mono.delay(Duration.ofMillis((call * 37L) % 400), this.scheduler).map((tick) -> {
				new WebhookParser().parse(attempt.request().body()).events().forEach((event) -> {
					ClientEventReceived client = (ClientEventReceived) event;
					received.computeIfAbsent(client.channel(), (channel) -> new ArrayList<>())
						.add(Integer.parseInt(client.event().substring("client-".length())));
				});
				return 200;
			});
		});
		WebhookSender sender = sender(target(all()), batching(Duration.ofMillis(20), 7));
		for (int i = 0; i < 600; i++) {
			sender.clientEvent(event("c" + (i * 7 % 11), i));
			pass(Duration.ofMillis(i % 5));
		}
		pass(Duration.ofMinutes(10));
		assertThat(received.values()).allSatisfy((numbers) -> assertThat(numbers).isSorted().doesNotHaveDuplicates());
		assertThat(received.values().stream().mapToInt(List::size).sum()).isEqualTo(600);
		assertThat(sender.droppedEvents()).isZero();
		assertThat(sender.undeliveredEvents()).isZero();
	}

	@Test
	void targetThatKeepsFailingGetsNoMoreThanEightWebhooksAtATime() {
		this.transport.neverAnswer();
		WebhookSender sender = sender(target(all()), batching(Duration.ZERO, 1));
		IntStream.range(0, 100).forEach((i) -> sender.channelOccupied("c" + i));
		pass(Duration.ofSeconds(1));
		assertThat(this.transport.attempts()).hasSize(8);
	}

	@Test
	void oneTargetDoesNotWaitForAnother() {
		WebhookTarget slow = new WebhookTarget("slow", URI.create("http://slow"), "key", "s", all(), (channel) -> true,
				WebhookSignatures.BOTH);
		this.transport
			.answer((attempt) -> attempt.request().url().getHost().equals("slow") ? Mono.never() : Mono.just(200));
		WebhookSender sender = new WebhookSender(List.of(slow, target(all())), DEFAULTS, this.transport,
				this.scheduler::schedule, this.scheduler, null);
		IntStream.range(0, 3).forEach((i) -> {
			sender.clientEvent(event("a", i));
			pass(Duration.ofSeconds(1));
		});
		assertThat(this.transport.attempts())
			.filteredOn((attempt) -> attempt.request().url().getHost().equals("target"))
			.hasSize(3);
	}

	@Test
	void whatDoesNotFitIsDroppedAndCountedAndLoggedOnce(CapturedOutput output) {
		this.transport.neverAnswer();
		WebhookSender sender = sender(target(all()), queue(100, 1024 * 1024));
		IntStream.range(0, 130).forEach((i) -> sender.clientEvent(event("c" + i, i)));
		assertThat(sender.droppedEvents()).isEqualTo(30);
		assertThat(output).containsOnlyOnce("too many wait for target");
		pass(Duration.ofSeconds(61));
		sender.clientEvent(event("x", 1));
		assertThat(output).contains("too many wait for target: 31 since the start");
	}

	@Test
	void queueIsBoundedInBytes() {
		this.transport.neverAnswer();
		WebhookSender sender = sender(target(all()), queue(100, 1000));
		IntStream.range(0, 10)
			.forEach((i) -> sender.clientEvent(
					new Publication("private-a", "client-a", "\"" + "x".repeat(200) + "\"", true, "1.2", null)));
		assertThat(sender.droppedEvents()).isEqualTo(7);
	}

	@Test
	void placeInTheQueueIsFreeAgainAfterDelivery() {
		WebhookSender sender = sender(target(all()), queue(10, 1024 * 1024));
		for (int i = 0; i < 50; i++) {
			sender.clientEvent(event("a", i));
			pass(Duration.ofMillis(100));
		}
		assertThat(sender.droppedEvents()).isZero();
		assertThat(this.transport.attempts()).hasSize(50);
	}

	@Test
	void stopSendsWhatWaitsAtOnce() {
		WebhookSender sender = sender(target(all()));
		sender.channelVacated("a");
		sender.memberRemoved("presence-a", new Member("ann", null));
		IntStream.rangeClosed(101, 103).forEach((count) -> sender.subscriptionCountChanged("b", count));
		AtomicInteger unsent = new AtomicInteger(-1);
		sender.stop(Duration.ofSeconds(5)).subscribe(unsent::set);
		assertThat(unsent).hasValue(0);
		assertThat(sizes().stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
		sender.channelOccupied("late");
	}

	@Test
	void whatEndsDuringTheStopIsToldAtOnceToo() {
		this.transport.neverAnswer();
		WebhookSender sender = sender(target(all()));
		sender.channelOccupied("a");
		pass(Duration.ofMillis(50));
		AtomicInteger unsent = new AtomicInteger(-1);
		sender.stop(Duration.ofSeconds(5)).subscribe(unsent::set);
		sender.channelVacated("b");
		assertThat(events()).containsExactly("{\"name\":\"channel_occupied\",\"channel\":\"a\"}",
				"{\"name\":\"channel_vacated\",\"channel\":\"b\"}");
		pass(Duration.ofSeconds(5));
		assertThat(unsent).hasValue(2);
		sender.start();
		sender.channelVacated("c");
		pass(Duration.ofSeconds(2));
		assertThat(this.transport.attempts()).hasSize(2);
	}

	@Test
	void stopTriesAgainAtOnceWhatWaitsForItsNextAttempt() {
		this.transport.answerInTurn(500, 500, 500, 500, 200);
		WebhookSender sender = sender(target(all()));
		sender.channelOccupied("a");
		pass(Duration.ofSeconds(10));
		this.transport.answerInTurn(200);
		AtomicInteger unsent = new AtomicInteger(-1);
		sender.stop(Duration.ofSeconds(5)).subscribe(unsent::set);
		assertThat(unsent).hasValue(0);
	}

	@Test
	void stopReportsWhatCouldNotBeSent() {
		this.transport.neverAnswer();
		WebhookSender sender = sender(target(all()));
		IntStream.range(0, 7).forEach((i) -> sender.channelOccupied("c" + i));
		AtomicInteger unsent = new AtomicInteger(-1);
		sender.stop(Duration.ofSeconds(5)).subscribe(unsent::set);
		pass(Duration.ofMillis(4999));
		assertThat(unsent).hasValue(-1);
		pass(Duration.ofMillis(1));
		assertThat(unsent).hasValue(7);
		assertThat(sender.undeliveredEvents()).isEqualTo(7);
	}

	@Test
	void senderCanBeStartedAgain() {
		this.transport.neverAnswer();
		WebhookSender sender = sender(target(all()));
		sender.channelOccupied("a");
		sender.stop(Duration.ofSeconds(1)).subscribe();
		pass(Duration.ofSeconds(1));
		sender.channelOccupied("ignored");
		sender.start();
		this.transport.answerInTurn(200);
		sender.channelOccupied("a");
		pass(Duration.ofMillis(50));
		assertThat(events()).containsExactly("{\"name\":\"channel_occupied\",\"channel\":\"a\"}",
				"{\"name\":\"channel_occupied\",\"channel\":\"a\"}");
		AtomicInteger unsent = new AtomicInteger(-1);
		sender.stop(Duration.ofSeconds(1)).subscribe(unsent::set);
		assertThat(unsent).hasValue(0);
	}

	@Test
	void secretsAreNotPartOfAnyText() {
		assertThat(target(all()).toString()).isEqualTo("target");
	}

	private void pass(Duration time) {
		this.scheduler.advanceTimeBy(time);
	}

	private List<String> events() {
		return this.transport.attempts().stream().map(ScriptedTransport.Attempt::events).toList();
	}

	private List<Integer> sizes() {
		return this.transport.attempts()
			.stream()
			.map((attempt) -> new WebhookParser().parse(attempt.request().body()).events().size())
			.toList();
	}

	private List<String> counts() {
		return this.transport.attempts()
			.stream()
			.flatMap((attempt) -> new WebhookParser().parse(attempt.request().body()).events().stream())
			.map((event) -> (SubscriptionCountChanged) event)
			.map((event) -> event.channel() + event.subscriptionCount())
			.toList();
	}

	private WebhookSender sender(WebhookTarget target) {
		return sender(target, DEFAULTS);
	}

	private WebhookSender sender(WebhookTarget target, WebhookDeliverySettings settings) {
		return new WebhookSender(List.of(target), settings, this.transport, this.scheduler::schedule, this.scheduler,
				null);
	}

	private static WebhookTarget target(Set<WebhookEventType> events) {
		return new WebhookTarget("target", URI.create("http://target/hooks?token=hidden"), "key",
				"7ad3773142a6692b25b8", events, (channel) -> true, WebhookSignatures.BOTH);
	}

	private static Set<WebhookEventType> all() {
		return EnumSet.allOf(WebhookEventType.class);
	}

	private static Publication event(String channel, int number) {
		return new Publication(channel, "client-" + number, "{}", true, "1.2", null);
	}

	private static WebhookDeliverySettings batching(Duration window, int events) {
		return new WebhookDeliverySettings(window, events, DEFAULTS.debounce(), DEFAULTS.timeout(),
				DEFAULTS.firstRetry(), DEFAULTS.longestRetry(), DEFAULTS.retryFor(), DEFAULTS.queuedEvents(),
				DEFAULTS.queuedBytes());
	}

	private static WebhookDeliverySettings queue(int events, long bytes) {
		return new WebhookDeliverySettings(DEFAULTS.batchWindow(), DEFAULTS.batchEvents(), DEFAULTS.debounce(),
				DEFAULTS.timeout(), DEFAULTS.firstRetry(), DEFAULTS.longestRetry(), DEFAULTS.retryFor(), events, bytes);
	}

}
