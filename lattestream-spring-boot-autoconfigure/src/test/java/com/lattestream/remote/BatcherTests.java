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

package com.lattestream.remote;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import com.lattestream.InvalidRequestException;
import com.lattestream.OverloadedException;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.RequestRefusedException;
import com.lattestream.TimedOutException;
import com.lattestream.TriggerRequest;
import com.lattestream.UnavailableException;
import com.lattestream.signature.ChannelEncryptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Batcher}.
 */
class BatcherTests {

	private static final Duration INTERVAL = Duration.ofMillis(100);

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private static final RemoteSettings.Batching SETTINGS = new RemoteSettings.Batching(50, INTERVAL, 10, 3, 200,
			50_000);

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	private final FakeService service = new FakeService();

	private final EventEncoder encoder = new EventEncoder(new JsonMapper(), ChannelEncryptor.none(), 32 * 1024);

	private final Batcher batcher = batcher(SETTINGS);

	@AfterEach
	void disposeScheduler() {
		this.scheduler.dispose();
	}

	@Test
	void fewEventsAreSentAfterTheInterval() {
		List<CompletableFuture<Void>> results = IntStream.range(0, 25).mapToObj((i) -> send("c" + i, "e" + i)).toList();
		pass(INTERVAL.minusMillis(1));
		assertThat(this.service.calls()).isEmpty();
		assertThat(results).noneMatch(CompletableFuture::isDone);
		pass(Duration.ofMillis(1));
		assertThat(this.service.events()).extracting(List::size).containsExactly(10, 10, 5);
		assertThat(this.service.calls()).extracting(FakeService.Call::path).containsOnly("/batch_events");
		assertThat(results).allMatch(BatcherTests::isAccepted);
	}

	@Test
	void enoughEventsAreSentAtOnce() {
		List<CompletableFuture<Void>> results = IntStream.range(0, 50).mapToObj((i) -> send("c" + i, "e" + i)).toList();
		assertThat(this.service.events()).extracting(List::size).containsOnly(10).hasSize(5);
		assertThat(results).allMatch(BatcherTests::isAccepted);
	}

	@Test
	void resultComesWhenTheEventWasAcceptedAndNotBefore() {
		this.service.hold();
		CompletableFuture<Void> result = send("a", "e");
		pass(INTERVAL);
		assertThat(this.service.calls()).hasSize(1);
		assertThat(result).isNotDone();
		this.service.calls().get(0).answer(HttpStatus.OK);
		assertThat(result).isCompleted();
	}

	@Test
	void eventsOfOneChannelAreNeverUnderWayInTwoRequests() {
		this.service.hold();
		IntStream.range(0, 25).forEach((i) -> send("hot", "e" + i));
		send("other", "o");
		pass(INTERVAL);
		assertThat(this.service.events()).containsExactly(names("e", 0, 10), List.of("o"));
		this.service.calls().get(0).answer(HttpStatus.OK);
		assertThat(this.service.events().get(2)).isEqualTo(names("e", 10, 20));
		this.service.calls().get(2).answer(HttpStatus.OK);
		assertThat(this.service.events().get(3)).isEqualTo(names("e", 20, 25));
	}

	@Test
	void noMoreRequestsAtTheSameTimeThanThereMayBe() {
		this.service.hold();
		IntStream.range(0, 50).forEach((i) -> send("c" + i, "e" + i));
		assertThat(this.service.calls()).hasSize(3);
		this.service.calls().get(1).answer(HttpStatus.OK);
		assertThat(this.service.calls()).hasSize(4);
	}

	@ParameterizedTest
	@EnumSource(names = { "BAD_REQUEST", "FORBIDDEN", "CONFLICT" })
	void refusedEventDoesNotFailItsNeighbours(HttpStatus refusal) {
		this.service.answer((call) -> call.events().contains("bad") ? refusal : HttpStatus.OK);
		CompletableFuture<Void> before = send("a", "before");
		CompletableFuture<Void> bad = send("a", "bad");
		CompletableFuture<Void> after = send("a", "after");
		CompletableFuture<Void> other = send("b", "other");
		pass(INTERVAL);
		assertThat(before).isCompleted();
		assertThat(after).isCompleted();
		assertThat(other).isCompleted();
		assertThat(failure(bad)).isInstanceOf(
				(refusal == HttpStatus.BAD_REQUEST) ? InvalidRequestException.class : RequestRefusedException.class);
		assertThat(this.service.events()).containsExactly(List.of("before", "bad", "after", "other"), List.of("before"),
				List.of("bad"), List.of("after"), List.of("other"));
	}

