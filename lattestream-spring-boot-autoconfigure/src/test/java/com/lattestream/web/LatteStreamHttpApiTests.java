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

package com.lattestream.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.lattestream.UnavailableException;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.JsonText;
import com.lattestream.signature.ChannelSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpApi} in LatteStream's dialect.
 */
class LatteStreamHttpApiTests {

	private static final String EVENT = "{\"channel\":\"a\",\"event\":\"e\",\"data\":{}}";

	private final HttpApiFixture fixture = new HttpApiFixture();

	@ParameterizedTest
	@ValueSource(strings = { "\"channel\":\"a,b,c\"", "\"channels\":[\"a\",\"b\",\"c\"]" })
	void publishesAnEventInSeveralChannels(String channels) {
		assertOk(post("/events", "{" + channels + ",\"event\":\"e\",\"data\":{\"x\":1}}"),
				"{\"channels\":[\"a\",\"b\",\"c\"],\"event\":\"e\",\"triggered\":3}");
		assertThat(this.fixture.published()).containsExactlyInAnyOrder(
				Publication.ofServer("a", "e", "{\"x\":1}", null), Publication.ofServer("b", "e", "{\"x\":1}", null),
				Publication.ofServer("c", "e", "{\"x\":1}", null));
	}

	@Test
	void takesACommaInAnArrayForPartOfAName() {
		assertOk(post("/events", "{\"channels\":[\"a,b\"],\"event\":\"e\",\"data\":1}"),
				"{\"channels\":[\"a,b\"],\"event\":\"e\",\"triggered\":1}");
	}

	@Test
	void readsBothSpellingsOfFields() {
		HttpApiFixture.Client client = this.fixture.connect(Dialect.LATTESTREAM).subscribe("a");
		for (String name : List.of("event", "name")) {
			for (String socketId : List.of("socket_id", "socketId")) {
				assertThat(post("/events", "{\"channel\":\"a\",\"" + name + "\":\"e\",\"data\":1,\"" + socketId
						+ "\":\"" + client.socketId() + "\"}")
					.status()).isEqualTo(200);
			}
		}
		assertThat(client.frames()).isEmpty();
		assertThat(this.fixture.published()).hasSize(4);
		assertThat(post("/events",
				"{\"channel\":\"a\",\"event\":\"e\",\"name\":\"e\",\"data\":1,\"socket_id\":null,\"socketId\":null}")
			.status()).isEqualTo(200);
		assertThat(client.frames()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			// data as sent | as LatteStream's clients get it | as Pusher's do
			"{\"a\":\"é\"} | {\"a\":\"é\"} | \"{\\\"a\\\":\\\"é\\\"}\"",
			"\"{\\\"a\\\":\\\"é\\\"}\" | {\"a\":\"é\"} | \"{\\\"a\\\":\\\"é\\\"}\"",
			"\"plain\" | \"plain\" | \"plain\"", "\"\\\"plain\\\"\" | \"plain\" | \"\\\"plain\\\"\"",
			"null | null | \"null\"", "1.50 | 1.50 | \"1.50\"" })
	void deliversDataUnchanged(String sent, String latteStream, String pusher) {
		HttpApiFixture.Client one = this.fixture.connect(Dialect.LATTESTREAM).subscribe("a");
		HttpApiFixture.Client other = this.fixture.connect(Dialect.PUSHER).subscribe("a");
		assertThat(post("/events", "{\"channel\":\"a\",\"event\":\"e\",\"data\":" + sent + "}").status())
			.isEqualTo(200);
		assertThat(one.frames()).containsExactly("{\"event\":\"e\",\"channel\":\"a\",\"data\":" + latteStream + "}");
		assertThat(other.frames()).containsExactly("{\"event\":\"e\",\"channel\":\"a\",\"data\":" + pusher + "}");
	}

