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

package com.example.rest;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.example.client.PusherSocket;
import com.lattestream.signature.AppCredentials;
import com.pusher.client.PusherOptions;
import com.pusher.client.channel.PrivateEncryptedChannelEventListener;
import com.pusher.client.channel.PusherEvent;
import com.pusher.rest.Pusher;
import com.pusher.rest.PusherAsync;
import com.pusher.rest.data.Event;
import com.pusher.rest.data.PresenceUser;
import com.pusher.rest.data.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Pusher's SDK for Java servers works with the hub as it is.
 */
@SpringBootTest(classes = RestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "lattestream.app.id=42", "lattestream.app.key=lspk_java", "lattestream.app.secret=lsk_java" })
class PusherHttpJavaTests {

	private static final AppCredentials CREDENTIALS = new AppCredentials("42", "lspk_java", "lsk_java");

	private static final String MASTER_KEY = Base64.getEncoder().encodeToString(new byte[32]);

	@LocalServerPort
	private int port;

	private Pusher pusher;

	private PusherSocket subscriber;

	@BeforeEach
	void connect() {
		this.pusher = new Pusher("42", "lspk_java", "lsk_java", MASTER_KEY);
		this.pusher.setHost("localhost:" + this.port);
		this.subscriber = new PusherSocket(this.port, CREDENTIALS);
	}

	@AfterEach
	void close() throws Exception {
		this.subscriber.close();
		this.pusher.close();
	}

	@Test
	void triggersAnEvent() {
		this.subscriber.subscribed("a");
		assertSuccess(this.pusher.trigger("a", "e", Map.of("x", "é")), "{}");
		assertThat(this.subscriber.next())
			.isEqualTo("{\"event\":\"e\",\"channel\":\"a\",\"data\":\"{\\\"x\\\":\\\"é\\\"}\"}");
		assertSuccess(this.pusher.trigger("a", "e", "plain"), "{}");
		assertThat(this.subscriber.next()).isEqualTo("{\"event\":\"e\",\"channel\":\"a\",\"data\":\"\\\"plain\\\"\"}");
	}

	/** Case 32. */
	@Test
	void triggersAnEventInSeveralChannels() {
		this.subscriber.subscribed("a").subscribed("b;c@=,.");
		assertSuccess(this.pusher.trigger(List.of("a", "b;c@=,."), "e", 1), "{}");
		assertThat(List.of(this.subscriber.next(), this.subscriber.next())).containsExactlyInAnyOrder(
				"{\"event\":\"e\",\"channel\":\"a\",\"data\":\"1\"}",
				"{\"event\":\"e\",\"channel\":\"b;c@=,.\",\"data\":\"1\"}");
	}

	@Test
	void triggersEqualEventsOneAfterTheOther() {
		this.subscriber.subscribed("a");
		for (int i = 0; i < 20; i++) {
			assertSuccess(this.pusher.trigger("a", "tick", Map.of()), "{}");
			assertThat(this.subscriber.next()).contains("\"event\":\"tick\"");
		}
	}

	/** Case 34. */
	@Test
	void leavesASocketOut() {
		this.subscriber.subscribed("a");
		try (PusherSocket other = new PusherSocket(this.port, CREDENTIALS).subscribed("a")) {
			assertSuccess(this.pusher.trigger("a", "e", 1, this.subscriber.socketId()), "{}");
			assertThat(other.next()).contains("\"event\":\"e\"");
			this.subscriber.assertQuiet();
		}
	}

	/** Case 36. */
	@Test
	void triggersABatch() {
		this.subscriber.subscribed("a");
		List<Event> batch = IntStream.range(0, 10).mapToObj((i) -> new Event("a", "e" + i, i)).toList();
		assertSuccess(this.pusher.trigger(batch), "{}");
		for (int i = 0; i < 10; i++) {
			assertThat(this.subscriber.next())
				.isEqualTo("{\"event\":\"e" + i + "\",\"channel\":\"a\",\"data\":\"" + i + "\"}");
		}
	}

	/** Cases 33 and 38. */
	@Test
	void isToldWhatIsWrong() {
		assertThat(this.pusher.trigger("a", "pusher:e", 1).getStatus()).isEqualTo(Result.Status.CLIENT_ERROR);
		Result tooLarge = this.pusher.trigger("a", "e", "x".repeat(10_241));
		assertThat(tooLarge.getHttpStatus()).isEqualTo(413);
		assertThat(tooLarge.getMessage()).contains("10240 bytes");
		Pusher other = new Pusher("42", "lspk_java", "other");
		other.setHost("localhost:" + this.port);
		assertThat(other.trigger("a", "e", 1).getStatus()).isEqualTo(Result.Status.AUTHENTICATION_ERROR);
		Pusher unknown = new Pusher("43", "lspk_java", "lsk_java");
		unknown.setHost("localhost:" + this.port);
		assertThat(unknown.trigger("a", "e", 1).getStatus()).isEqualTo(Result.Status.NOT_FOUND);
	}

