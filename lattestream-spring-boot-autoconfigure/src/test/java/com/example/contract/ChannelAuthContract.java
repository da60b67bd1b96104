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

package com.example.contract;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Channel authorisation: the endpoint, the application's rules and its own endpoints.
 */
interface ChannelAuthContract extends HubContract {

	String FORM = "application/x-www-form-urlencoded";

	String JSON = "application/json";

	/** Case 52. */
	@ParameterizedTest
	@ValueSource(strings = { FORM, FORM + ";charset=UTF-8", JSON, JSON + ";charset=UTF-8" })
	default void signsPrivateChannel(String contentType) {
		HttpResponse<String> response = ask("/lattestream/auth", contentType, "1234.1234", "private-orders-ann", "ann");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		assertThat(response.body())
			.isEqualTo("{\"auth\":\"" + Signatures.of("1234.1234", "private-orders-ann") + "\"}");
	}

	/** Case 52. */
	@ParameterizedTest
	@ValueSource(strings = { FORM, JSON })
	default void signsPresenceChannel(String contentType) {
		HttpResponse<String> response = ask("/lattestream/auth", contentType, "1.2", "presence-room-3", "ann");
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode answer = Json.parse(response.body());
		String channelData = answer.get("channel_data").stringValue();
		assertThat(Json.parse(channelData)).isEqualTo(Json.parse("{\"user_id\":\"ann\",\"user_info\":{\"room\":3}}"));
		assertThat(answer.get("auth").stringValue()).isEqualTo(Signatures.of("1.2", "presence-room-3", channelData));
		assertThat(answer.propertyNames()).containsExactlyInAnyOrder("auth", "channel_data");
	}

	/** Case 52. */
	@Test
	default void answerOpensTheChannelInBothDialects() {
		for (RawSocket socket : List.of(server().pusher(), server().latteStream())) {
			JsonNode orders = Json
				.parse(ask("/lattestream/auth", JSON, socket.socketId(), "private-orders-ann", "ann").body());
			socket.subscribe("private-orders-ann", orders.get("auth").stringValue())
				.nextInternal("subscription_succeeded");
			JsonNode desk = Json
				.parse(ask("/lattestream/auth", FORM, socket.socketId(), "presence-desk", "ann").body());
			JsonNode ack = socket
				.subscribe("presence-desk", desk.get("auth").stringValue(), desk.get("channel_data").stringValue())
				.nextInternal("subscription_succeeded");
			assertThat(Json.data(ack).get("presence").get("hash").get("ann").get("name").stringValue())
				.isEqualTo("<ann é>");
			socket.close();
		}
	}

	/** Case 52. */
	@Test
	default void javaClientIsAuthorisedAndRefused() {
		PusherClient ann = server().javaClient("ann").connected().subscribed("private-orders-ann");
		server().client().trigger("private-orders-ann", "shipped", 1).block();
		ann.nextEvent("shipped");
		PusherClient bob = server().javaClient("bob").connected();
		bob.pusher().subscribePrivate("private-orders-ann", bob);
		assertThat(bob.nextFailed()).isNotNull();
		assertThat(server().client().channel("private-orders-ann").block().occupied()).isTrue();
	}