	@Test
	void takesAsMuchDataAsEachChannelMayHave() {
		String event = "{\"channels\":[\"a\",\"small-a\"],\"event\":\"e\",\"data\":\"%s\"}";
		assertThat(post("/events", event.formatted("1234567890")).status()).isEqualTo(200);
		this.fixture.published().clear();
		assertError(post("/events", event.formatted("12345678901")), 413, "10 bytes");
		String good = "{\"channel\":\"a\",\"name\":\"e\",\"data\":1}";
		String batch = "{\"batch\":[" + good + "," + event.formatted("12345678901") + "]}";
		assertError(post("/batch_events", batch), 413, "10 bytes");
		assertThat(this.fixture.published()).isEmpty();
	}

	@Test
	void takesAsMuchDataAsItMay() {
		assertThat(post("/events", event("x".repeat(32 * 1024))).status()).isEqualTo(200);
		this.fixture.published().clear();
		assertError(post("/events", event("x".repeat(32 * 1024 + 1))), 413, "32768 bytes");
		assertThat(this.fixture.published()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"channel\":\"a\",\"data\":1}", "{\"event\":\"e\",\"data\":1}",
			"{\"channel\":\"a\",\"event\":\"e\"}", "{\"channel\":\"a,,b\",\"event\":\"e\",\"data\":1}",
			"{\"channel\":\"a, b\",\"event\":\"e\",\"data\":1}", "{\"channel\":\"a,#b\",\"event\":\"e\",\"data\":1}",
			"{\"channel\":\"a\",\"event\":\"lattestream:x\",\"data\":1}",
			"{\"channel\":\"a\",\"event\":\"lattestream_internal:x\",\"data\":1}",
			"{\"channel\":\"a\",\"event\":\"pusher:x\",\"data\":1}",
			"{\"channel\":\"a\",\"event\":\"e\\u0000\",\"data\":1}",
			"{\"channel\":\"a\",\"event\":\"e\",\"data\":1,\"socket_id\":\"1.2\",\"socketId\":\"1.3\"}",
			"{\"channel\":\"a\",\"event\":\"e\",\"data\":1,\"socket_id\":\"1.2\\n\"}" })
	void refusesWhatIsNotRightAndPublishesNothing(String body) {
		assertError(post("/events", body), 400, "");
		assertThat(this.fixture.published()).isEmpty();
	}

	@Test
	void limitsChannels() {
		assertThat(post("/events", joined(100)).status()).isEqualTo(200);
		assertError(post("/events", joined(101)), 400, "100 channels");
	}

	@Test
	void publishesABatch() {
		this.fixture.connect(Dialect.LATTESTREAM).join("presence-a", "u1");
		assertOk(
				post("/batch_events",
						"{\"batch\":[{\"channel\":\"a,b\",\"name\":\"e\",\"data\":\"1\"},"
								+ "{\"channel\":\"presence-a\",\"event\":\"f\",\"data\":2,"
								+ "\"info\":\"user_count,subscription_count\"}]}"),
				"{\"batch\":[{\"channels\":[\"a\",\"b\"],\"event\":\"e\",\"triggered\":2},"
						+ "{\"channels\":[\"presence-a\"],\"event\":\"f\",\"triggered\":1,"
						+ "\"info\":{\"presence-a\":{\"subscription_count\":1,\"user_count\":1}}}]}");
		assertThat(this.fixture.published()).extracting(Publication::channel).containsExactly("a", "b", "presence-a");
	}

	@Test
	void publishesABatchWholeOrNotAtAll() {
		String good = "{\"channel\":\"a\",\"name\":\"e\",\"data\":1}";
		for (String bad : List.of("{\"channel\":\"a\",\"name\":\"pusher:e\",\"data\":1}", "1", "null",
				event("x".repeat(32 * 1024 + 1)))) {
			assertThat(post("/batch_events", "{\"batch\":[" + good + "," + bad + "]}").status()).isIn(400, 413);
		}
		String eleven = IntStream.range(0, 11).mapToObj((i) -> good).collect(Collectors.joining(","));
		assertError(post("/batch_events", "{\"batch\":[" + eleven + "]}"), 400, "1 to 10 events");
		assertThat(this.fixture.published()).isEmpty();
	}

