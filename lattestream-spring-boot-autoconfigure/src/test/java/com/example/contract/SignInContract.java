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

import java.net.http.HttpResponse;
import java.util.List;

import com.pusher.client.connection.ConnectionState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How users sign in and what they have of it. Numbers are those of the conformance cases
 * in the protocol's description.
 */
interface SignInContract extends HubContract {

	String PATH = "/lattestream/user-auth";

	String FORM = "application/x-www-form-urlencoded";

	String JSON = "application/json";

	@ParameterizedTest
	@ValueSource(strings = { FORM, JSON })
	default void signsUser(String contentType) {
		String body = contentType.equals(FORM) ? "socket_id=1234.1234" : "{\"socket_id\":\"1234.1234\"}";
		HttpResponse<String> response = server().post(PATH, contentType, body, "Authorization",
				ContractServer.basic("ann"), "X-Watch", "bob,eve");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		JsonNode answer = Json.parse(response.body());
		String userData = answer.get("user_data").stringValue();
		assertThat(Json.parse(userData)).isEqualTo(Json
			.parse("{\"id\":\"ann\",\"user_info\":{\"name\":\"<ann \u00e9>\"},\"watchlist\":[\"bob\",\"eve\"]}"));
		assertThat(answer.get("auth").stringValue()).isEqualTo(Signatures.ofUser("1234.1234", userData));
		assertThat(answer.propertyNames()).containsExactlyInAnyOrder("auth", "user_data");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "id,-,guest-1.2", "id,ann,guest-1.2", "true,ann,ann", "mono,ann,ann",
			"stage,ann,ann", "block,ann,ann" })
	default void userIsWhoTheMethodSays(String as, String user, String id) {
		HttpResponse<String> response = ask(as, user);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(Json.parse(Json.parse(response.body()).get("user_data").stringValue()).get("id").stringValue())
			.isEqualTo(id);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "-,-,401", "true,-,401", "mono,-,401", "stage,-,401", "false,-,401",
			"false,ann,403", "failure,ann,403", "error,ann,403", "number,ann,403" })
	default void refusesToSignInWithStatus(String as, String user, int status) {
		HttpResponse<String> response = ask(as, user);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).doesNotContain(ContractRules.EXCEPTION_WORDS, "auth\"");
	}

	/** Case 53. */
	@ParameterizedTest
	@ValueSource(strings = { "socket_id=1.2%3Aprivate-a", "socket_id=1.2%0A", "socket_id=", "socket_id=a.b", "",
			"socket=1.2", "socket_id=1.2%3A%3Auser%3A%3A%7B%7D" })
	default void neverSignsForSocketIdThatIsNone(String body) {
		HttpResponse<String> response = server().post(PATH, FORM, body, "Authorization", ContractServer.basic("ann"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).doesNotContain("auth\"");
	}

	@Test
	default void takesNothingButPost() {
		assertThat(server().get(PATH).statusCode()).isEqualTo(405);
	}

	/** Case 48. */
	@Test
	default void userHearsOfWhatIsSentToItOnEveryConnectionAndOnce() {
		RawSocket pusher = server().pusher();
		JsonNode answer = Json.parse(server()
			.post(PATH, FORM, "socket_id=" + pusher.socketId(), "Authorization", ContractServer.basic("ann"))
			.body());
		pusher.signIn(answer.get("auth").stringValue(), answer.get("user_data").stringValue());
		assertThat(pusher.nextProtocol("signin_success").get("data").isObject()).isTrue();
		pusher.subscribed("#server-to-user-ann");
		RawSocket latteStream = server().latteStream("Authorization", ContractServer.basic("ann"))
			.signedIn("{\"id\":\"ann\"}");
		RawSocket other = server().pusher().signedIn("{\"id\":\"bob\"}").subscribed("#server-to-user-bob");
		assertThat(server().hub().sendToUser("ann", "note", 7).block(TIMEOUT)).isEqualTo(reached(2));
		JsonNode note = pusher.next("note");
		assertThat(note.get("channel").stringValue()).isEqualTo("#server-to-user-ann");
		assertThat(note.get("data").stringValue()).isEqualTo("7");
		assertThat(latteStream.next("note").has("channel")).isFalse();
		pusher.quiet().unsubscribe("#server-to-user-ann").quiet();
		assertThat(server().hub().sendToUser("ann", "note", 8).block(TIMEOUT)).isEqualTo(reached(1));
		pusher.quiet();
		latteStream.next("note");
		latteStream.quiet();
		other.quiet();
	}

	/** Case 20. */
	@Test
	default void channelOfAnotherUserIsRefused() {
		RawSocket socket = server().pusher("Authorization", ContractServer.basic("ann"));
		socket.subscribe("#server-to-user-ann").nextProtocol("subscription_error");
		socket.signedIn("{\"id\":\"ann\"}").subscribed("#server-to-user-ann");
		for (String channel : List.of("#server-to-user-bob", "#server-to-user-", "#signed-in-ann", "#foo")) {
			JsonNode error = socket.subscribe(channel).nextProtocol("subscription_error");
			assertThat(error.get("data").get("status").intValue()).isEqualTo(403);
		}
		socket.quiet();
	}

	/** Case 49. */
	@Test
	default void signInThatIsNotRightIsAnError() {
		for (RawSocket socket : List.of(server().pusher(), server().latteStream())) {
			RawSocket other = server().pusher();
			String ann = "{\"id\":\"ann\"}";
			refused(socket.signIn(Signatures.ofUser(other.socketId(), ann), ann));
			refused(socket.signIn(Signatures.ofUser(socket.socketId(), ann), "{\"id\":\"eve\"}"));
			refused(socket.signIn(Signatures.of(socket.socketId(), "private-x", ann), ann));
			refused(socket.signIn("{\"id\":5}"));
			refused(socket.signIn("{\"id\":\"\"}"));
			refused(socket.sendProtocol("signin", "{}"));
			assertThat(server().hub().connections("ann").collectList().block(TIMEOUT)).isEmpty();
			refused(socket.signedIn(ann).signIn("{\"id\":\"bob\"}"));
			socket.signedIn(ann).quiet().close();
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> server().hub().connections("ann").collectList().block(TIMEOUT).isEmpty());
		}
	}

	/** Case 50. */
	@Test
	default void terminateClosesWhatSignedIn() {
		RawSocket one = server().pusher().signedIn("{\"id\":\"u 1\"}");
		RawSocket two = server().latteStream().signedIn("{\"id\":\"u 1\"}");
		RawSocket other = server().pusher().signedIn("{\"id\":\"u\"}");
		assertThat(server().client().terminateConnections("u 1").block(TIMEOUT)).isEqualTo(2);
		assertThat(one.closeCode()).isEqualTo(4009);
		assertThat(two.closeCode()).isEqualTo(4009);
		other.quiet();
	}

	/** Case 30. */
	@Test
	default void memberIsTheSignedInUser() {
		RawSocket socket = server().pusher().signedIn("{\"id\":\"ann\",\"user_info\":{\"name\":\"Ann\"}}");
		socket.subscribe("presence-x", Signatures.of(socket.socketId(), "presence-x"));
		assertThat(Json.data(socket.nextInternal("subscription_succeeded")).get("presence").get("hash"))
			.isEqualTo(Json.parse("{\"ann\":{\"name\":\"Ann\"}}"));
	}

	/** Case 51. */
	@Test
	default void watchersAreToldWhoIsThere() {
		RawSocket second = server().pusher().signedIn("{\"id\":\"u2\"}");
		RawSocket watcher = server().pusher().signedIn("{\"id\":\"u1\",\"watchlist\":[\"u2\",\"u3\"]}");
		JsonNode first = watcher.nextInternal("watchlist_events");
		assertThat(first.propertyNames()).containsExactly("event", "data");
		assertThat(Json.data(first)).isEqualTo(Json.parse(
				"{\"events\":[{\"name\":\"online\",\"user_ids\":[\"u2\"]},{\"name\":\"offline\",\"user_ids\":[\"u3\"]}]}"));
		RawSocket third = server().latteStream().signedIn("{\"id\":\"u3\"}");
		assertThat(Json.data(watcher.nextInternal("watchlist_events")))
			.isEqualTo(Json.parse("{\"events\":[{\"name\":\"online\",\"user_ids\":[\"u3\"]}]}"));
		RawSocket another = server().pusher().signedIn("{\"id\":\"u3\"}");
		third.close();
		another.close();
		assertThat(Json.data(watcher.nextInternal("watchlist_events")))
			.isEqualTo(Json.parse("{\"events\":[{\"name\":\"offline\",\"user_ids\":[\"u3\"]}]}"));
		second.quiet();
	}

	/** Case 48. */
	@Test
	default void javaClientSignsIn() {
		PusherClient client = server().javaClient("ann");
		client.pusher().user().bind("note", client);
		// Not while it connects: the client would sign in twice and not bear it
		client.pusher().signin();
		client.connected();
		Awaitility.await().atMost(TIMEOUT).until(() -> "ann".equals(client.pusher().user().userId()));
		assertThat(server().hub().sendToUser("ann", "note", 7).block(TIMEOUT)).isEqualTo(reached(1));
		assertThat(client.nextEvent("note").getData()).isEqualTo("7");
		assertThat(server().client().terminateConnections("ann").block(TIMEOUT)).isEqualTo(1);
		assertThat(client.nextState()).isEqualTo(ConnectionState.DISCONNECTING);
	}

	private HttpResponse<String> ask(String as, String user) {
		String body = "socket_id=1.2" + ((as != null) ? "&as=" + as : "");
		return (user != null) ? server().post(PATH, FORM, body, "Authorization", ContractServer.basic(user))
				: server().post(PATH, FORM, body);
	}

	private static void refused(RawSocket socket) {
		assertThat(socket.nextError().get("code").intValue()).isEqualTo(4009);
		socket.quiet();
	}

}