	/** Case 52. */
	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "private-orders-ann,bob,403", "private-orders-ann,-,401", "private-unknown,ann,403",
					"private-unknown,-,401", "presence-unknown,ann,403", "presence-lobby,-,401",
					"presence-room-3,-,401" })
	default void refusesWithStatus(String channel, String user, int status) {
		for (String contentType : List.of(FORM, JSON)) {
			assertRefused(ask("/lattestream/auth", contentType, "1.2", channel, user), status);
		}
	}

	/** Case 53. */
	@ParameterizedTest
	@ValueSource(strings = { "1.2:private-foobar", "1.2\n", "\n1.2", ":1.2", "1.2:", "1", "1.", ".1", "a.b", "", " ",
			"1.2.3", "1234567890123456789012.1", "１.２", "-1.2", "1.2\u0000", "0x1.2" })
	default void neverSignsSocketIdThatIsNone(String socketId) {
		for (String contentType : List.of(FORM, JSON)) {
			for (String path : List.of("/lattestream/auth", "/my/auth", "/my/info")) {
				assertRefused(ask(path, contentType, socketId, "private-open-a", null), 400);
			}
		}
	}

	/** Case 53. */
	@ParameterizedTest
	@ValueSource(strings = { ":user::{\"id\":\"a\"}", "presence-r:{\"user_id\":\"a\"}", "private-open-a\n",
			"\nprivate-open-a", "private-open-a:", "private-open-a b", "orders", "", "private", "#server-to-user-ann",
			"PRIVATE-open-a", "private-open-ä" })
	default void neverSignsChannelNameThatIsNone(String channel) {
		for (String contentType : List.of(FORM, JSON)) {
			for (String path : List.of("/lattestream/auth", "/my/mono", "/my/info")) {
				assertRefused(ask(path, contentType, "1.2", channel, null), 400);
			}
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			application/json                  | not json
			application/json                  | []
			application/json                  | {}
			application/json                  | {"socket_id":"1.2"}
			application/json                  | {"channel_name":"private-open-a"}
			application/json                  | {"socket_id":null,"channel_name":"private-open-a"}
			application/json                  | {"socket_id":1.2.3,"channel_name":"private-open-a"}
			application/json                  | {"socket_id":"1.2","channel_name":"private-open-a"} {}
			application/json                  | ''
			application/x-www-form-urlencoded | ''
			application/x-www-form-urlencoded | socket_id=1.2
			application/x-www-form-urlencoded | socket_id&channel_name
			application/x-www-form-urlencoded | {"socket_id":"1.2","channel_name":"private-open-a"}
			text/plain                        | socket_id=1.2&channel_name=private-open-a
			""")
	default void refusesBodyThatSaysNothing(String contentType, String body) {
		assertRefused(server().post("/lattestream/auth", contentType, body), 400);
	}

	@Test
	default void refusesBodyThatIsTooLarge() {
		String padding = "x".repeat(300_000);
		HttpResponse<String> json = server().post("/lattestream/auth", JSON,
				"{\"socket_id\":\"1.2\",\"channel_name\":\"private-open-a\",\"x\":\"" + padding + "\"}");
		assertThat(json.statusCode()).isIn(400, 413);
		HttpResponse<String> form = server().post("/lattestream/auth", FORM,
				"socket_id=1.2&channel_name=private-open-a&x=" + padding);
		assertThat(form.statusCode()).isIn(400, 413);
		HttpResponse<String> deep = server().post("/lattestream/auth", JSON,
				"{\"socket_id\":\"1.2\",\"channel_name\":\"private-open-a\",\"x\":" + "[".repeat(20_000)
						+ "]".repeat(20_000) + "}");
		assertThat(deep.statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "&flag", "&flag=", "&x=1&x=2", "&&", "&%20=%20", "&socket_id=9.9" })
	default void formMayHaveOtherFields(String fields) {
		HttpResponse<String> response = server().post("/lattestream/auth", FORM,
				"socket_id=1.2&channel_name=private-open-a" + fields);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(Json.parse(response.body()).get("auth").stringValue())
			.isEqualTo(Signatures.of("1.2", "private-open-a"));
	}

	@Test
	default void formFieldWithoutNameIsNoFaultOfTheServer() {
		HttpResponse<String> response = server().post("/lattestream/auth", FORM,
				"socket_id=1.2&channel_name=private-open-a&=");
		assertThat(response.statusCode()).isEqualTo(takesFieldsWithoutName() ? 200 : 400);
	}

	@Test
	default void jsonMayHaveOtherFields() {
		HttpResponse<String> response = server().post("/lattestream/auth", JSON,
				"{\"socket_id\":\"1.2\",\"channel_name\":\"private-open-a\",\"a\":null,\"b\":{\"c\":[1]},\"channel_data\":\"x\"}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(Json.parse(response.body()).get("auth").stringValue())
			.isEqualTo(Signatures.of("1.2", "private-open-a"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense", "a/b/c", "application/", ";", "text/plain;charset=none" })
	default void contentTypeThatIsNoneIsNoFaultOfTheServer(String contentType) {
		HttpResponse<String> response = server().post("/lattestream/auth", contentType,
				"socket_id=1.2&channel_name=private-open-a");
		assertThat(response.statusCode()).isBetween(400, 499);
	}

	@Test
	default void takesPostOnly() {
		HttpResponse<String> response = server().get("/lattestream/auth?socket_id=1.2&channel_name=private-open-a");
		assertThat(response.statusCode()).isEqualTo(405);
		assertThat(response.headers().firstValue("Allow")).hasValue("POST");
		assertThat(response.body()).doesNotContain(ContractServer.KEY);
	}

	@ParameterizedTest
	@CsvSource({ "private-number-42,200", "private-number-43,403", "private-number-abc,403",
			"private-number-99999999999999999999,403", "private-number-4.2,403", "private-mono-true,200",
			"private-mono-false,403", "private-mono-perhaps,403", "private-stage-true,200", "private-stage-false,403",
			"private-null,403", "private-empty,403", "private-throws,403", "private-error,403",
			"private-failed-stage,403", "private-details-ann,200", "private-details-bob,403", "private-exchange-x,200",
			"private-block,200", "presence-lobby,200", "presence-desk,200" })
	default void rulesDecide(String channel, int status) {
		HttpResponse<String> response = ask("/lattestream/auth", FORM, "1.2", channel, "ann");
		assertThat(response.statusCode()).isEqualTo(status);
		if (status != 200) {
			assertRefused(response, status);
		}
	}

	/** The same rules by the other way. */
	@ParameterizedTest
	@CsvSource({ "private-number-42,true", "private-number-abc,false", "private-mono-true,true", "private-empty,false",
			"private-failed-stage,false", "private-details-ann,true", "private-exchange-x,true", "private-block,true",
			"presence-lobby,true", "presence-desk,true" })
	default void rulesDecideAboutStreams(String channel, boolean allowed) {
		if (allowed) {
			server().stream("channels=" + channel, "Authorization", ContractServer.basic("ann"))
				.greeted()
				.subscribed(channel);
		}
		else {
			assertThat(
					server().get("/lattestream/sse?channels=" + channel, "Authorization", ContractServer.basic("ann"))
						.statusCode())
				.isEqualTo(403);
		}
	}

	@Test
	default void ruleThatNeedsDetailsOfNobodyRefuses() {
		assertRefused(ask("/lattestream/auth", FORM, "1.2", "private-details-ann", null), 401);
	}

	@Test
	default void ruleSeesHeadersOfTheRequest() {
		String body = "socket_id=1.2&channel_name=private-header-red";
		assertThat(server().post("/lattestream/auth", FORM, body, "X-Team", "red").statusCode()).isEqualTo(200);
		assertRefused(server().post("/lattestream/auth", FORM, body, "X-Team", "blue"), 401);
		assertRefused(server().post("/lattestream/auth", FORM, body), 401);
		server().stream("channels=private-header-red", "X-Team", "red").greeted().subscribed("private-header-red");
	}

	@Test
	default void ruleSeesWhatTheClientSent() {
		String form = "socket_id=1.2&channel_name=private-request-x&extra=x";
		String json = "{\"socket_id\":\"1.2\",\"channel_name\":\"private-request-x\",\"extra\":\"x\"}";
		assertThat(server().post("/lattestream/auth", FORM, form).statusCode()).isEqualTo(200);
		assertThat(server().post("/lattestream/auth", JSON, json).statusCode()).isEqualTo(200);
		assertThat(server().post("/lattestream/auth", JSON, json, "Authorization", ContractServer.basic("ann"))
			.statusCode()).isEqualTo(200);
		assertRefused(server().post("/lattestream/auth", FORM, form + "y"), 401);
	}

	@Test
	default void memberIsWhatTheRuleReturned() {
		JsonNode lobby = Json.parse(ask("/lattestream/auth", FORM, "1.2", "presence-lobby", "bob").body());
		assertThat(lobby.get("channel_data").stringValue()).isEqualTo("{\"user_id\":\"bob\"}");
		JsonNode desk = Json.parse(ask("/lattestream/auth", FORM, "1.2", "presence-desk", "bob").body());
		assertThat(Json.parse(desk.get("channel_data").stringValue()))
			.isEqualTo(Json.parse("{\"user_id\":\"bob\",\"user_info\":{\"name\":\"<bob é>\"}}"));
	}

	@Test
	default void rulesThatBlockHoldNobodyElseUp() throws Exception {
		ContractRules rules = server().bean(ContractRules.class);
		CountDownLatch gate = rules.closeGate(16);
		RawSocket[] sockets = new RawSocket[8];
		for (int i = 0; i < sockets.length; i++) {
			sockets[i] = server().pusher();
		}
		ExecutorService executor = Executors.newCachedThreadPool();
		try {
			List<Future<HttpResponse<String>>> answers = new ArrayList<>();
			for (int i = 0; i < 16; i++) {
				answers.add(executor.submit(() -> ask("/lattestream/auth", FORM, "1.2", "private-gate-x", null)));
			}
			assertThat(rules.awaitBlocked()).isTrue();
			for (RawSocket socket : sockets) {
				socket.quiet();
			}
			assertThat(ask("/lattestream/auth", FORM, "1.2", "private-open-x", null).statusCode()).isEqualTo(200);
			gate.countDown();
			for (Future<HttpResponse<String>> answer : answers) {
				assertThat(answer.get().statusCode()).isEqualTo(200);
			}
		}
		finally {
			gate.countDown();
			executor.shutdown();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { FORM, JSON })
	default void ownEndpointDecidesAndIsSigned(String contentType) {
		HttpResponse<String> allowed = ask("/my/auth", contentType, "1.2", "private-whatever-ann", "ann");
		assertThat(allowed.statusCode()).isEqualTo(200);
		assertThat(allowed.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(allowed.body()).isEqualTo("{\"auth\":\"" + Signatures.of("1.2", "private-whatever-ann") + "\"}");
		assertRefused(ask("/my/auth", contentType, "1.2", "private-whatever-bob", "ann"), 403);
		assertRefused(ask("/my/auth", contentType, "1.2", "private-whatever-ann", null), 401);
	}

	@ParameterizedTest
	@ValueSource(strings = { FORM, JSON })
	default void ownEndpointReturnsMemberInfoOrPublisher(String contentType) {
		String fields = contentType.equals(FORM) ? "socket_id=1.2&channel_name=presence-q&nick=N"
				: "{\"socket_id\":\"1.2\",\"channel_name\":\"presence-q\",\"nick\":\"N\"}";
		JsonNode member = Json.parse(server().post("/my/member", contentType, fields).body());
		String channelData = member.get("channel_data").stringValue();
		assertThat(Json.parse(channelData))
			.isEqualTo(Json.parse("{\"user_id\":\"m-N\",\"user_info\":{\"channel\":\"presence-q\"}}"));
		assertThat(member.get("auth").stringValue()).isEqualTo(Signatures.of("1.2", "presence-q", channelData));
		JsonNode info = Json.parse(ask("/my/info", contentType, "1.2", "presence-q", "bob").body());
		assertThat(Json.parse(info.get("channel_data").stringValue()))
			.isEqualTo(Json.parse("{\"user_id\":\"bob\",\"user_info\":{\"level\":7}}"));
		assertRefused(ask("/my/info", contentType, "1.2", "presence-q", null), 401);
		assertThat(ask("/my/mono", contentType, "1.2", "private-mine-1", null).statusCode()).isEqualTo(200);
		assertRefused(ask("/my/mono", contentType, "1.2", "private-yours-1", "ann"), 403);
		assertRefused(ask("/my/mono", contentType, "1.2", "presence-q", "ann"), 403);
	}

	@Test
	default void ownEndpointThatFailsSignsNothing() {
		HttpResponse<String> response = ask("/my/failure", FORM, "1.2", "private-x", "ann");
		assertThat(response.statusCode()).isBetween(400, 599);
		assertThat(response.body()).doesNotContain("auth", ContractRules.EXCEPTION_WORDS);
	}

	@Test
	default void scriptIsServedAndNotServedAgain() {
		assertServed("/lattestream/client.js", "text/javascript;charset=UTF-8");
		assertServed("/lattestream/client.d.ts", "text/plain;charset=UTF-8");
	}

	private void assertServed(String path, String contentType) {
		HttpResponse<String> response = server().get(path);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type").orElseThrow()).isEqualToIgnoringCase(contentType);
		assertThat(response.body()).isNotEmpty();
		String etag = response.headers().firstValue("ETag").orElseThrow();
		assertThat(etag).matches("\"[^\"]+\"");
		HttpResponse<String> again = server().get(path, "If-None-Match", etag);
		assertThat(again.statusCode()).isEqualTo(304);
		assertThat(again.body()).isEmpty();
		assertThat(server().get(path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
		HttpResponse<String> head = server()
			.send(server().request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.body()).isEmpty();
	}

	private HttpResponse<String> ask(String path, String contentType, String socketId, String channel, String user) {
		String body = contentType.startsWith(FORM)
				? "socket_id=" + encode(socketId) + "&channel_name=" + encode(channel)
				: "{\"socket_id\":" + Json.quote(socketId) + ",\"channel_name\":" + Json.quote(channel) + "}";
		return (user != null) ? server().post(path, contentType, body, "Authorization", ContractServer.basic(user))
				: server().post(path, contentType, body);
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static void assertRefused(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(Json.parse(response.body()).get("error").stringValue()).isNotEmpty();
		assertThat(response.body()).doesNotContain("\"auth\"", ContractRules.EXCEPTION_WORDS, "Exception");
		assertThat(response.body()).doesNotContainPattern("[0-9a-f]{64}");
	}

}