	@Test
	void describesTheLastEventOfACacheChannel() {
		assertOk(get("/channels/cache-a?info=cache"), "{\"occupied\":false}");
		assertThat(post("/events", "{\"channel\":\"cache-a\",\"event\":\"price\",\"data\":{\"cents\":1}}").status())
			.isBetween(200, 201);
		assertThat(get("/channels/cache-a?info=cache,subscription_count").body()).matches(
				"\\{\"occupied\":false,\"subscription_count\":0,\"cache\":\\{\"event\":\"price\",\"data\":\"\\{\\\\\"cents\\\\\":1}\",\"ttl\":(1800|1799)}}");
		assertOk(get("/channels/cache-a"), "{\"occupied\":false}");
		this.fixture.connect(Dialect.LATTESTREAM).subscribe("cache-a");
		assertOk(get("/channels?info=cache"), "{\"channels\":{\"cache-a\":{\"occupied\":true}}}");
	}

	@Test
	void describesChannels() {
		this.fixture.connect(Dialect.LATTESTREAM).join("presence-a", "u1");
		this.fixture.connect(Dialect.LATTESTREAM).join("presence-a", "u1");
		this.fixture.connect(Dialect.LATTESTREAM).subscribe("b");
		assertThat(get("/channels?filter_by_prefix=&info=user_count,subscription_count").body()).contains(
				"\"presence-a\":{\"occupied\":true,\"subscription_count\":2,\"user_count\":1}",
				"\"b\":{\"occupied\":true,\"subscription_count\":1}");
		assertOk(get("/channels?filter_by_prefix=pres"), "{\"channels\":{\"presence-a\":{\"occupied\":true}}}");
		assertOk(get("/channels/presence-a?info=user_count%2CsubscriptionCount"),
				"{\"occupied\":true,\"subscription_count\":2,\"user_count\":1}");
		assertOk(get("/channels/none?info="), "{\"occupied\":false}");
		assertOk(get("/channels/none?info=user_count"), "{\"occupied\":false}");
		assertError(get("/channels/a%20b"), 400, "Channel names");
		assertError(get("/channels/" + "a".repeat(165)), 400, "164");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/channels/a;b=c", "/channels/a%3Bb%3dc" })
	void takesASemicolonInAPathForWhatItIs(String target) {
		this.fixture.connect(Dialect.LATTESTREAM).subscribe("a;b=c");
		assertOk(get(target), "{\"occupied\":true}");
	}

	@Test
	void tellsUsersOfPresenceChannels() {
		this.fixture.connect(Dialect.LATTESTREAM).join("presence-a", "u1");
		assertOk(get("/channels/presence-a/users"), "{\"users\":[{\"id\":\"u1\",\"info\":{\"n\":1}}]}");
		assertOk(get("/channels/presence-none/users"), "{\"users\":[]}");
		assertError(get("/channels/private-a/users"), 400, "presence");
	}

	@Test
	void terminatesTheConnectionsOfAUser() {
		HttpApiFixture.Client client = this.fixture.connect(Dialect.LATTESTREAM).join("presence-a", "u 1");
		assertOk(post("/users/u%201/terminate_connections", ""), "{}");
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
	}

	@Test
	void issuesTokensForPrivateChannels() {
		String socketId = "12.34";
		String auth = auth(post("/auth", "{\"socket_id\":\"12.34\",\"channel_name\":\"private-a\"}"), null);
		assertThat(auth).startsWith("lspc_");
		assertThat(signer().verify(auth, socketId, "private-a", null)).isTrue();
		assertThat(signer().verify(auth, socketId, "private-b", null)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"{\"user_id\":\"u1\", \"user_info\":{\"n\":\"é\"}} | {\"user_id\":\"u1\", \"user_info\":{\"n\":\"é\"}}",
			"\"{\\\"user_id\\\": 5}\" | {\"user_id\": 5}", "{\"userId\":\"u1\"} | {\"user_id\":\"u1\"}",
			"{\"userId\":7,\"userInfo\":[1]} | {\"user_id\":7,\"user_info\":[1]}" })
	void issuesTokensForPresenceChannels(String sent, String channelData) {
		ApiResponse answer = post("/auth",
				"{\"socketId\":\"12.34\",\"channelName\":\"presence-a\",\"channelData\":" + sent + "}");
		String auth = auth(answer, channelData);
		assertThat(signer().verify(auth, "12.34", "presence-a", channelData)).isTrue();
		assertThat(signer().verify(auth, "12.34", "presence-a", "{\"user_id\":\"other\"}")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"channel_name\":\"private-a\"}", "{\"socket_id\":\"1.2\"}",
			"{\"socket_id\":\"1.2:private-foobar\",\"channel_name\":\"private-a\"}",
			"{\"socket_id\":\"1.2\\n\",\"channel_name\":\"private-a\"}",
			"{\"socket_id\":\"1.2\",\"channel_name\":\"a\"}",
			"{\"socket_id\":\"1.2\",\"channel_name\":\"private-a\\n\"}",
			"{\"socket_id\":\"1.2\",\"channel_name\":\":user::{}\"}",
			"{\"socket_id\":\"1.2\",\"channel_name\":\"presence-a\"}",
			"{\"socket_id\":\"1.2\",\"channel_name\":\"presence-a\",\"channel_data\":{}}",
			"{\"socket_id\":\"1.2\",\"channel_name\":\"presence-a\",\"channel_data\":{\"user_id\":\"\"}}",
			"{\"socket_id\":\"1.2\",\"channel_name\":\"presence-a\",\"channel_data\":{\"user_id\":true}}",
			"{\"socket_id\":\"1.2\",\"channel_name\":\"presence-a\",\"channel_data\":{\"user_id\":[1]}}",
			"{\"socket_id\":\"1.2\",\"channel_name\":\"presence-a\",\"channel_data\":[]}",
			"{\"socket_id\":\"1.2\",\"channel_name\":\"presence-a\",\"channel_data\":\"x\"}",
			"{\"socket_id\":\"1.2\",\"channel_name\":\"private-a\",\"channel_data\":\"x\"}" })
	void issuesNothingForWhatIsNotRight(String body) {
		assertError(post("/auth", body), 400, "");
	}

	@Test
	void issuesNothingForMembersThatAreTooLarge() {
		for (String data : List.of("{\"user_id\":\"" + "x".repeat(129) + "\"}",
				"{\"user_id\":\"u\",\"user_info\":\"" + "x".repeat(1023) + "\"}")) {
			assertError(
					post("/auth",
							"{\"socket_id\":\"1.2\",\"channel_name\":\"presence-a\",\"channel_data\":" + data + "}"),
					400, "at most", "characters");
		}
	}

	@Test
	void takesTheSecretInTheHeaderOrTheBody() {
		String secret = HttpApiFixture.CREDENTIALS.secret();
		for (String authorization : List.of(secret, "Bearer " + secret, "bearer  " + secret)) {
			assertThat(send("/events", EVENT, Map.of("Authorization", authorization)).status()).isEqualTo(200);
		}
		String body = EVENT.replace("{\"channel\"", "{\"api_key\":\"" + secret + "\",\"channel\"");
		assertThat(send("/events", body, Map.of()).status()).isEqualTo(200);
		assertThat(send("/events", body, Map.of("Authorization", "Basic eDp5")).status()).isEqualTo(200);
	}

	@Test
	void refusesWhoDoesNotHaveTheSecret() {
		String secret = HttpApiFixture.CREDENTIALS.secret();
		String key = HttpApiFixture.CREDENTIALS.key();
		for (String authorization : List.of("", key, "Bearer " + key, "Basic " + secret, secret + "x", "Bearer",
				secret.substring(1))) {
			assertError(send("/events", EVENT, Map.of("Authorization", authorization)), 401, "secret");
		}
		assertError(send("/events", EVENT, Map.of()), 401, "secret");
		assertError(send("/events", "{\"api_key\":\"" + key + "\"}", Map.of()), 401, "secret");
		assertError(send("/events", "{\"api_key\":1}", Map.of()), 401, "secret");
		assertError(send("/none", "", Map.of()), 401, "secret");
		assertError(this.fixture.latteStream("GET", "/channels?api_key=" + secret, new byte[0], Map.of()), 401,
				"secret");
		assertThat(this.fixture.published()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "GET,/events", "POST,/channels", "GET,''", "GET,/", "GET,/apps/token", "POST,/channels/a/events",
			"DELETE,/channels/a", "GET,/auth" })
	void doesNotKnowOtherCalls(String method, String target) {
		assertError(this.fixture.latteStream(method, target, ""), 404, "no such call");
	}

	@Test
	void acceptsSignedRequests() {
		assertThat(this.fixture.signed("POST", "/events", EVENT, "n1").status()).isEqualTo(200);
		assertThat(this.fixture.signed("GET", "/channels/a%3Bb?info=user_count,subscription_count", "", "n2").status())
			.isEqualTo(200);
		assertThat(this.fixture.signed("POST", "/users/u%201/terminate_connections", "", "n3").status()).isEqualTo(200);
	}

	@Test
	void refusesSignaturesThatAreWrongStaleOrNotWhole() {
		Map<String, String> headers = this.fixture.signedHeaders("POST", "/events", EVENT, "n");
		assertError(send("/events", EVENT + " ", headers), 401, "Invalid signature");
		assertError(send("/events?x=y", EVENT, headers), 401, "Invalid signature");
		for (String name : List.of("X-LatteStream-Timestamp", "X-LatteStream-Nonce", "X-LatteStream-Signature")) {
			Map<String, String> fewer = new TreeMap<>(headers);
			fewer.remove(name);
			assertError(send("/events", EVENT, fewer), 401, "timestamp, nonce and signature");
		}
		for (Duration apart : List.of(Duration.ofSeconds(301), Duration.ofSeconds(-602))) {
			this.fixture.clock().advance(apart);
			assertError(send("/events", EVENT, headers), 401, "timestamp");
		}
		assertThat(this.fixture.published()).isEmpty();
	}

	@Test
	void answersARepeatedRequestAsTheFirstTime() {
		ApiResponse first = this.fixture.signed("POST", "/events", EVENT, "n");
		this.fixture.clock().advance(Duration.ofSeconds(10));
		assertThat(this.fixture.signed("POST", "/events", EVENT, "n")).isEqualTo(first);
		assertThat(this.fixture.published()).hasSize(1);
		assertThat(this.fixture.signed("POST", "/events", EVENT, "n2")).isEqualTo(first);
		assertThat(this.fixture.published()).hasSize(2);
	}

	@Test
	void refusesANonceOnAnotherRequest() {
		this.fixture.signed("POST", "/events", EVENT, "n");
		assertError(this.fixture.signed("POST", "/events", EVENT + " ", "n"), 401, "nonce");
		assertError(this.fixture.signed("POST", "/batch_events", EVENT, "n"), 401, "nonce");
		assertError(this.fixture.signed("GET", "/channels", "", "n"), 401, "nonce");
		assertThat(this.fixture.published()).hasSize(1);
	}

	@Test
	void remembersANonceAsLongAsItsSignatureIsGood() {
		this.fixture.clock().advance(Duration.ofSeconds(300));
		Map<String, String> headers = this.fixture.signedHeaders("POST", "/events", EVENT, "n");
		this.fixture.clock().advance(Duration.ofSeconds(-300));
		assertThat(send("/events", EVENT, headers).status()).isEqualTo(200);
		this.fixture.clock().advance(Duration.ofSeconds(600));
		assertThat(send("/events", EVENT, headers).status()).isEqualTo(200);
		assertThat(this.fixture.published()).hasSize(1);
		this.fixture.clock().advance(Duration.ofSeconds(1));
		assertError(send("/events", EVENT, headers), 401, "timestamp");
	}

	@Test
	void asksRepeatedQuestionsAnew() {
		assertOk(this.fixture.signed("GET", "/channels/a", "", "n"), "{\"occupied\":false}");
		this.fixture.connect(Dialect.LATTESTREAM).subscribe("a");
		assertOk(this.fixture.signed("GET", "/channels/a", "", "n"), "{\"occupied\":true}");
		assertError(this.fixture.signed("GET", "/channels/b", "", "n"), 401, "nonce");
	}

	@Test
	void saysWhenItCannotBeCarriedOutNow() {
		this.fixture.broker().setGate(Mono.error(new UnavailableException("Redis at secret.host is away")));
		ApiResponse answer = this.fixture.signed("POST", "/events", EVENT, "n");
		assertError(answer, 503, "now");
		assertThat(answer.body()).doesNotContain("secret.host");
		this.fixture.broker().setGate(Mono.empty());
		assertThat(this.fixture.signed("POST", "/events", EVENT, "n").status()).isEqualTo(200);
	}

	@Test
	void triesAgainWhatFailedTheFirstTime() {
		this.fixture.broker().setGate(Mono.error(new IllegalStateException("down")));
		assertError(this.fixture.signed("POST", "/events", EVENT, "n"), 500, "could not");
		assertError(this.fixture.signed("POST", "/events", "{}", "n2"), 400, "missing");
		this.fixture.broker().setGate(Mono.empty());
		assertThat(this.fixture.signed("POST", "/events", EVENT, "n").status()).isEqualTo(200);
		assertThat(this.fixture.signed("POST", "/events", EVENT, "n2").status()).isEqualTo(200);
	}

	@Test
	void publishesOnceUnderAnIdempotencyKey() {
		Map<String, String> key = Map.of("Authorization", HttpApiFixture.CREDENTIALS.secret(), "idempotency-key", "k");
		ApiResponse first = send("/events", EVENT, key);
		this.fixture.clock().advance(Duration.ofSeconds(299));
		assertThat(send("/events", EVENT, key)).isEqualTo(first);
		assertThat(this.fixture.published()).hasSize(1);
		assertError(send("/events", EVENT + " ", key), 422, "idempotency key");
		assertError(send("/batch_events", "{\"batch\":[" + EVENT + "]}", key), 422, "idempotency key");
		this.fixture.clock().advance(Duration.ofSeconds(1));
		assertThat(send("/events", EVENT, key)).isEqualTo(first);
		assertThat(this.fixture.published()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "idempotency_key", "idempotencyKey" })
	void takesAnIdempotencyKeyInAField(String field) {
		String batch = "{\"batch\":[" + EVENT + "],\"" + field + "\":\"k\"}";
		assertThat(post("/batch_events", batch)).isEqualTo(post("/batch_events", batch));
		assertThat(this.fixture.published()).hasSize(1);
	}

	@Test
	void refusesIdempotencyKeysThatAreNotRight() {
		for (String value : List.of("\"\"", "\"" + "k".repeat(256) + "\"", "1", "{}")) {
			assertError(post("/events", EVENT.replace("}}", "},\"idempotency_key\":" + value + "}")), 400,
					"dempotency");
		}
		assertError(
				send("/events", EVENT.replace("}}", "},\"idempotency_key\":\"k\"}"),
						Map.of("Authorization", HttpApiFixture.CREDENTIALS.secret(), "Idempotency-Key", "other")),
				400, "differ");
		assertThat(this.fixture.published()).isEmpty();
	}

	@Test
	void forgetsAnIdempotencyKeyWhoseRequestWasRefused() {
		Map<String, String> key = Map.of("Authorization", HttpApiFixture.CREDENTIALS.secret(), "Idempotency-Key", "k");
		assertError(send("/events", "{}", key), 400, "missing");
		assertThat(send("/events", EVENT, key).status()).isEqualTo(200);
	}

	@Test
	void letsEqualRequestsWaitForTheFirst() {
		Sinks.Empty<Void> gate = Sinks.empty();
		this.fixture.broker().setGate(gate.asMono());
		List<ApiResponse> answers = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			this.fixture.latteStreamLater("/events", EVENT, Map.of("Idempotency-Key", "k")).subscribe(answers::add);
		}
		assertThat(answers).isEmpty();
		gate.tryEmitEmpty();
		assertThat(answers).hasSize(3).allMatch((answer) -> answer.status() == 200);
		assertThat(this.fixture.published()).hasSize(1);
	}

