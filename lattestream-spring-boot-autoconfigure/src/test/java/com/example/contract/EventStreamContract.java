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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import com.lattestream.InvalidRequestException;
import com.lattestream.TriggerResult;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Server-sent events.
 */
interface EventStreamContract extends HubContract {

	@Test
	default void headersKeepProxiesFromHoldingEventsBack() {
		HttpResponse<?> response = server().stream("channels=a").greeted().response();
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().allValues("Content-Type")).hasSize(1)
			.allMatch((type) -> type.matches("text/event-stream(;\\s*charset=(?i)utf-8)?"));
		assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-cache, no-transform");
		assertThat(response.headers().allValues("X-Accel-Buffering")).containsExactly("no");
		assertThat(response.headers().map()).doesNotContainKeys("content-length", "content-encoding");
	}

	@Test
	default void greetingComesAtOnce() {
		EventStream stream = server().stream("channels=a");
		EventStream.Message greeting = stream.next();
		assertThat(greeting.lines()).hasSize(3);
		assertThat(greeting.lines().get(0)).startsWith("id: ");
		assertThat(greeting.lines().get(1)).isEqualTo("event: lattestream:connection_established");
		assertThat(greeting.lines().get(2)).startsWith("data: {");
		assertThat(greeting.frame().get("event").stringValue()).isEqualTo("lattestream:connection_established");
		assertThat(greeting.data().get("socket_id").stringValue()).matches("\\d+\\.\\d+");
		assertThat(stream.nextRetry()).matches("retry: [1-9][0-9]{2,4}\n\n");
		stream.subscribed("a");
	}

	/**
	 * The head of the response comes after the subscriptions. Those of nodes that share a
	 * Redis take time, which the acknowledgement waits for and the head does not.
	 */
	@Test
	default void whatIsPublishedOnceTheHeadIsSeenArrives() {
		boolean alone = reached(1) != null;
		for (int i = 0; i < 20; i++) {
			EventStream stream = server().stream("channels=a" + i);
			if (!alone) {
				stream.greeted().subscribed("a" + i);
			}
			TriggerResult result = server().client().trigger("a" + i, "news", i).block();
			assertThat(result.connections()).isEqualTo(reached(1));
			if (alone) {
				stream.greeted().subscribed("a" + i);
			}
			assertThat(stream.next("news").data().intValue()).isEqualTo(i);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			channels=a,b,c                        | a b c
			channel=a&channel=b                   | a b
			channels=a&channels=b,c               | a b c
			channel=x,y&channels=a                | x,y a
			channels=a,a,,a                       | a
			channels=foo-bar_1234@=.;             | foo-bar_1234@=.;
			channels=a%3Bb%3Dc%40d                | a;b=c@d
			channel=a%2Cb                         | a,b
			channels=a%2Cb                        | a b
			""")
	default void carriesSeveralChannels(String query, String channels) {
		EventStream stream = server().stream(query).greeted();
		for (String channel : channels.split(" ")) {
			stream.subscribed(channel);
		}
		for (String channel : channels.split(" ")) {
			assertThat(server().client().trigger(channel, "news", Map.of("of", channel)).block().connections())
				.isEqualTo(reached(1));
			EventStream.Message message = stream.next("news");
			assertThat(message.frame()).isEqualTo(Json
				.parse("{\"event\":\"news\",\"channel\":\"" + channel + "\",\"data\":{\"of\":\"" + channel + "\"}}"));
		}
		Awaitility.await().until(() -> server().client().channels("").count().block() == channels.split(" ").length);
	}

	@Test
	default void everyMessageHasAnIdOfItsOwn() {
		EventStream first = server().stream("channels=a,b").greeted().subscribed("a").subscribed("b");
		EventStream second = server().stream("channels=a").greeted().subscribed("a");
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 50; i++) {
			server().client().trigger(List.of("a", "b"), "news", i).block();
			for (EventStream.Message message : List.of(first.next("news"), first.next("news"), second.next("news"))) {
				assertThat(message.lines()).hasSize(3);
				assertThat(message.data().intValue()).isEqualTo(i);
				assertThat(message.id()).matches("[\\x21-\\x7e]+");
				ids.add(message.id());
			}
		}
		assertThat(ids).hasSize(150);
	}

	@Test
	default void heartbeatsAreComments() {
		EventStream stream = impatientServer().stream("channels=a").greeted().subscribed("a");
		for (int i = 0; i < 3; i++) {
			assertThat(stream.nextComment()).isEqualTo(":\n\n");
		}
		impatientServer().client().trigger("a", "news", 1).block();
		stream.next("news");
		assertThat(stream.nextComment()).isEqualTo(":\n\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			/lattestream/sse?channels=a                                             | -   | 401 | -
			/lattestream/sse?channels=a&api_key=                                    | -   | 401 | -
			/lattestream/sse?channels=a&api_key=lspk_other                          | -   | 401 | -
			/lattestream/sse?channels=a&api_key=lspk_other                          | ann | 401 | -
			/lattestream/sse?channels=a&api_key=lsk_contract-secret                 | -   | 401 | -
			/lattestream/sse?api_key=lspk_contract                                  | -   | 400 | -
			/lattestream/sse?api_key=lspk_contract&channels=                        | -   | 400 | -
			/lattestream/sse?api_key=lspk_contract&channels=,,                      | -   | 400 | -
			/lattestream/sse?api_key=lspk_contract&channel=                         | -   | 400 | ''
			/lattestream/sse?api_key=lspk_contract&channels=a,b%20c                 | -   | 400 | b c
			/lattestream/sse?api_key=lspk_contract&channels=%C3%A4                  | -   | 400 | ä
			/lattestream/sse?api_key=lspk_contract&channels=a%22b                   | -   | 400 | a"b
			/lattestream/sse?api_key=lspk_contract&channels=%23server-to-user-ann   | ann | 400 | #server-to-user-ann
			/lattestream/sse?api_key=lspk_contract&channels=private-orders-ann      | -   | 401 | private-orders-ann
			/lattestream/sse?api_key=lspk_contract&channels=a,private-orders-ann    | bob | 403 | private-orders-ann
			/lattestream/sse?api_key=lspk_contract&channels=private-unknown         | ann | 403 | private-unknown
			/lattestream/sse?api_key=lspk_contract&channels=presence-unknown        | ann | 403 | presence-unknown
			/lattestream/sse?api_key=lspk_contract&channels=private-throws          | ann | 403 | private-throws
			/lattestream/sse?api_key=lspk_contract&channels=private-error           | ann | 403 | private-error
			/lattestream/sse?api_key=lspk_contract&channels=presence-lobby          | -   | 401 | presence-lobby
			""")
	default void refusesBeforeTheStreamStarts(String path, String user, int status, String channel) {
		HttpResponse<String> response = (user != null) ? server().get(path, "Authorization", ContractServer.basic(user))
				: server().get(path);
		assertProblem(response, status, channel);
		assertThat(server().client().channels("").collectList().block()).isEmpty();
	}

	@Test
	default void refusesChannelNamesThatAreTooManyOrTooLong() {
		StringBuilder query = new StringBuilder("/lattestream/sse?api_key=" + ContractServer.KEY);
		for (int i = 0; i < 101; i++) {
			query.append("&channel=c").append(i);
		}
		assertProblem(server().get(query.toString()), 400, null);
		String name = "x".repeat(165);
		assertProblem(server().get("/lattestream/sse?api_key=" + ContractServer.KEY + "&channels=" + name), 400, name);
	}

	@Test
	default void refusesOtherMethods() {
		HttpResponse<String> response = server().post("/lattestream/sse?channels=a&api_key=" + ContractServer.KEY,
				"text/plain", "");
		// 403 is Spring Security's answer to a POST without CSRF token
		assertThat(response.statusCode()).isIn(403, 405);
	}

	@Test
	default void wrongPasswordIsRefusedBeforeTheHubIsAsked() {
		HttpResponse<String> response = server().get("/lattestream/sse?channels=a&api_key=" + ContractServer.KEY,
				"Authorization", "Basic YW5uOndyb25n");
		assertThat(response.statusCode()).isEqualTo(401);
	}

	@Test
	default void loginOpensPrivateChannel() {
		EventStream stream = server()
			.stream("channels=private-orders-ann,a", "Authorization", ContractServer.basic("ann"))
			.greeted()
			.subscribed("private-orders-ann")
			.subscribed("a");
		server().client().trigger("private-orders-ann", "shipped", 1).block();
		stream.next("shipped");
	}

	/** The session of the application is enough: browsers need no key then. */
	@Test
	default void loginIsEnoughWithoutKey() {
		HttpResponse<String> response = server().get("/lattestream/sse?channels=private-unknown", "Authorization",
				ContractServer.basic("ann"));
		assertProblem(response, 403, "private-unknown");
	}

	@Test
	default void memberOnStreamIsSeenByOthersUntilItsClientGoes() {
		RawSocket pusher = server().pusher();
		RawSocket latteStream = server().latteStream();
		pusher.joined("presence-room-5", "{\"user_id\":\"p\"}");
		latteStream.joined("presence-room-5", "{\"user_id\":\"l\"}");
		pusher.nextInternal("member_added");
		EventStream stream = server().stream("channels=presence-room-5", "Authorization", ContractServer.basic("ann"))
			.greeted();
		JsonNode presence = stream.next("lattestream_internal:subscription_succeeded").data().get("presence");
		assertThat(presence.get("count").intValue()).isEqualTo(3);
		assertThat(presence.get("me")).isEqualTo(Json.parse("{\"id\":\"ann\",\"info\":{\"room\":5}}"));
		assertThat(Json.data(pusher.nextInternal("member_added")))
			.isEqualTo(Json.parse("{\"user_id\":\"ann\",\"user_info\":{\"room\":5}}"));
		assertThat(latteStream.nextInternal("member_added").get("data").get("id").stringValue()).isEqualTo("ann");
		latteStream.trigger("client-wave", "presence-room-5", "{\"hello\":1}");
		EventStream.Message wave = stream.next("client-wave");
		assertThat(wave.data()).isEqualTo(Json.parse("{\"hello\":1}"));
		assertThat(wave.frame().get("user_id").stringValue()).isEqualTo("l");
		pusher.next("client-wave");
		latteStream.close();
		assertThat(stream.next("lattestream_internal:member_removed").data().get("id").stringValue()).isEqualTo("l");
		pusher.nextInternal("member_removed");
		stream.close();
		assertThat(Json.data(pusher.nextInternal("member_removed")).get("user_id").stringValue()).isEqualTo("ann");
	}

	@Test
	default void nothingIsLeftWhenTheClientGoes() {
		TcpSocket[] sockets = new TcpSocket[10];
		for (int i = 0; i < sockets.length; i++) {
			sockets[i] = server().tcp();
			String head = sockets[i].get("/lattestream/sse?channels=a,b,private-open-x&api_key=" + ContractServer.KEY);
			assertThat(head).startsWith("HTTP/1.1 200 ");
		}
		Awaitility.await().until(() -> server().client().channels("").count().block() == 3);
		assertThat(server().hub().connectionCount()).isEqualTo(sockets.length);
		for (int i = 0; i < sockets.length; i++) {
			if (i % 2 == 0) {
				sockets[i].reset();
			}
			else {
				closeQuietly(sockets[i]);
			}
		}
		server().awaitNothingLeft();
	}

	@Test
	default void nothingIsLeftOfClientThatGoesWhileItsRuleIsAsked() throws InterruptedException {
		ContractRules rules = server().bean(ContractRules.class);
		CountDownLatch gate = rules.closeGate(1);
		TcpSocket socket = server().tcp();
		socket.send(("GET /lattestream/sse?channels=a,private-gate-x&api_key=" + ContractServer.KEY
				+ " HTTP/1.1\r\nHost: localhost\r\n\r\n")
			.getBytes(StandardCharsets.UTF_8));
		assertThat(rules.awaitBlocked()).isTrue();
		socket.reset();
		gate.countDown();
		// A stream that opens now is done after it
		server().stream("channels=private-gate-y").greeted().subscribed("private-gate-y").close();
		server().awaitNothingLeft();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\r\ndata: forged", "a\ndata: forged", "a\rdata: forged", "a\n\nevent: forged", "\n",
			"a\u0000", "a\u0085b", "a\u001b[2J" })
	default void eventNamesCannotForgeLines(String event) {
		EventStream stream = server().stream("channels=private-open-x").greeted().subscribed("private-open-x");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> server().client().trigger("private-open-x", event, 1).block());
		RawSocket socket = server().latteStream().subscribed("private-open-x");
		socket.trigger("client-" + event, "private-open-x", "1");
		socket.nextError();
		socket.trigger("client-next", "private-open-x", "1");
		assertThat(stream.next("client-next").lines()).hasSize(3);
	}

	@Test
	default void dataCannotForgeLines() {
		EventStream stream = server().stream("channels=private-open-x").greeted().subscribed("private-open-x");
		String text = "a\r\ndata: forged\n\nevent: forged\rid: 1\n\n\u2028\u2029\u0085 é \u0000";
		server().client().trigger("private-open-x", "news", Map.of(text, text)).block();
		EventStream.Message news = stream.next("news");
		assertThat(news.lines()).hasSize(3);
		assertThat(news.data().get(text).stringValue()).isEqualTo(text);
		RawSocket socket = server().latteStream().subscribed("private-open-x");
		socket.trigger("client-a", "private-open-x", "{\r\n\r\n\"a\"\r:\n\n[1,\r\n2]\n}");
		EventStream.Message event = stream.next("client-a");
		assertThat(event.lines()).hasSize(3).noneMatch((line) -> line.indexOf('\r') >= 0);
		assertThat(event.data()).isEqualTo(Json.parse("{\"a\":[1,2]}"));
	}

	@Test
	default void eventNameMayHaveAnyLetter() {
		EventStream stream = server().stream("channels=a").greeted().subscribed("a");
		server().client().trigger("a", "App\\Events\\Größe: 5 ", 1).block();
		EventStream.Message message = stream.next();
		assertThat(message.lines().get(1)).isEqualTo("event: App\\Events\\Größe: 5 ");
		assertThat(message.frame().get("event").stringValue()).isEqualTo("App\\Events\\Größe: 5 ");
	}

	@Test
	default void unknownLastEventIdStartsLive() {
		EventStream stream = server().stream("channels=a", "Last-Event-ID", "12.34-5").greeted().subscribed("a");
		server().client().trigger("a", "news", 1).block();
		stream.next("news");
	}

	private static void assertProblem(HttpResponse<String> response, int status, String channel) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValueSatisfying(
				(type) -> assertThat(type).matches("application/problem\\+json(;\\s*charset=(?i)utf-8)?"));
		JsonNode problem = Json.parse(response.body());
		assertThat(problem.get("status").intValue()).isEqualTo(status);
		assertThat(problem.get("title").stringValue()).isNotEmpty();
		assertThat(problem.get("detail").stringValue()).isNotEmpty();
		assertThat(problem.path("channel").asString(null)).isEqualTo(channel);
		assertThat(response.body()).doesNotContain(ContractRules.EXCEPTION_WORDS);
	}

	private static void closeQuietly(TcpSocket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