	@Test
	void asksAboutChannels() {
		this.subscriber.subscribed("a;b").joined("presence-java", "u1");
		assertSuccess(this.pusher.get("/channels/a;b"), "{\"occupied\":true}");
		assertSuccess(this.pusher.get("/channels/presence-java", Map.of("info", "user_count,subscription_count")),
				"{\"occupied\":true,\"user_count\":1}");
		assertSuccess(this.pusher.get("/channels", Map.of("filter_by_prefix", "presence-", "info", "user_count")),
				"{\"channels\":{\"presence-java\":{\"user_count\":1}}}");
		assertSuccess(this.pusher.get("/channels/presence-java/users"), "{\"users\":[{\"id\":\"u1\"}]}");
		assertThat(this.pusher.get("/channels", Map.of("info", "user_count")).getStatus())
			.isEqualTo(Result.Status.CLIENT_ERROR);
		assertThat(this.pusher.get("/channels/a/users").getStatus()).isEqualTo(Result.Status.CLIENT_ERROR);
	}

	/** Case 35. */
	@Test
	void asksForAttributesWhileTriggering() {
		this.subscriber.subscribed("a");
		Result result = this.pusher.post("/events",
				"{\"name\":\"e\",\"channel\":\"a\",\"data\":\"1\",\"info\":\"subscription_count\"}");
		assertSuccess(result, "{\"channels\":{\"a\":{\"subscription_count\":1}}}");
	}

	@Test
	void terminatesConnections() throws Exception {
		this.subscriber.joined("presence-terminated", "u2");
		assertSuccess(this.pusher.post("/users/u2/terminate_connections", "{}"), "{}");
		assertThat(this.subscriber.closeCode()).isEqualTo(4009);
		assertSuccess(this.pusher.post("/users/u2/terminate_connections", ""), "{}");
	}

	@Test
	void authorizesForTheHub() {
		String auth = field(this.pusher.authenticate(this.subscriber.socketId(), "private-a"), "auth");
		this.subscriber.subscribed("private-a", auth, null);
		String presence = this.pusher.authenticate(this.subscriber.socketId(), "presence-a",
				new PresenceUser(5, Map.of("name", "<b>é")));
		this.subscriber.subscribed("presence-a", field(presence, "auth"), field(presence, "channel_data"));
	}

	/** Case 47. */
	@Test
	void encryptsForClientsThatDecrypt() throws Exception {
		BlockingQueue<String> told = new LinkedBlockingQueue<>();
		com.pusher.client.Pusher client = PusherClients.connect("lspk_java", this.port, new PusherOptions()
			.setChannelAuthorizer((channel, socketId) -> this.pusher.authenticate(socketId, channel)));
		try {
			client.subscribePrivateEncrypted("private-encrypted-a", new PrivateEncryptedChannelEventListener() {

				@Override
				public void onSubscriptionSucceeded(String channel) {
					told.add("subscribed");
				}

				@Override
				public void onEvent(PusherEvent event) {
					told.add(event.getEventName() + " " + event.getData());
				}

				@Override
				public void onDecryptionFailure(String event, String reason) {
					told.add("not decrypted: " + reason);
				}

				@Override
				public void onAuthenticationFailure(String message, Exception ex) {
					told.add("not authorized: " + message);
				}

			}, "e");
			assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("subscribed");
			assertSuccess(this.pusher.trigger("private-encrypted-a", "e", Map.of("x", "é")), "{}");
			assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("e {\"x\":\"é\"}");
		}
		finally {
			client.disconnect();
		}
	}

	@Test
	void triggersWithoutWaiting() throws Exception {
		this.subscriber.subscribed("a");
		PusherAsync async = new PusherAsync("42", "lspk_java", "lsk_java");
		async.setHost("localhost:" + this.port);
		try {
			assertSuccess(async.trigger("a", "e", 1).get(10, TimeUnit.SECONDS), "{}");
			assertThat(this.subscriber.next()).contains("\"event\":\"e\"");
		}
		finally {
			async.close();
		}
	}

	private static void assertSuccess(Result result, String body) {
		assertThat(result.getStatus()).as(result.getMessage()).isEqualTo(Result.Status.SUCCESS);
		assertThat(result.getMessage()).isEqualTo(body);
	}

	private static String field(String json, String name) {
		return JsonMapper.shared().readTree(json).get(name).stringValue();
	}

}