	@Test
	void combinesNonceAndIdempotencyKey() {
		for (String nonce : List.of("n1", "n2")) {
			Map<String, String> headers = this.fixture.signedHeaders("POST", "/events", EVENT, nonce);
			headers.put("Idempotency-Key", "k");
			assertThat(send("/events", EVENT, headers).status()).isEqualTo(200);
		}
		assertThat(this.fixture.published()).hasSize(1);
		String other = EVENT + " ";
		Map<String, String> headers = this.fixture.signedHeaders("POST", "/events", other, "n3");
		headers.put("Idempotency-Key", "k");
		assertError(send("/events", other, headers), 422, "idempotency key");
	}

	@Test
	void tellsWhatABodyMayHave() {
		HttpApi api = HttpApi.latteStream(this.fixture.hub(), HttpApiFixture.CREDENTIALS,
				(key, fingerprint, lifetime, operation) -> operation, Duration.ZERO, this.fixture.clock());
		assertError(api.bodyTooLarge(1000), 413, "1000 bytes");
	}

	private ApiResponse post(String target, String body) {
		return this.fixture.latteStream("POST", target, body);
	}

	private ApiResponse get(String target) {
		return this.fixture.latteStream("GET", target, "");
	}

	private ApiResponse send(String target, String body, Map<String, String> headers) {
		return this.fixture.latteStream("POST", target, HttpApiFixture.bytes(body), headers);
	}

	private ChannelSigner signer() {
		return new ChannelSigner(HttpApiFixture.CREDENTIALS, this.fixture.clock());
	}

	private static String auth(ApiResponse answer, String channelData) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		JsonText json = new JsonText(4);
		Map<String, String> fields = json.object(answer.body());
		assertThat(json.string(fields.get("channel_data"))).isEqualTo(channelData);
		return json.string(fields.get("auth"));
	}

	private static String event(String data) {
		return "{\"channel\":\"a\",\"event\":\"e\",\"data\":\"" + data + "\"}";
	}

	private static String joined(int count) {
		String names = IntStream.range(0, count).mapToObj((i) -> "c" + i).collect(Collectors.joining(","));
		return "{\"event\":\"e\",\"channel\":\"" + names + "\",\"data\":\"{}\"}";
	}

	private static void assertOk(ApiResponse answer, String body) {
		assertThat(answer).isEqualTo(new ApiResponse(200, "application/json", body));
	}

	private static void assertError(ApiResponse answer, int status, String... parts) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.contentType()).isEqualTo("application/json");
		assertThat(answer.body()).startsWith("{\"error\":\"").endsWith("\"}").containsAnyOf(parts);
	}

}