	@Test
	void requestThatIsTooLargeIsSentInPieces() {
		this.service.answer((call) -> (call.events().size() > 1) ? HttpStatus.CONTENT_TOO_LARGE : HttpStatus.OK);
		assertThat(List.of(send("a", "one"), send("a", "two"))).noneMatch(CompletableFuture::isDone);
		pass(INTERVAL);
		assertThat(this.service.events()).hasSize(3);
		this.service.answer((call) -> HttpStatus.CONTENT_TOO_LARGE);
		CompletableFuture<Void> alone = send("a", "three");
		pass(INTERVAL);
		assertThat(failure(alone)).isInstanceOf(PayloadTooLargeException.class);
	}

	@Test
	void refusalOfTheWholeRequestIsThatOfEachEvent() {
		this.service.answer((call) -> HttpStatus.UNAUTHORIZED);
		List<CompletableFuture<Void>> results = List.of(send("a", "one"), send("b", "two"));
		pass(INTERVAL);
		assertThat(results)
			.allSatisfy((result) -> assertThat(failure(result)).isInstanceOf(RequestRefusedException.class));
		assertThat(this.service.calls()).hasSize(1);
	}

	@Test
	void eventsAfterAFailureAreSentAllTheSame() {
		this.service.answer((call) -> HttpStatus.NOT_FOUND);
		send("a", "one");
		pass(INTERVAL);
		this.service.answer((call) -> HttpStatus.OK);
		CompletableFuture<Void> next = send("a", "two");
		pass(INTERVAL);
		assertThat(next).isCompleted();
	}

