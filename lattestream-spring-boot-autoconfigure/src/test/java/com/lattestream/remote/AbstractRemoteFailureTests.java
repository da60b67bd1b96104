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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.lattestream.InvalidRequestException;
import com.lattestream.LatteStreamException;
import com.lattestream.NotFoundException;
import com.lattestream.OverloadedException;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.RateLimitedException;
import com.lattestream.RequestRefusedException;
import com.lattestream.TimedOutException;
import com.lattestream.UnavailableException;
import com.lattestream.remote.ScriptedServer.Answer;
import com.lattestream.remote.ScriptedServer.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.client.reactive.ClientHttpConnector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what {@link RemoteLatteStreamClient} does when things go wrong; the same with
 * every HTTP client.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(OutputCaptureExtension.class)
abstract class AbstractRemoteFailureTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Answer OK = Answer.ok("{\"occupied\":true}");

	private final ScriptedServer server = new ScriptedServer().otherwise(OK);

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	/**
	 * Return the HTTP client under test.
	 * @return a connector with 20 connections at most
	 */
	abstract ClientHttpConnector connector();

	@Test
	void requestsAreNotRepeatedWhenAllIsWell() {
		block(client().trigger("a", "e", 1));
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void lengthsOfBodiesAreKnown() {
		RemoteLatteStreamClient client = client();
		block(client.trigger("a", "e", 1));
		block(client.channel("a"));
		block(client.terminateConnections("u1"));
		assertThat(this.server.requests()).hasSize(3)
			.allSatisfy((request) -> assertThat(request.headers()).doesNotContainKey("transfer-encoding"));
	}

	@Test
	void refusedConnectionsAreTriedAgainAndReported() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		RemoteLatteStreamClient client = TestClients.create(URI.create("http://localhost:" + port), connector(),
				TestClients.settings());
		expect(UnavailableException.class, client.trigger("a", "e", 1));
	}

	@Test
	void resetBeforeTheAnswerIsTriedAgainWithTheSameNonce() {
		this.server.then(Answer.reset(), Answer.reset());
		block(client().trigger("a", "e", 1));
		assertThat(this.server.requests()).hasSize(3);
		assertThat(this.server.requests()).extracting(Request::nonce)
			.containsOnly(this.server.requests().get(0).nonce());
		assertThat(this.server.requests()).extracting(Request::body).containsOnly(this.server.requests().get(0).body());
	}

	@Test
	void resetOfAConnectionThatWasGoodIsTriedAgain() {
		RemoteLatteStreamClient client = client();
		this.server.then(OK, Answer.reset());
		block(client.trigger("a", "e", 1));
		block(client.trigger("a", "e", 2));
		assertThat(this.server.requests()).hasSize(3);
	}

	@Test
	void givesUpAfterAsManyRetriesAsThereMayBe() {
		this.server.otherwise(Answer.reset());
		expect(UnavailableException.class, client().trigger("a", "e", 1));
		assertThat(this.server.requests()).hasSize(4);
	}

	@Test
	void resetInTheMidstOfAnAnswerIsTriedAgain() {
		this.server.then(Answer.cutShort(200, "{\"occupied\":true,\"subscription_count\":4}"));
		assertThat(block(client().channel("a")).occupied()).isTrue();
		assertThat(this.server.requests()).hasSize(2);
		assertThat(this.server.requests()).extracting(Request::nonce)
			.containsOnly(this.server.requests().get(0).nonce());
	}

	@Test
	void triggerIsAcceptedOnceTheStatusSaysSo() {
		this.server.then(Answer.cutShort(200, "{\"channels\":[\"a\"],\"event\":\"e\"}"));
		block(client().trigger("a", "e", 1));
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void triggerDoesNotWaitForTheRestOfTheAnswerForLong() {
		this.server.then(Answer.hangInBody(200, "{\"channels\":[\"a\"],\"event\":\"e\"}"));
		block(client().trigger("a", "e", 1));
		block(client().trigger("a", "e", 1));
		assertThat(this.server.requests()).hasSize(2);
	}

	@Test
	void slowBodyTimesOutAndIsTriedAgain() {
		this.server.then(Answer.hangInBody(200, "{\"occupied\":true}"));
		assertThat(block(impatientClient().channel("a")).occupied()).isTrue();
		// The client may lose its patience with an answer that is on its way, too
		assertThat(this.server.requests()).hasSizeBetween(2, 4);
	}

	@Test
	void silenceTimesOut() {
		this.server.otherwise(Answer.hang());
		expect(TimedOutException.class, impatientClient().trigger("a", "e", 1));
		assertThat(this.server.requests()).hasSize(4);
	}

	@Test
	void deadlineEndsItAll() {
		this.server.otherwise(Answer.hang());
		RemoteLatteStreamClient client = client(
				TestClients.withTimeouts(TestClients.settings(), Duration.ofSeconds(10), Duration.ofMillis(300)));
		assertThat(expect(TimedOutException.class, client.trigger("a", "e", 1))).hasMessageContaining("within PT0.3S");
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void whatIsNoHttpIsReported() {
		this.server.otherwise(Answer.garbage());
		expect(UnavailableException.class, client().trigger("a", "e", 1));
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 502, 503, 504 })
	void failureOfTheServiceIsTriedAgain(int status) {
		this.server.then(Answer.status(status, "oops"));
		block(client().trigger("a", "e", 1));
		assertThat(this.server.requests()).hasSize(2);
		assertThat(this.server.requests()).extracting(Request::nonce)
			.containsOnly(this.server.requests().get(0).nonce());
	}

	@Test
	void failureOfTheServiceThatLastsIsReported() {
		this.server.otherwise(Answer.status(503, "{\"error\":\"maintenance\"}"));
		assertThat(expect(UnavailableException.class, client().trigger("a", "e", 1))).hasMessageContaining("503")
			.hasMessageContaining("maintenance");
		assertThat(this.server.requests()).hasSize(4);
	}

	@Test
	void rateLimitIsWaitedFor() {
		this.server.then(Answer.status(429, "{}", "Retry-After: 1"));
		long start = System.nanoTime();
		block(client().trigger("a", "e", 1));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		assertThat(this.server.requests()).hasSize(2);
	}

	@Test
	void rateLimitThatEndsAtATimeIsWaitedFor() {
		String end = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2));
		this.server.then(Answer.status(429, "{}", "Retry-After: " + end));
		long start = System.nanoTime();
		block(client().trigger("a", "e", 1));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));
		assertThat(this.server.requests()).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource({ "3600,3600", "99999999999999,86400" })
	void rateLimitBeyondTheDeadlineIsReportedAtOnceWithTheWait(String header, long seconds) {
		this.server.then(Answer.status(429, "{}", "Retry-After: " + header));
		RateLimitedException ex = expect(RateLimitedException.class, client().trigger("a", "e", 1));
		assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(seconds));
		assertThat(this.server.requests()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "soon", "-1", "" })
	void rateLimitWithoutAWaitIsTriedAgain(String header) {
		this.server.otherwise(Answer.status(429, "{}", "Retry-After: " + header));
		RateLimitedException ex = expect(RateLimitedException.class, client().trigger("a", "e", 1));
		assertThat(ex.getRetryAfter()).isNull();
		assertThat(this.server.requests()).hasSize(4);
	}

	@ParameterizedTest
	@CsvSource({ "400,InvalidRequest", "422,InvalidRequest", "401,RequestRefused", "403,RequestRefused", "404,NotFound",
			"413,PayloadTooLarge", "302,Unavailable", "418,RequestRefused" })
	void refusalsAreReportedAndNotTriedAgain(int status, String kind) {
		this.server.otherwise(Answer.status(status, "{\"error\":\"because\"}", "Location: /elsewhere"));
		LatteStreamException ex = expect(LatteStreamException.class, client().trigger("a", "e", 1));
		assertThat(ex.getClass().getSimpleName()).isEqualTo(kind + "Exception");
		assertThat(ex).hasMessageContaining("because").hasMessageContaining("POST /events");
		assertThat(ex instanceof RequestRefusedException refusal && refusal.isAboutCredentials())
			.isEqualTo(status == 401);
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void refusalsOfQueriesAreReported() {
		this.server.then(Answer.status(404, ""), Answer.status(413, ""), Answer.status(400, ""));
		RemoteLatteStreamClient client = client();
		expect(NotFoundException.class, client.channel("a"));
		expect(PayloadTooLargeException.class, client.authorizeChannel("1.2", "private-a", null));
		expect(InvalidRequestException.class, client.users("presence-a").collectList());
	}

	@Test
	void reasonsAreShortOneLineAndWithoutTheSecret(CapturedOutput output) {
		this.server.then(Answer.status(403, "lsk_very_secret\n is\r\n not" + "x".repeat(500)),
				Answer.status(403, "{\"message\":\"lsk_very_secret is wrong\"}"));
		RemoteLatteStreamClient client = client();
		assertThat(expect(RequestRefusedException.class, client.trigger("a", "e", 1)).getMessage()).hasSizeLessThan(300)
			.doesNotContain("very_secret", "\n")
			.contains("****** is", "not");
		assertThat(expect(RequestRefusedException.class, client.trigger("a", "e", 1)))
			.hasMessageEndingWith(": ****** is wrong");
		assertThat(output).doesNotContain("very_secret");
	}

	@Test
	void noMoreRequestsAtTheSameTimeThanThereMayBe() {
		this.server.otherwise(Answer.hang());
		RemoteLatteStreamClient client = client(TestClients.withConnections(TestClients.settings(),
				new RemoteSettings.Connections(3, 2, Duration.ofSeconds(10))));
		List<Disposable> calls = IntStream.range(0, 5)
			.mapToObj((i) -> client.trigger("a", "e", 1).subscribe())
			.toList();
		await().untilAsserted(() -> assertThat(this.server.requests()).hasSize(3));
		expect(OverloadedException.class, client.trigger("a", "e", 1));
		calls.get(0).dispose();
		await().untilAsserted(() -> assertThat(this.server.requests()).hasSize(4));
		calls.get(1).dispose();
		await().untilAsserted(() -> assertThat(this.server.requests()).hasSize(5));
		this.server.otherwise(OK);
		calls.get(2).dispose();
		block(client.trigger("a", "e", 1));
		calls.forEach(Disposable::dispose);
	}

	@Test
	void waitingForAConnectionHasAnEnd() {
		this.server.otherwise(Answer.hang());
		RemoteLatteStreamClient client = client(TestClients.withConnections(TestClients.settings(),
				new RemoteSettings.Connections(1, 2, Duration.ofMillis(200))));
		Disposable call = client.trigger("a", "e", 1).subscribe();
		await().untilAsserted(() -> assertThat(this.server.requests()).hasSize(1));
		expect(OverloadedException.class, client.trigger("a", "e", 1));
		this.server.otherwise(OK);
		call.dispose();
		block(client.trigger("a", "e", 1));
	}

	@Test
	void connectionsAreUsedAgain() {
		RemoteLatteStreamClient client = client();
		block(Flux.range(0, 50).concatMap((i) -> client.trigger("a", "e", i)).then(Mono.just(true)));
		assertThat(this.server.requests()).hasSize(50);
		assertThat(this.server.connections()).isLessThanOrEqualTo(2);
	}

	@Test
	void manyAtTheSameTimeShareTheConnections() {
		RemoteLatteStreamClient client = client();
		block(Flux.range(0, 500).flatMap((i) -> client.trigger("a", "e", i), 500).then(Mono.just(true)));
		assertThat(this.server.requests()).hasSize(500);
		assertThat(this.server.connections()).isBetween(1, 20);
	}

	@Test
	void requestsThatAreGivenUpLeaveNoErrorsInTheLog(CapturedOutput output) {
		this.server.otherwise(Answer.hang());
		expect(TimedOutException.class, impatientClient().trigger("a", "e", 1));
		this.server.close();
		assertThat(output).doesNotContain("onErrorDropped");
	}

	private RemoteLatteStreamClient client() {
		return client(TestClients.settings());
	}

	private RemoteLatteStreamClient impatientClient() {
		return client(TestClients.withTimeouts(TestClients.settings(), Duration.ofMillis(300), Duration.ofSeconds(20)));
	}

	private RemoteLatteStreamClient client(RemoteSettings settings) {
		return TestClients.create(this.server.uri(), connector(), settings);
	}

	private static <E extends Throwable> E expect(Class<E> type, Mono<?> call) {
		Throwable[] failure = new Throwable[1];
		StepVerifier.create(call).expectErrorSatisfies((ex) -> failure[0] = ex).verify(TIMEOUT);
		assertThat(failure[0]).isInstanceOf(type);
		assertThat(failure[0]).hasMessageNotContaining("very_secret");
		return type.cast(failure[0]);
	}

	private static <T> T block(Mono<T> mono) {
		T result = mono.block(TIMEOUT);
		assertThat(result).isNotNull();
		return result;
	}

}
