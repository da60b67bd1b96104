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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.example.client.PusherSocket;
import com.lattestream.AccessToken;
import com.lattestream.BatchEvent;
import com.lattestream.ChannelAttribute;
import com.lattestream.ChannelInfo;
import com.lattestream.ChannelToken;
import com.lattestream.InvalidRequestException;
import com.lattestream.LatteStreamClient;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.PresenceMember;
import com.lattestream.RequestRefusedException;
import com.lattestream.TriggerRequest;
import com.lattestream.TriggerResult;
import com.lattestream.remote.RemoteLatteStreamClient;
import com.lattestream.signature.AppCredentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for an application in remote mode, without a web server of its own, that
 * publishes through the hub of another one.
 */
@SpringBootTest(classes = RestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "lattestream.app.id=42", "lattestream.app.key=lspk_rest", "lattestream.app.secret=lsk_rest" })
class RemoteModeTests {

	private static final AppCredentials CREDENTIALS = new AppCredentials("42", "lspk_rest", "lsk_rest");

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	@LocalServerPort
	private int port;

	@Autowired
	private LatteStreamClient hub;

	@AfterEach
	void closeContexts() {
		this.contexts.forEach(ConfigurableApplicationContext::close);
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jdk" })
	void eventsReachSubscribersWhateverConnects(String connector) {
		RemoteLatteStreamClient client = remote("spring.http.clients.reactive.connector=" + connector);
		try (PusherSocket subscriber = subscriber().subscribed("a")) {
			TriggerResult result = client.trigger("a", "e", Map.of("price", 4.5)).block(TIMEOUT);
			assertThat(result).isEqualTo(new TriggerResult("e", List.of("a"), null));
			assertThat(subscriber.next())
				.isEqualTo("{\"event\":\"e\",\"channel\":\"a\",\"data\":\"{\\\"price\\\":4.5}\"}");
			assertThat(client.channel("a").block(TIMEOUT).occupied()).isTrue();
		}
	}

	@Test
	void dataArrivesAsFromTheEmbeddedClient() {
		RemoteLatteStreamClient client = remote();
		try (PusherSocket subscriber = subscriber().subscribed("a")) {
			for (Object data : List.of(Map.of("a", "é", "b", List.of(1, 2)), List.of("x"), "plain", "{\"a\":\"é\"}",
					"[1]", "17", "", "\"", "line\nbreak", 17, -1.5, true, "x".repeat(32 * 1024 - 2))) {
				client.trigger("a", "e", data).block(TIMEOUT);
				JsonNode remote = decoded(subscriber.next());
				this.hub.trigger("a", "e", data).block(TIMEOUT);
				assertThat(remote).isEqualTo(decoded(subscriber.next()));
			}
		}
	}

	@Test
	void eventForSeveralChannelsReachesThemAll() {
		RemoteLatteStreamClient client = remote();
		List<String> channels = IntStream.range(0, TriggerRequest.MAX_CHANNELS).mapToObj((i) -> "many-" + i).toList();
		try (PusherSocket first = subscriber().subscribed("many-0").subscribed("many-1");
				PusherSocket last = subscriber().subscribed("many-99")) {
			assertThat(client.trigger(channels, "e", 1).block(TIMEOUT).channels()).isEqualTo(channels);
			assertThat(List.of(first.next(), first.next())).anyMatch((frame) -> frame.contains("many-0"))
				.anyMatch((frame) -> frame.contains("many-1"));
			assertThat(last.next()).contains("many-99");
			client.trigger(List.of("many-1", "many-99"), "f", 1).block(TIMEOUT);
			assertThat(first.next()).contains("\"f\"");
			assertThat(last.next()).contains("\"f\"");
			first.assertQuiet();
		}
	}

	@Test
	void excludedConnectionIsLeftOut() {
		RemoteLatteStreamClient client = remote();
		try (PusherSocket one = subscriber().subscribed("a"); PusherSocket other = subscriber().subscribed("a")) {
			client.trigger(TriggerRequest.of("a", "e", 1).except(one.socketId())).block(TIMEOUT);
			client.trigger(TriggerRequest.of("a", "f", 1).except("9.9")).block(TIMEOUT);
			assertThat(one.next()).contains("\"f\"");
			assertThat(other.next()).contains("\"e\"");
			assertThat(other.next()).contains("\"f\"");
		}
	}

	@Test
	void batchIsPublishedInItsOrderOrNotAtAll() {
		RemoteLatteStreamClient client = remote();
		try (PusherSocket subscriber = subscriber().subscribed("a")) {
			List<BatchEvent> batch = IntStream.range(0, BatchEvent.MAX_EVENTS)
				.mapToObj((i) -> new BatchEvent("a", "e" + i, i))
				.toList();
			assertThat(client.triggerBatch(batch).block(TIMEOUT)).extracting(TriggerResult::event)
				.isEqualTo(batch.stream().map(BatchEvent::event).toList());
			batch.forEach((event) -> assertThat(subscriber.next()).contains("\"" + event.event() + "\""));
			StepVerifier
				.create(client
					.triggerBatch(List.of(new BatchEvent("a", "good", 1), new BatchEvent(tooLong(), "bad", 1))))
				.expectError(InvalidRequestException.class)
				.verify(TIMEOUT);
			subscriber.assertQuiet();
		}
	}

	@Test
	void eventThatTheHubRefusesFailsAlone() {
		RemoteLatteStreamClient client = remote("lattestream.client.max-event-data=64KB");
		try (PusherSocket subscriber = subscriber().subscribed("a")) {
			CompletableFuture<TriggerResult> first = client.trigger("a", "first", 1).toFuture();
			CompletableFuture<TriggerResult> invalid = client.trigger(tooLong(), "e", 1).toFuture();
			CompletableFuture<TriggerResult> large = client.trigger("a", "e", "x".repeat(33 * 1024)).toFuture();
			CompletableFuture<TriggerResult> last = client.trigger("a", "last", 1).toFuture();
			assertThat(first).succeedsWithin(TIMEOUT);
			assertThat(invalid).failsWithin(TIMEOUT)
				.withThrowableThat()
				.withCauseInstanceOf(InvalidRequestException.class);
			assertThat(large).failsWithin(TIMEOUT)
				.withThrowableThat()
				.withCauseInstanceOf(PayloadTooLargeException.class);
			assertThat(last).succeedsWithin(TIMEOUT);
			assertThat(subscriber.next()).contains("first");
			assertThat(subscriber.next()).contains("last");
			subscriber.assertQuiet();
		}
	}

	@Test
	void invalidEventsAreNotSent() {
		// Nobody answers there
		RemoteLatteStreamClient client = remote("lattestream.client.endpoint=http://localhost:1");
		List<String> tooMany = IntStream.rangeClosed(0, TriggerRequest.MAX_CHANNELS).mapToObj((i) -> "c" + i).toList();
		List<Mono<TriggerResult>> invalid = List.of(client.trigger(tooMany, "e", 1),
				client.trigger("a", "e".repeat(201), 1), client.trigger("a", "pusher:x", 1),
				client.trigger("a", "lattestream_internal:x", 1), client.trigger("a b", "e", 1),
				Mono.defer(() -> client.trigger(TriggerRequest.of("a", "e", 1).except("abc"))));
		assertThat(invalid)
			.allSatisfy((call) -> StepVerifier.create(call).expectError(InvalidRequestException.class).verify(TIMEOUT));
		StepVerifier.create(client.trigger("a", "e", "x".repeat(32 * 1024 - 1)))
			.expectError(PayloadTooLargeException.class)
			.verify(TIMEOUT);
	}

	@Test
	void channelsAreAskedFor() {
		RemoteLatteStreamClient client = remote("lattestream.client.cache.enabled=false");
		String name = "foo-bar_1234@=,.;";
		try (PusherSocket one = subscriber().subscribed(name).joined("presence-room", "u1");
				PusherSocket other = subscriber().joined("presence-room", "u1").joined("presence-room-2", "u2")) {
			assertThat(client.channel(name, ChannelAttribute.values()).block(TIMEOUT))
				.isEqualTo(new ChannelInfo(name, true, 1, null));
			assertThat(client.channel("nobody", ChannelAttribute.SUBSCRIPTION_COUNT).block(TIMEOUT))
				.isEqualTo(new ChannelInfo("nobody", false, 0, null));
			assertThat(client.channel("presence-room", ChannelAttribute.values()).block(TIMEOUT))
				.isEqualTo(new ChannelInfo("presence-room", true, 2, 1));
			assertThat(client.channels("presence-room", ChannelAttribute.USER_COUNT).collectList().block(TIMEOUT))
				.containsExactlyInAnyOrder(new ChannelInfo("presence-room", true, null, 1),
						new ChannelInfo("presence-room-2", true, null, 1));
			assertThat(client.channels("").map(ChannelInfo::name).collectList().block(TIMEOUT)).contains(name,
					"presence-room");
			assertThat(client.users("presence-room").collectList().block(TIMEOUT))
				.containsExactly(PresenceMember.of("u1"));
			assertThat(client.users("presence-empty").collectList().block(TIMEOUT)).isEmpty();
			StepVerifier.create(client.users("public")).expectError(InvalidRequestException.class).verify(TIMEOUT);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "remote", "local" })
	void authorizedClientsMaySubscribe(String signing) {
		RemoteLatteStreamClient client = remote("lattestream.client.channel-authorization=" + signing);
		try (PusherSocket subscriber = subscriber()) {
			ChannelToken token = client.authorizeChannel(subscriber.socketId(), "private-a", null).block(TIMEOUT);
			assertThat(token.auth()).startsWith(signing.equals("remote") ? "lspc_" : subscriber.socketId() + ":");
			subscriber.subscribed("private-a", token.auth(), null);
			PresenceMember member = new PresenceMember("ann", Map.of("name", "<b>Änn</b>"));
			ChannelToken presence = client.authorizeChannel(subscriber.socketId(), "presence-a", member).block(TIMEOUT);
			subscriber.subscribed("presence-a", presence.auth(), presence.channelData());
			assertThat(client.users("presence-a").collectList().block(TIMEOUT)).containsExactly(member);
		}
	}

	@Test
	void terminatingClosesTheUsersConnectionsAndForgetsWhatIsKnown() throws Exception {
		RemoteLatteStreamClient client = remote();
		String user = "ann bü+;";
		try (PusherSocket subscriber = subscriber().joined("presence-t", user);
				PusherSocket other = subscriber().joined("presence-t", "bob")) {
			assertThat(client.users("presence-t").count().block(TIMEOUT)).isEqualTo(2);
			assertThat(client.terminateConnections(user).block(TIMEOUT)).isZero();
			assertThat(subscriber.closeCode()).isEqualTo(4009);
			await().untilAsserted(() -> assertThat(this.hub.users("presence-t").collectList().block(TIMEOUT))
				.containsExactly(PresenceMember.of("bob")));
			assertThat(client.users("presence-t").collectList().block(TIMEOUT))
				.containsExactly(PresenceMember.of("bob"));
			assertThat(other.next()).contains("member_removed");
			other.assertQuiet();
		}
	}

	@Test
	void hubIssuesTokens() {
		RemoteLatteStreamClient client = remote();
		AccessToken token = client.issueToken(List.of("subscribe:private-*"), Duration.ofMinutes(1)).block(TIMEOUT);
		assertThat(token.value()).startsWith("lsat_");
		assertThat(token.expiresIn()).isEqualTo(Duration.ofMinutes(1));
		assertThat(token.tenantId()).isEqualTo("42");
		assertThat(client.issueToken("1.2", List.of(), null).block(TIMEOUT).expiresIn()).isEqualTo(Duration.ofHours(1));
		StepVerifier.create(client.issueToken(List.of("subscribe"), Duration.ofMinutes(1)))
			.expectError(InvalidRequestException.class)
			.verify(TIMEOUT);
	}

	@Test
	void bytesArriveAsFromTheEmbeddedClient() {
		byte[] bytes = new byte[32 * 1024];
		new Random(1).nextBytes(bytes);
		try (PusherSocket subscriber = subscriber().subscribed("a")) {
			for (RemoteLatteStreamClient client : List.of(remote(),
					remote("lattestream.client.batching.enabled=false"))) {
				for (Object data : List.of(bytes, ByteBuffer.wrap(bytes), new byte[0])) {
					client.trigger("a", "e", data).block(TIMEOUT);
					String remote = subscriber.next();
					this.hub.trigger("a", "e", data).block(TIMEOUT);
					assertThat(remote).isEqualTo(subscriber.next()).contains("binaryData");
				}
			}
		}
		StepVerifier.create(remote().trigger("a", "e", new byte[bytes.length + 1]))
			.expectError(PayloadTooLargeException.class)
			.verify(TIMEOUT);
	}

	@Test
	void wrongSecretIsRefused() {
		StepVerifier.create(remote("lattestream.app.secret=lsk_other").trigger("a", "e", 1))
			.expectErrorSatisfies((ex) -> assertThat(ex)
				.isInstanceOfSatisfying(RequestRefusedException.class,
						(refusal) -> assertThat(refusal.isAboutCredentials()).isTrue())
				.hasMessageNotContaining("lsk_"))
			.verify(TIMEOUT);
	}

	@Test
	void manyEventsArriveOnceAndInTheOrderOfTheirChannel() {
		RemoteLatteStreamClient client = remote();
		int channels = 4;
		int events = 2000;
		Map<String, AtomicInteger> next = new ConcurrentHashMap<>();
		try (PusherSocket subscriber = subscriber()) {
			IntStream.range(0, channels).forEach((i) -> subscriber.subscribed("load-" + i));
			StepVerifier
				.create(Flux.range(0, events)
					.flatMap((i) -> client.trigger("load-" + i % channels, "e", i / channels), events))
				.expectNextCount(events)
				.expectComplete()
				.verify(TIMEOUT);
			for (int i = 0; i < events; i++) {
				JsonNode frame = JsonMapper.shared().readTree(subscriber.next());
				AtomicInteger expected = next.computeIfAbsent(frame.get("channel").stringValue(),
						(channel) -> new AtomicInteger());
				assertThat(frame.get("data").asString()).isEqualTo(String.valueOf(expected.getAndIncrement()));
			}
			subscriber.assertQuiet();
		}
	}

	@Test
	void stoppingSendsWhatWaits() {
		RemoteLatteStreamClient client = remote("lattestream.client.batching.interval=1h");
		try (PusherSocket subscriber = subscriber().subscribed("a")) {
			List<CompletableFuture<TriggerResult>> results = IntStream.range(0, 25)
				.mapToObj((i) -> client.trigger("a", "e" + i, i).toFuture())
				.toList();
			subscriber.assertQuiet();
			closeContexts();
			assertThat(results).allSatisfy((result) -> assertThat(result).isCompleted());
			IntStream.range(0, 25).forEach((i) -> assertThat(subscriber.next()).contains("\"e" + i + "\""));
		}
	}

	private PusherSocket subscriber() {
		return new PusherSocket(this.port, CREDENTIALS);
	}

	/**
	 * Start another application.
	 */
	private RemoteLatteStreamClient remote(String... properties) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(RemoteApplication.class)
			.web(WebApplicationType.NONE)
			.properties("lattestream.mode=remote", "lattestream.app.key=lspk_rest", "lattestream.app.secret=lsk_rest",
					"lattestream.client.endpoint=http://localhost:" + this.port + "/lattestream/api",
					"lattestream.client.retry.max-retries=0")
			.properties(properties)
			.run();
		this.contexts.add(context);
		return context.getBean(RemoteLatteStreamClient.class);
	}

	/**
	 * Return the data of an event as Pusher's clients do: the value of its text or, if it
	 * is no JSON, the text.
	 */
	private static JsonNode decoded(String frame) {
		String data = JsonMapper.shared().readTree(frame).get("data").stringValue();
		try {
			JsonNode value = JsonMapper.shared().readTree(data);
			return value.isMissingNode() ? StringNode.valueOf(data) : value;
		}
		catch (JacksonException ex) {
			return StringNode.valueOf(data);
		}
	}

	/**
	 * A name that the client lets through and the hub does not.
	 */
	private static String tooLong() {
		return "x".repeat(165);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class RemoteApplication {

	}

}