	@Test
	void moreEventsThanMayWaitAreRefusedAtOnce() {
		this.service.hold();
		List<CompletableFuture<Void>> results = IntStream.range(0, 200).mapToObj((i) -> send("a", "e" + i)).toList();
		assertThat(failure(send("b", "late"))).isInstanceOf(OverloadedException.class);
		assertThat(results).noneMatch(CompletableFuture::isDone);
		this.service.calls().get(0).answer(HttpStatus.OK);
		assertThat(send("b", "later")).isNotDone();
		CompletableFuture<Void> wide = this.batcher
			.send(this.encoder
				.forBatch(TriggerRequest.of(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), "e", 1)), false)
			.then()
			.toFuture();
		assertThat(failure(wide)).isInstanceOf(OverloadedException.class);
	}

	@Test
	void moreBytesThanMayWaitAreRefusedAtOnce() {
		this.service.hold();
		send("a", "e", "x".repeat(30_000));
		assertThat(failure(send("b", "e", "x".repeat(30_000)))).isInstanceOf(OverloadedException.class);
		assertThat(send("b", "e", "x".repeat(10_000))).isNotDone();
	}

	@Test
	void eventThatNobodyWaitsForIsNotSent() {
		Disposable gone = this.batcher.send(event("a", "gone"), false).subscribe();
		CompletableFuture<Void> next = send("a", "next");
		gone.dispose();
		pass(INTERVAL);
		assertThat(this.service.events()).containsExactly(List.of("next"));
		assertThat(next).isCompleted();
	}

	@Test
	void nothingIsSentWhereNobodyWaits() {
		this.batcher.send(event("a", "gone"), false).subscribe().dispose();
		pass(INTERVAL);
		assertThat(this.service.calls()).isEmpty();
		assertThat(this.batcher.flush().toFuture()).isCompleted();
	}

	@Test
	void eventForMoreChannelsThanARequestTakesGoesAlone() {
		List<String> channels = IntStream.range(0, 30).mapToObj((i) -> "c" + i).toList();
		CompletableFuture<Void> wide = this.batcher
			.send(this.encoder.alone(TriggerRequest.of(channels, "wide", 1)), false)
			.then()
			.toFuture();
		CompletableFuture<Void> next = send("c1", "next");
		pass(INTERVAL);
		assertThat(this.service.events()).containsExactly(List.of("wide"), List.of("next"));
		assertThat(this.service.calls().get(0).path()).isEqualTo("/events");
		assertThat(wide).isCompleted();
		assertThat(next).isCompleted();
	}

	@Test
	void whatIsUrgentTakesAlongWhatWaits() {
		send("a", "waiting");
		CompletableFuture<Void> urgent = this.batcher.send(event("a", "urgent"), true).then().toFuture();
		assertThat(this.service.events()).containsExactly(List.of("waiting", "urgent"));
		assertThat(urgent).isCompleted();
	}

	@Test
	void flushSendsAtOnceAndWaitsForTheResults() {
		this.service.hold();
		CompletableFuture<Void> result = send("a", "e");
		CompletableFuture<Void> flush = this.batcher.flush().toFuture();
		assertThat(this.service.calls()).hasSize(1);
		send("b", "later");
		assertThat(flush).isNotDone();
		this.service.calls().get(0).answer(HttpStatus.BAD_REQUEST);
		assertThat(failure(result)).isInstanceOf(InvalidRequestException.class);
		assertThat(flush).isCompleted();
		assertThat(this.service.calls()).hasSize(1);
	}

	@Test
	void eventsExpireAtTheDeadlineSentOrNot() {
		this.service.hold();
		CompletableFuture<Void> sent = send("a", "sent");
		pass(INTERVAL);
		CompletableFuture<Void> waiting = send("a", "waiting");
		pass(DEADLINE.minus(INTERVAL));
		assertThat(failure(sent)).isInstanceOf(TimedOutException.class).hasMessageNotContaining("not sent");
		assertThat(waiting).isNotDone();
		pass(INTERVAL);
		assertThat(failure(waiting)).isInstanceOf(TimedOutException.class).hasMessageContaining("not sent");
		this.service.calls().get(0).answer(HttpStatus.OK);
		CompletableFuture<Void> next = send("a", "next");
		pass(INTERVAL);
		assertThat(this.service.events()).containsExactly(List.of("sent"), List.of("next"));
		this.service.calls().get(1).answer(HttpStatus.OK);
		assertThat(next).isCompleted();
	}

	@Test
	void stopSendsWhatWaits() {
		List<CompletableFuture<Void>> results = List.of(send("a", "one"), send("a", "two"));
		assertThat(this.batcher.stop(DEADLINE).block()).isZero();
		assertThat(results).allMatch(BatcherTests::isAccepted);
		assertThat(this.service.events()).containsExactly(List.of("one", "two"));
	}

	@Test
	void stopReportsWhatWasRefused() {
		this.service.answer((call) -> call.events().contains("bad") ? HttpStatus.BAD_REQUEST : HttpStatus.OK);
		List.of(send("a", "good"), send("a", "bad")).forEach((result) -> assertThat(result).isNotDone());
		assertThat(this.batcher.stop(DEADLINE).block()).isOne();
	}

	@Test
	void stopGivesUpAndReportsWhatIsLeft() {
		this.service.hold();
		List<CompletableFuture<Void>> results = IntStream.range(0, 15).mapToObj((i) -> send("a", "e" + i)).toList();
		CompletableFuture<Integer> stop = this.batcher.stop(Duration.ofSeconds(5)).toFuture();
		pass(Duration.ofSeconds(4));
		assertThat(stop).isNotDone();
		pass(Duration.ofSeconds(1));
		assertThat(stop).isCompletedWithValue(15);
		assertThat(failure(results.get(0))).isInstanceOf(UnavailableException.class).hasMessageContaining("not known");
		assertThat(failure(results.get(14))).isInstanceOf(UnavailableException.class).hasMessageContaining("not sent");
		assertThat(this.service.calls()).hasSize(1);
	}

	@Test
	void afterAStopEventsAreSentOnTheirOwnUntilTheNextStart() {
		this.batcher.stop(DEADLINE).block();
		assertThat(send("a", "one")).isCompleted();
		assertThat(send("a", "two")).isCompleted();
		assertThat(this.service.events()).containsExactly(List.of("one"), List.of("two"));
		this.batcher.start();
		assertThat(send("a", "three")).isNotDone();
	}

	@Test
	void manyRequestsThatEndAtOnceDoNotEndInOneAnother() {
		Batcher single = batcher(new RemoteSettings.Batching(5_000, INTERVAL, 1, 1, 5_000, Long.MAX_VALUE));
		List<CompletableFuture<Void>> results = new ArrayList<>();
		for (int i = 0; i < 5_000; i++) {
			results.add(single.send(event("a", "e" + i), false).then().toFuture());
		}
		assertThat(this.service.calls()).hasSize(5_000);
		assertThat(results).allMatch(BatcherTests::isAccepted);
	}

	private Batcher batcher(RemoteSettings.Batching settings) {
		WebClient webClient = WebClient.builder().exchangeFunction(this.service).build();
		return new Batcher(new RestApi(webClient, URI.create("http://service"), TestClients.CREDENTIALS,
				TestClients.settings(settings), Clock.systemUTC()), settings, DEADLINE, this.scheduler);
	}

	private CompletableFuture<Void> send(String channel, String event) {
		return send(channel, event, "");
	}

	private CompletableFuture<Void> send(String channel, String event, String data) {
		return this.batcher.send(this.encoder.forBatch(TriggerRequest.of(channel, event, data)), false)
			.then()
			.toFuture();
	}

	private Shipment event(String channel, String event) {
		return this.encoder.forBatch(TriggerRequest.of(channel, event, 1));
	}

	private void pass(Duration time) {
		this.scheduler.advanceTimeBy(time);
	}

	private static List<String> names(String prefix, int from, int to) {
		return IntStream.range(from, to).mapToObj((i) -> prefix + i).toList();
	}

	private static boolean isAccepted(CompletableFuture<?> result) {
		return result.isDone() && !result.isCompletedExceptionally();
	}

	private static Throwable failure(CompletableFuture<?> result) {
		assertThat(result).isCompletedExceptionally();
		try {
			return result.handle((value, ex) -> ex).join();
		}
		catch (CancellationException ex) {
			return ex;
		}
	}

}
