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

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.PusherRequestSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpApi} in Pusher's dialect.
 */
class PusherHttpApiTests {

	private static final String EVENT = "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"{}\"}";

	private final HttpApiFixture fixture = new HttpApiFixture();

	@Test
	void publishesAnEventInSeveralChannels() {
		HttpApiFixture.Client one = this.fixture.connect(Dialect.PUSHER).subscribe("a");
		HttpApiFixture.Client other = this.fixture.connect(Dialect.PUSHER).subscribe("b");
		assertOk(events("{\"name\":\"e\",\"channels\":[\"a\",\"b\",\"a\"],\"data\":\"{\\\"x\\\":1}\"}"), "{}");
		assertThat(one.frames()).containsExactly("{\"event\":\"e\",\"channel\":\"a\",\"data\":\"{\\\"x\\\":1}\"}");
		assertThat(other.frames()).containsExactly("{\"event\":\"e\",\"channel\":\"b\",\"data\":\"{\\\"x\\\":1}\"}");
	}

	@Test
	void publishesWithoutSubscribers() {
		assertOk(events(EVENT), "{}");
		assertThat(this.fixture.published()).containsExactly(Publication.ofServer("a", "e", "{}", null));
	}

	@Test
	void takesACommaForPartOfAName() {
		assertOk(events("{\"name\":\"e\",\"channel\":\"a,b\",\"data\":\"\"}"), "{}");
		assertThat(this.fixture.published()).extracting(Publication::channel).containsExactly("a,b");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			// data as sent | as Pusher's clients get it | as LatteStream's do
			"\"{\\\"a\\\":\\\"é\\\"}\" | \"{\\\"a\\\":\\\"é\\\"}\" | {\"a\":\"é\"}", "\"[1]\" | \"[1]\" | [1]",
			"\" {\\\"a\\\" : 1.0 } \" | \" {\\\"a\\\" : 1.0 } \" |  {\"a\" : 1.0 } ", "\"12\" | \"12\" | 12",
			"\"\\\"plain\\\"\" | \"\\\"plain\\\"\" | \"plain\"", "\"plain\" | \"plain\" | \"plain\"",
			"\"\" | \"\" | \"\"", "\"{\\\"a\\\":\" | \"{\\\"a\\\":\" | \"{\\\"a\\\":\"",
			"\"\\u00e9\\ud800<b>/\" | \"\\u00e9\\ud800<b>/\" | \"\\u00e9\\ud800<b>/\"",
			"{\"a\": [1, null]} | \"{\\\"a\\\": [1, null]}\" | {\"a\": [1, null]}", "true | \"true\" | true" })
	void deliversDataUnchanged(String sent, String pusher, String latteStream) {
		HttpApiFixture.Client one = this.fixture.connect(Dialect.PUSHER).subscribe("a");
		HttpApiFixture.Client other = this.fixture.connect(Dialect.LATTESTREAM).subscribe("a");
		assertOk(events("{\"name\":\"e\",\"channel\":\"a\",\"data\":" + sent + "}"), "{}");
		assertThat(one.frames()).containsExactly("{\"event\":\"e\",\"channel\":\"a\",\"data\":" + pusher + "}");
		assertThat(other.frames()).singleElement()
			.asString()
			.isEqualToIgnoringWhitespace("{\"event\":\"e\",\"channel\":\"a\",\"data\":" + latteStream + "}");
	}

	@Test
	void takesAsMuchDataAsItMay() {
		assertThat(events(event("x".repeat(10_240))).status()).isEqualTo(200);
		assertThat(events(event("é".repeat(5120))).status()).isEqualTo(200);
		assertThat(events(event("\\u00e9".repeat(5120))).status()).isEqualTo(200);
		this.fixture.published().clear();
		for (String data : List.of("x".repeat(10_241), "é".repeat(5121))) {
			ApiResponse answer = events(event(data));
			assertError(answer, 413, "10240 bytes");
		}
		assertThat(this.fixture.published()).isEmpty();
	}

	@Test
	void leavesOneConnectionOut() {
		HttpApiFixture.Client one = this.fixture.connect(Dialect.PUSHER).subscribe("a");
		HttpApiFixture.Client other = this.fixture.connect(Dialect.PUSHER).subscribe("a");
		assertOk(events("{\"name\":\"e\",\"channel\":\"a\",\"data\":\"1\",\"socket_id\":\"" + one.socketId() + "\"}"),
				"{}");
		assertThat(one.frames()).isEmpty();
		assertThat(other.frames()).hasSize(1);
		assertOk(events("{\"name\":\"e\",\"channel\":\"a\",\"data\":\"2\",\"socket_id\":\"9.9\"}"), "{}");
		assertThat(one.frames()).hasSize(1);
		assertError(events("{\"name\":\"e\",\"channel\":\"a\",\"data\":\"3\",\"socket_id\":\"abc\"}"), 400,
				"socket id");
		assertThat(other.frames()).hasSize(2);
	}

	@Test
	void answersWithTheAttributesAskedFor() {
		this.fixture.connect(Dialect.PUSHER).join("presence-a", "u1");
		this.fixture.connect(Dialect.PUSHER).join("presence-a", "u1");
		this.fixture.connect(Dialect.PUSHER).join("presence-a", "u2");
		this.fixture.connect(Dialect.PUSHER).subscribe("b");
		assertOk(
				events("{\"name\":\"e\",\"channels\":[\"presence-a\",\"b\",\"c\"],\"data\":\"{}\","
						+ "\"info\":\"user_count,subscription_count\"}"),
				"{\"channels\":{\"presence-a\":{\"user_count\":2},\"b\":{\"subscription_count\":1},"
						+ "\"c\":{\"subscription_count\":0}}}");
		assertOk(events("{\"name\":\"e\",\"channel\":\"b\",\"data\":\"{}\",\"info\":\"user_count\"}"),
				"{\"channels\":{\"b\":{}}}");
		assertError(events("{\"name\":\"e\",\"channel\":\"b\",\"data\":\"{}\",\"info\":\"secrets\"}"), 400, "info");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"channel\":\"a\",\"data\":\"\"}", "{\"name\":\"e\",\"data\":\"\"}",
			"{\"name\":\"e\",\"channel\":\"a\"}", "{\"name\":\"e\",\"channel\":\"a\",\"data\":null}",
			"{\"name\":\"\",\"channel\":\"a\",\"data\":\"\"}", "{\"name\":1,\"channel\":\"a\",\"data\":\"\"}",
			"{\"name\":\"e\",\"channel\":[\"a\"],\"data\":\"\"}", "{\"name\":\"e\",\"channels\":\"a\",\"data\":\"\"}",
			"{\"name\":\"e\",\"channels\":[],\"data\":\"\"}", "{\"name\":\"e\",\"channels\":[1],\"data\":\"\"}",
			"{\"name\":\"e\",\"channel\":\"a\",\"channels\":[\"b\"],\"data\":\"\"}",
			"{\"name\":\"e\",\"channel\":\"a b\",\"data\":\"\"}", "{\"name\":\"e\",\"channel\":\"\",\"data\":\"\"}",
			"{\"name\":\"e\",\"channel\":\"#server-to-user-\",\"data\":\"\"}",
			"{\"name\":\"e\",\"channel\":\"#all-connections\",\"data\":\"\"}",
			"{\"name\":\"e\",\"channel\":\"#all-socket-1.1\",\"data\":\"\"}",
			"{\"name\":\"e\",\"channels\":[\"a\",\"#server-to-user-u1\"],\"data\":\"\"}",
			"{\"name\":\"pusher:x\",\"channel\":\"#server-to-user-u1\",\"data\":\"\"}",
			"{\"name\":\"pusher:x\",\"channel\":\"a\",\"data\":\"\"}",
			"{\"name\":\"pusher_internal:x\",\"channel\":\"a\",\"data\":\"\"}",
			"{\"name\":\"lattestream:x\",\"channel\":\"a\",\"data\":\"\"}",
			"{\"name\":\"e\",\"event\":\"f\",\"channel\":\"a\",\"data\":\"\"}",
			"{\"name\":\"e\",\"channel\":\"a\",\"data\":\"\",\"socket_id\":\"\"}",
			"{\"name\":\"e\",\"channel\":\"a\",\"data\":\"\",\"socket_id\":1.2}",
			"{\"name\":\"e\",\"channel\":\"a\",\"data\":\"\",\"info\":[\"user_count\"]}", "", "[]", "null", "x",
			"{\"name\":\"e\",\"channel\":\"a\",\"data\":\"\"}}", "{\"name\":\"e\",\"name\":\"e\"}" })
	void refusesWhatIsNotRightAndPublishesNothing(String body) {
		assertError(events(body), 400, "");
		assertThat(this.fixture.published()).isEmpty();
	}

	@Test
	void sendsToAUser() {
		assertOk(events("{\"name\":\"e\",\"channels\":[\"#server-to-user-u 1\"],\"data\":\"{}\"}"), "{}");
		assertThat(this.fixture.published()).singleElement().satisfies((publication) -> {
			assertThat(publication.channel()).isEqualTo("#server-to-user-u 1");
			assertThat(publication.event()).isEqualTo("e");
			assertThat(publication.data()).isEqualTo("{}");
		});
	}

	@Test
	void limitsChannelsAndNames() {
		assertThat(events(channels(100)).status()).isEqualTo(200);
		assertThat(events(event("e".repeat(200), "a")).status()).isEqualTo(200);
		assertThat(events(event("e", "a".repeat(164))).status()).isEqualTo(200);
		this.fixture.published().clear();
		assertError(events(channels(101)), 400, "100 channels");
		assertError(events(event("e".repeat(201), "a")), 400, "200 characters");
		assertError(events(event("e", "a".repeat(165))), 400, "164 characters");
		assertThat(this.fixture.published()).isEmpty();
	}

	@Test
	void publishesABatchInItsOrder() {
		HttpApiFixture.Client client = this.fixture.connect(Dialect.PUSHER).subscribe("a");
		assertOk(batch(10, null), "{}");
		assertThat(client.frames()).containsExactlyElementsOf(IntStream.range(0, 10)
			.mapToObj((i) -> "{\"event\":\"e" + i + "\",\"channel\":\"a\",\"data\":\"" + i + "\"}")
			.toList());
	}

	@Test
	void publishesABatchWholeOrNotAtAll() {
		assertError(batch(11, null), 400, "1 to 10 events");
		assertError(batch(0, null), 400, "1 to 10 events");
		assertError(batch(9, "{\"name\":\"e\",\"channel\":\"a b\",\"data\":\"\"}"), 400, "Channel names");
		assertError(batch(9, "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"" + "x".repeat(10_241) + "\"}"), 413,
				"10240");
		assertError(batch(1, "\"text\""), 400, "JSON object");
		assertError(post("/batch_events", "{\"batch\":{}}"), 400, "array");
		assertError(post("/batch_events", "{}"), 400, "batch is missing");
		assertThat(this.fixture.published()).isEmpty();
	}

	@Test
	void answersABatchEventByEventIfOneAsks() {
		this.fixture.connect(Dialect.PUSHER).join("presence-a", "u1");
		assertOk(batch(2,
				"{\"name\":\"e\",\"channel\":\"presence-a\",\"data\":\"\",\"info\":\"user_count,subscription_count\"}"),
				"{\"batch\":[{},{},{\"user_count\":1}]}");
	}

	@Test
	void publishesTheBodyAsDataForOldClients() {
		HttpApiFixture.Client client = this.fixture.connect(Dialect.PUSHER).subscribe("a");
		ApiResponse answer = this.fixture.pusher("POST", "/channels/a/events", Map.of("name", "e", "socket_id", "1.2"),
				"{\"x\": 1}");
		assertThat(answer).isEqualTo(new ApiResponse(202, "application/json", "{}"));
		assertThat(client.frames()).containsExactly("{\"event\":\"e\",\"channel\":\"a\",\"data\":\"{\\\"x\\\": 1}\"}");
		assertError(this.fixture.pusher("POST", "/channels/a/events", "x"), 400, "name is missing");
	}

	@Test
	void listsChannelsThatHaveSubscriptions() {
		assertOk(get("/channels", Map.of()), "{\"channels\":{}}");
		this.fixture.connect(Dialect.PUSHER).subscribe("a").subscribe("b");
		this.fixture.connect(Dialect.PUSHER).join("presence-a", "u1");
		assertThat(get("/channels", Map.of()).body()).contains("\"a\":{}", "\"b\":{}", "\"presence-a\":{}");
		assertOk(get("/channels", Map.of("filter_by_prefix", "presence-", "info", "user_count")),
				"{\"channels\":{\"presence-a\":{\"user_count\":1}}}");
		assertThat(get("/channels", Map.of("info", "subscription_count")).body())
			.contains("\"a\":{\"subscription_count\":1}", "\"b\":{\"subscription_count\":1}", "\"presence-a\":{}");
		assertOk(get("/channels", Map.of("filter_by_prefix", "none")), "{\"channels\":{}}");
		assertError(get("/channels", Map.of("info", "user_count")), 400, "presence-");
		assertError(get("/channels", Map.of("info", "user_count", "filter_by_prefix", "presence")), 400, "presence-");
	}

	@Test
	void describesAChannel() {
		String name = "foo-bar_1234@=,.;";
		this.fixture.connect(Dialect.PUSHER).subscribe(name);
		this.fixture.connect(Dialect.PUSHER).join("presence-a", "u1");
		assertOk(get("/channels/" + name, Map.of()), "{\"occupied\":true}");
		assertOk(get("/channels/" + name, Map.of("info", "subscription_count")),
				"{\"occupied\":true,\"subscription_count\":1}");
		assertOk(get("/channels/presence-a", Map.of("info", "user_count,subscription_count")),
				"{\"occupied\":true,\"user_count\":1}");
		assertOk(get("/channels/none", Map.of()), "{\"occupied\":false}");
		assertError(get("/channels/none", Map.of("info", "user_count")), 400, "user_count");
		assertError(get("/channels/a b", Map.of()), 400, "Channel names");
	}

	@Test
	void describesTheLastEventOfACacheChannel() {
		assertOk(get("/channels/cache-a", Map.of("info", "cache")), "{\"occupied\":false}");
		for (String data : List.of("{\\\"n\\\":1}", "no json", "")) {
			events("{\"name\":\"e\",\"channels\":[\"cache-a\",\"b\"],\"data\":\"" + data + "\"}");
			assertThat(get("/channels/cache-a", Map.of("info", "cache")).body()).isIn(
					"{\"occupied\":false,\"cache\":{\"data\":\"" + data + "\",\"ttl\":1800}}",
					"{\"occupied\":false,\"cache\":{\"data\":\"" + data + "\",\"ttl\":1799}}");
		}
		assertOk(get("/channels/b", Map.of("info", "cache")), "{\"occupied\":false}");
	}

	@Test
	void takesASemicolonInAPathForWhatItIs() {
		this.fixture.connect(Dialect.PUSHER).subscribe("a;b=c");
		String signed = this.fixture.pusherTarget("GET", "/channels/a;b=c", Map.of(), "");
		String raw = signed.replace("%3B", ";").replace("%3D", "=");
		assertThat(raw).startsWith("/3/channels/a;b=c?");
		assertOk(this.fixture.pusherRaw("GET", raw, new byte[0], Map.of()), "{\"occupied\":true}");
		assertOk(get("/channels/a", Map.of()), "{\"occupied\":false}");
	}

	@Test
	void tellsUsersOfPresenceChannels() {
		this.fixture.connect(Dialect.PUSHER).join("presence-a", "u1");
		this.fixture.connect(Dialect.PUSHER).join("presence-a", "u1");
		this.fixture.connect(Dialect.PUSHER).join("presence-a", "u \\\"2");
		assertOk(get("/channels/presence-a/users", Map.of()), "{\"users\":[{\"id\":\"u1\"},{\"id\":\"u \\\"2\"}]}");
		assertOk(get("/channels/presence-none/users", Map.of()), "{\"users\":[]}");
		assertError(get("/channels/a/users", Map.of()), 400, "presence");
	}

	@ParameterizedTest
	@ValueSource(strings = { "u1", "u 1", "ü/1%+;", "1" })
	void terminatesTheConnectionsOfAUser(String userId) {
		HttpApiFixture.Client one = this.fixture.connect(Dialect.PUSHER).join("presence-a", userId);
		HttpApiFixture.Client other = this.fixture.connect(Dialect.PUSHER).join("presence-a", "other");
		assertOk(terminate(userId, "{}"), "{}");
		assertThat(one.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(other.closeCode()).isNull();
		assertOk(terminate("nobody", ""), "{}");
	}

	@Test
	void takesTheVectorOfThePusherDocumentation() {
		AppCredentials credentials = new AppCredentials("3", "278d425bdf160c739803", "7ad3773142a6692b25b8");
		this.fixture.clock()
			.advance(Duration.between(this.fixture.clock().instant(), Instant.ofEpochSecond(1_353_088_179)));
		HttpApi api = HttpApi.pusher(this.fixture.hub(), credentials,
				new InMemoryIdempotencyStore(10_000, this.fixture.clock()), Duration.ofMinutes(5),
				Duration.ofSeconds(5), this.fixture.clock());
		String target = "/3/events?auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0"
				+ "&body_md5=ec365a775a4cd0599faeb73354201b6f"
				+ "&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c";
		byte[] body = HttpApiFixture
			.bytes("{\"name\":\"foo\",\"channels\":[\"project-3\"],\"data\":\"{\\\"some\\\":\\\"data\\\"}\"}");
		ApiResponse answer = api.answer(HttpApiFixture.request("POST", target, body, Map.of()))
			.block(HttpApiFixture.TIMEOUT);
		assertOk(answer, "{}");
		assertThat(this.fixture.published())
			.containsExactly(Publication.ofServer("project-3", "foo", "{\"some\":\"data\"}", null));
	}

	@Test
	void refusesWhatIsNotSignedRight() {
		String target = this.fixture.pusherTarget("POST", "/events", Map.of(), EVENT);
		byte[] body = HttpApiFixture.bytes(EVENT);
		assertError(this.fixture.pusherRaw("POST", "/3/events", body, Map.of()), 401, "required");
		assertError(this.fixture.pusherRaw("POST", target + "&info=user_count", body, Map.of()), 401,
				"Invalid signature");
		assertError(this.fixture.pusherRaw("PUT", target, body, Map.of()), 401, "Invalid signature");
		assertError(this.fixture.pusherRaw("POST", target.replace("events", "batch_events"), body, Map.of()), 401,
				"Invalid signature");
		assertError(this.fixture.pusherRaw("POST", target, HttpApiFixture.bytes(EVENT + " "), Map.of()), 401,
				"body_md5");
		assertError(this.fixture.pusherRaw("POST", target.replace("lspk_key", "lspk_other"), body, Map.of()), 401,
				"auth_key");
		assertError(
				this.fixture.pusherRaw("POST", target.replace("auth_version=1.0", "auth_version=2.0"), body, Map.of()),
				401, "auth_version");
		assertThat(this.fixture.published()).isEmpty();
		assertThat(this.fixture.pusherRaw("POST", target, body, Map.of()).status()).isEqualTo(200);
	}

	@Test
	void doesNotKnowOtherApps() {
		String target = this.fixture.pusherTarget("POST", "/events", Map.of(), EVENT);
		assertError(this.fixture.pusherRaw("POST", "/4" + target.substring(2), HttpApiFixture.bytes(EVENT), Map.of()),
				404, "Unknown app");
		assertError(this.fixture.pusherRaw("GET", "/4/channels", new byte[0], Map.of()), 404, "Unknown app");
		assertError(this.fixture.pusherRaw("GET", "", new byte[0], Map.of()), 404, "Unknown app");
	}

	@ParameterizedTest
	@CsvSource({ "GET,/events", "POST,/channels", "GET,''", "GET,/", "GET,/channels/a/b", "POST,/auth",
			"GET,/channels/", "DELETE,/channels/a", "GET,/users/u1/terminate_connections", "POST,/events/" })
	void doesNotKnowOtherCalls(String method, String path) {
		ApiResponse answer = this.fixture.pusher(method, path, "");
		assertThat(answer.status()).isIn(400, 404);
		assertThat(this.fixture.published()).isEmpty();
	}

	@Test
	void acceptsNamesOfParametersInUpperCase() {
		String target = this.fixture.pusherTarget("GET", "/channels", Map.of("info", "subscription_count"), "");
		String upper = target.replace("info=", "INFO=").replace("auth_key", "Auth_Key");
		assertOk(this.fixture.pusherRaw("GET", upper, new byte[0], Map.of()), "{\"channels\":{}}");
	}

	@Test
	void acceptsACommaRawAndEncoded() {
		Map<String, String> query = Map.of("info", "user_count,subscription_count", "filter_by_prefix", "presence-");
		String target = this.fixture.pusherTarget("GET", "/channels", query, "");
		assertThat(target).contains("%2C");
		assertOk(this.fixture.pusherRaw("GET", target, new byte[0], Map.of()), "{\"channels\":{}}");
		assertOk(this.fixture.pusherRaw("GET", target.replace("%2C", ","), new byte[0], Map.of()), "{\"channels\":{}}");
	}

	@Test
	void refusesAParameterThatIsGivenTwice() {
		String target = this.fixture.pusherTarget("GET", "/channels", Map.of(), "");
		assertError(this.fixture.pusherRaw("GET", target + "&auth_key=lspk_key", new byte[0], Map.of()), 400, "twice");
	}

	@Test
	void takesEqualRequestsOfOneMomentForTwo() {
		assertOk(events(EVENT), "{}");
		this.fixture.clock().advance(Duration.ofMillis(4999));
		assertOk(repeat(EVENT, -4999), "{}");
		assertThat(this.fixture.published()).hasSize(2);
	}

	@Test
	void refusesASignatureThatComesAgainLater() {
		String target = this.fixture.pusherTarget("POST", "/events", Map.of(), EVENT);
		byte[] body = HttpApiFixture.bytes(EVENT);
		assertOk(this.fixture.pusherRaw("POST", target, body, Map.of()), "{}");
		for (Duration later : List.of(Duration.ofSeconds(5), Duration.ofSeconds(100), Duration.ofSeconds(495))) {
			this.fixture.clock().advance(later);
			assertError(this.fixture.pusherRaw("POST", target, body, Map.of()), 401, "used before");
		}
		this.fixture.clock().advance(Duration.ofSeconds(1));
		assertError(this.fixture.pusherRaw("POST", target, body, Map.of()), 401, "expired");
		assertThat(this.fixture.published()).hasSize(1);
	}

	@Test
	void remembersSignaturesFromAClockThatIsAhead() {
		this.fixture.clock().advance(Duration.ofSeconds(600));
		String target = this.fixture.pusherTarget("POST", "/events", Map.of(), EVENT);
		this.fixture.clock().advance(Duration.ofSeconds(-600));
		byte[] body = HttpApiFixture.bytes(EVENT);
		assertOk(this.fixture.pusherRaw("POST", target, body, Map.of()), "{}");
		this.fixture.clock().advance(Duration.ofSeconds(1200));
		assertError(this.fixture.pusherRaw("POST", target, body, Map.of()), 401, "used before");
	}

	@Test
	void takesEachSignatureOnceIfToldSo() {
		HttpApi strict = this.fixture.pusher(Duration.ZERO);
		assertOk(this.fixture.pusher(strict, "POST", "/events", Map.of(), EVENT), "{}");
		assertError(this.fixture.pusher(strict, "POST", "/events", Map.of(), EVENT), 401, "used before");
		assertThat(this.fixture.published()).hasSize(1);
	}

	@Test
	void publishesOnceUnderAnIdempotencyKey() {
		String body = "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"{}\",\"info\":\"subscription_count\"";
		ApiResponse first = events(body + ",\"idempotency_key\":\"k1\"}");
		assertOk(first, "{\"channels\":{\"a\":{\"subscription_count\":0}}}");
		this.fixture.connect(Dialect.PUSHER).subscribe("a");
		this.fixture.clock().advance(Duration.ofSeconds(299));
		assertThat(events(body + ",\"idempotency_key\":\"k1\"}")).isEqualTo(first);
		assertThat(this.fixture.published()).hasSize(1);
		assertError(events(EVENT.replace("}\"}", "}\",\"idempotency_key\":\"k1\"}")), 422, "idempotency key");
		this.fixture.clock().advance(Duration.ofSeconds(1));
		assertThat(events(body + ",\"idempotency_key\":\"k1\"}").body()).contains("\"subscription_count\":1");
		assertThat(this.fixture.published()).hasSize(2);
	}

	@Test
	void knowsAnotherRequestUnderAnIdempotencyKeyByItsParametersToo() {
		Map<String, String> key = Map.of("Idempotency-Key", "k");
		for (int i = 0; i < 2; i++) {
			String first = this.fixture.pusherTarget("POST", "/channels/a/events", Map.of("name", "e"), "x");
			assertThat(this.fixture.pusherRaw("POST", first, HttpApiFixture.bytes("x"), key).status()).isEqualTo(202);
			this.fixture.clock().advance(Duration.ofSeconds(1));
		}
		String other = this.fixture.pusherTarget("POST", "/channels/a/events", Map.of("name", "f"), "x");
		assertError(this.fixture.pusherRaw("POST", other, HttpApiFixture.bytes("x"), key), 422, "idempotency key");
		assertThat(this.fixture.published()).hasSize(1);
	}

	@Test
	void answersWithoutDetailsWhenPublishingFails() {
		this.fixture.broker().setGate(Mono.error(new IllegalStateException("redis://10.0.0.1 is down")));
		assertThat(events(EVENT)).isEqualTo(
				new ApiResponse(500, "application/json", "{\"error\":\"The request could not be carried out\"}"));
	}

	@Test
	void tellsNothingSecret() {
		Map<String, String> query = new TreeMap<>(
				new PusherRequestSigner(HttpApiFixture.CREDENTIALS, this.fixture.clock()).sign("POST", "/apps/3/events",
						Map.of(), HttpApiFixture.bytes(EVENT)));
		String right = query.put("auth_signature", "0".repeat(64));
		ApiResponse answer = this.fixture.pusherRaw("POST", "/3/events?" + HttpApiFixture.query(query),
				HttpApiFixture.bytes(EVENT), Map.of());
		assertThat(answer.status()).isEqualTo(401);
		assertThat(answer.body()).doesNotContain(HttpApiFixture.CREDENTIALS.secret(), String.valueOf(right));
		assertThat(HttpApiFixture.request("POST", "/3/events?auth_signature=s", new byte[0], Map.of())).asString()
			.isEqualTo("ApiRequest[method=POST, path=/3/events]");
	}

	private ApiResponse events(String body) {
		return post("/events", body);
	}

	private ApiResponse post(String path, String body) {
		return this.fixture.pusher("POST", path, body);
	}

	private ApiResponse get(String path, Map<String, String> query) {
		return this.fixture.pusher("GET", path, query, "");
	}

	private ApiResponse batch(int count, String last) {
		String events = IntStream.range(0, count)
			.mapToObj((i) -> "{\"name\":\"e" + i + "\",\"channel\":\"a\",\"data\":\"" + i + "\"}")
			.collect(Collectors.joining(","));
		return post("/batch_events", "{\"batch\":[" + events + ((last != null) ? "," + last : "") + "]}");
	}

	private ApiResponse terminate(String userId, String body) {
		// An id with a slash is not to be taken apart, neither here nor there
		String path = "/apps/3/users/" + userId + "/terminate_connections";
		Map<String, String> signed = new PusherRequestSigner(HttpApiFixture.CREDENTIALS, this.fixture.clock())
			.sign("POST", path, Map.of(), HttpApiFixture.bytes(body));
		String encoded = URLEncoder.encode(userId, StandardCharsets.UTF_8).replace("+", "%20");
		return this.fixture.pusherRaw("POST",
				"/3/users/" + encoded + "/terminate_connections?" + HttpApiFixture.query(signed),
				HttpApiFixture.bytes(body), Map.of());
	}

	/**
	 * Send what was signed some time ago.
	 */
	private ApiResponse repeat(String body, long millis) {
		this.fixture.clock().advance(Duration.ofMillis(millis));
		String target = this.fixture.pusherTarget("POST", "/events", Map.of(), body);
		this.fixture.clock().advance(Duration.ofMillis(-millis));
		return this.fixture.pusherRaw("POST", target, HttpApiFixture.bytes(body), Map.of());
	}

	private static String event(String data) {
		return "{\"name\":\"e\",\"channel\":\"a\",\"data\":\"" + data + "\"}";
	}

	private static String event(String name, String channel) {
		return "{\"name\":\"" + name + "\",\"channel\":\"" + channel + "\",\"data\":\"{}\"}";
	}

	private static String channels(int count) {
		String names = IntStream.range(0, count).mapToObj((i) -> "\"c" + i + "\"").collect(Collectors.joining(","));
		return "{\"name\":\"e\",\"channels\":[" + names + "],\"data\":\"{}\"}";
	}

	private static void assertOk(ApiResponse answer, String body) {
		assertThat(answer).isEqualTo(new ApiResponse(200, "application/json", body));
	}

	private static void assertError(ApiResponse answer, int status, String part) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.contentType()).isEqualTo("application/json");
		assertThat(answer.body()).startsWith("{\"error\":\"").endsWith("\"}").contains(part);
	}

}
