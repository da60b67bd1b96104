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

package com.lattestream.hub;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.lattestream.BatchEvent;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.TransportType;
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.TestJson;
import com.lattestream.signature.ChannelEncryptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for events with bytes, in and out.
 */
class BinaryEventTests {

	private static final byte[] BYTES = { 1, 2, -1 };

	private final Map<String, ClientEventHandler> handlers = new HashMap<>();

	private final HubFixture fixture = new HubFixture(HubSettings.DEFAULTS, new InMemoryBroker(),
			new InMemoryPresenceStore(), (channel, event) -> this.handlers.get(event));

	private final EmbeddedLatteStreamClient client = new EmbeddedLatteStreamClient(this.fixture.hub(),
			this.fixture.signer(), this.fixture.userSigner(), ChannelEncryptor.none(), JsonMapper.shared(),
			new InMemoryIdempotencyStore(10_000, Clock.systemUTC()), Duration.ofMinutes(5));

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void bytesOfTheServerReachEachKindOfClientInItsForm() {
		TestClient latteStream = subscribed(this.fixture.latteStream(), "a");
		TestClient pusher = subscribed(this.fixture.pusher(), "a");
		this.fixture.await(this.client.trigger("a", "e", BYTES));
		EncodedFrame frame = latteStream.transport().take().get(0);
		assertThat(frame.webSocket()).startsWith(0x82).endsWith(BYTES);
		assertThat(new String(frame.serverSentEvent(), StandardCharsets.UTF_8)).isEqualTo(TestJson
			.of("event: e\ndata: {'event':'e','channel':'a','data':{'binaryData':'AQL/'},'binary':true}\n\n"));
		EncodedFrame text = pusher.transport().take().get(0);
		assertThat(text.webSocket()).startsWith(0x81);
		assertThat(text).hasToString(TestJson.of("{'event':'e','channel':'a','data':'{\\'binaryData\\':\\'AQL/\\'}'}"));
	}

	@Test
	void subscribersOfOneDialectShareOneFrame() {
		TestClient one = subscribed(this.fixture.latteStream(), "a");
		TestClient other = subscribed(this.fixture.latteStream(), "a");
		this.fixture.await(this.client.trigger("a", "e", BYTES));
		assertThat(one.transport().take().get(0)).isSameAs(other.transport().take().get(0));
	}

	@Test
	void bytesAreCopiedOnSubscription() {
		TestClient latteStream = subscribed(this.fixture.latteStream(), "a");
		byte[] bytes = { 1 };
		ByteBuffer buffer = ByteBuffer.wrap(new byte[] { 9, 1, 9 }, 1, 1);
		Mono<?> trigger = this.client.trigger("a", "e", bytes);
		bytes[0] = 2;
		this.fixture.await(trigger);
		bytes[0] = 3;
		this.fixture.await(this.client.triggerBatch(List.of(new BatchEvent("a", "e", buffer))));
		assertThat(buffer.remaining()).isOne();
		List<EncodedFrame> frames = latteStream.transport().take();
		assertThat(frames.get(0).webSocket()).endsWith((byte) '}', (byte) 2);
		assertThat(frames.get(1).webSocket()).endsWith((byte) '}', (byte) 1);
	}

	@Test
	void bytesInsideOfOtherObjectsAreWrittenByTheMapper() {
		TestClient latteStream = subscribed(this.fixture.latteStream(), "a");
		this.fixture.await(this.client.trigger("a", "e", Map.of("b", BYTES)));
		assertThat(latteStream.take()).containsExactly("{'event':'e','channel':'a','data':{'b':'AQL/'}}");
	}

	@Test
	void bytesGoToEverybodyUsersAndSocketsToo() {
		TestClient latteStream = this.fixture.latteStream();
		this.fixture.await(this.fixture.hub().broadcast("e", BYTES));
		this.fixture.await(this.fixture.hub().sendToSocket(latteStream.socketId(), "e", BYTES));
		assertThat(latteStream.transport().take()).hasSize(2)
			.allSatisfy((frame) -> assertThat(frame.webSocket()).startsWith(0x82).endsWith(BYTES));
	}

	@Test
	void limitOfDataCountsTheBytes() {
		int limit = this.fixture.hub().settings().limits().eventData();
		TestClient latteStream = subscribed(this.fixture.latteStream(), "a");
		this.fixture.await(this.client.trigger("a", "e", new byte[limit]));
		assertThat(latteStream.transport().take()).hasSize(1);
		StepVerifier.create(this.client.trigger("a", "e", new byte[limit + 1]))
			.expectError(PayloadTooLargeException.class)
			.verify(Duration.ofSeconds(20));
		assertThat(latteStream.take()).isEmpty();
	}

	@Test
	void bytesOfAClientReachTheOthersAndTheListener() {
		TestClient sender = subscribed(this.fixture.latteStream(), "private-a");
		TestClient latteStream = subscribed(this.fixture.latteStream(), "private-a");
		TestClient pusher = subscribed(this.fixture.pusher(), "private-a");
		this.fixture.listener().take();
		sendEvent(sender, "{'event':'client-e','channel':'private-a','data':{'k':1}}", BYTES);
		EncodedFrame frame = latteStream.transport().take().get(0);
		assertThat(frame.webSocket()).startsWith(0x82).endsWith(BYTES);
		assertThat(frame).hasToString(TestJson
			.of("{'event':'client-e','channel':'private-a','data':{'k':1,'binaryData':'AQL/'},'binary':true}"));
		assertThat(pusher.take())
			.containsExactly("{'event':'client-e','channel':'private-a','data':{'k':1,'binaryData':'AQL/'}}");
		assertThat(sender.take()).isEmpty();
		assertThat(this.fixture.listener().take()).singleElement()
			.asString()
			.contains("client-e", TestJson.of("{'k':1,'binaryData':'AQL/'}"));
	}

	@Test
	void bytesOfAMemberTellItsUserId() {
		TestClient sender = this.fixture.latteStream();
		sender.join("presence-a", "u1");
		TestClient other = this.fixture.latteStream();
		other.join("presence-a", "u2");
		other.take();
		sendEvent(sender, "{'event':'client-e','channel':'presence-a'}", BYTES);
		assertThat(new String(other.transport().take().get(0).webSocket(), StandardCharsets.ISO_8859_1))
			.contains(TestJson.of("{'event':'client-e','channel':'presence-a','data':{},'user_id':'u1'}"));
	}

	@Test
	void rulesOfClientEventsHoldForBytes() {
		TestClient sender = subscribed(this.fixture.latteStream(), "a");
		TestClient other = subscribed(this.fixture.latteStream(), "private-a");
		sendEvent(sender, "{'event':'client-e','channel':'a'}", BYTES);
		sendEvent(sender, "{'event':'client-e','channel':'private-a'}", BYTES);
		sender.subscribe("private-a", null);
		int limit = this.fixture.hub().settings().limits().eventData();
		sender.take();
		sendEvent(sender, "{'event':'client-e','channel':'private-a'}", new byte[limit + 1]);
		sendEvent(sender, "{'event':'client-e','channel':'private-a','data':{'k':1}}", new byte[limit - 6]);
		assertThat(sender.take()).hasSize(2).allSatisfy((frame) -> assertThat(frame).contains("'code':4301"));
		assertThat(other.take()).isEmpty();
		sendEvent(sender, "{'event':'client-e','channel':'private-a','data':{'k':1}}", new byte[limit - 7]);
		assertThat(other.take()).hasSize(1);
	}

	@Test
	void firstMessageMayBeBinary() {
		TestClient client = this.fixture.openLater(Dialect.LATTESTREAM, TransportType.WEBSOCKET);
		this.fixture.run();
		send(client, TestJson.of("{'api_key':'lspk_key'}").getBytes(StandardCharsets.UTF_8));
		assertThat(client.take()).singleElement().asString().contains("connection_established");
		send(client, envelope(1, TestJson.of("{'event':'lattestream:ping'}").getBytes(StandardCharsets.UTF_8)));
		assertThat(client.take()).containsExactly(client.pong());
	}

	@Test
	void envelopeThatIsNotUnderstoodIsAnErrorAndTheConnectionStays() {
		TestClient client = this.fixture.latteStream();
		send(client, envelope(3, new byte[] { 1 }));
		send(client, Arrays.copyOf(envelope(1, "{}".getBytes(StandardCharsets.UTF_8)), 11));
		sendEvent(client, "{'event':'lattestream:ping'}", BYTES);
		assertThat(client.take()).containsExactly(client.error(null, "Envelopes have type 1 or 2"),
				client.error(null, "The envelope does not have the length that it says"),
				client.error(null, "Only client events have bytes"));
		assertThat(client.closeCode()).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 7 })
	void messageThatCannotBeReadClosesTheConnection(int length) {
		TestClient client = this.fixture.latteStream();
		send(client, new byte[length]);
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNSUPPORTED_DATA);
	}

	@Test
	void binaryMessageOfAPusherClientClosesTheConnection() {
		TestClient client = this.fixture.pusher();
		send(client, TestJson.of("{'event':'pusher:ping'}").getBytes(StandardCharsets.UTF_8));
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNSUPPORTED_DATA);
		assertThat(this.fixture.hub().isEmpty()).isTrue();
	}

	@Test
	void publicationsWithTheSameBytesAreEqual() {
		Publication plain = Publication.ofServer("a", "e", "{}", null);
		Publication binary = plain.with("{}", BYTES);
		assertThat(binary).isEqualTo(plain.with("{}", BYTES.clone()))
			.hasSameHashCodeAs(plain.with("{}", BYTES.clone()))
			.isNotEqualTo(plain)
			.isNotEqualTo(plain.with("{}", new byte[] { 1, 2 }));
	}

	@Test
	void dataBesideBytesIsAnObject() {
		Publication plain = Publication.ofServer("a", "e", "[]", null);
		assertThatIllegalArgumentException().isThrownBy(() -> plain.with("[]", BYTES));
	}

	@Test
	void handlerSeesBytesAsTextAndPassesThemOrOthers() {
		List<String> seen = new ArrayList<>();
		this.handlers.put("client-same", (request) -> {
			seen.add(request.event().data());
			return Mono.just(ClientEventResult.pass());
		});
		this.handlers.put("client-bytes", (request) -> Mono.just(ClientEventResult.change(new byte[] { 7 })));
		this.handlers.put("client-text", (request) -> Mono.just(ClientEventResult.change(List.of(7))));
		TestClient sender = subscribed(this.fixture.latteStream(), "private-a");
		TestClient other = subscribed(this.fixture.latteStream(), "private-a");
		for (String event : List.of("client-same", "client-bytes", "client-text")) {
			sendEvent(sender, "{'event':'" + event + "','channel':'private-a','data':{'k':1}}", BYTES);
		}
		assertThat(seen).containsExactly(TestJson.of("{'k':1,'binaryData':'AQL/'}"));
		List<EncodedFrame> frames = other.transport().take();
		assertThat(frames.get(0).webSocket()).endsWith(BYTES);
		assertThat(frames.get(1).webSocket()).startsWith(0x82).endsWith((byte) '}', (byte) 7);
		assertThat(frames.get(2)).hasToString(TestJson.of("{'event':'client-text','channel':'private-a','data':[7]}"));
	}

	@Test
	void requestMayHaveBytesAndAnswersAreText() {
		this.handlers.put("client-e", (request) -> Mono.just(ClientEventResult.reply(BYTES)));
		TestClient sender = subscribed(this.fixture.latteStream(), "private-a");
		sendEvent(sender, "{'event':'client-e','channel':'private-a','ref':'1'}", BYTES);
		assertThat(sender.take()).singleElement().asString().contains("'data':{'binaryData':'AQL/'}", "'ref':'1'");
	}

	@Test
	void cacheChannelKeepsBytes() {
		this.fixture.await(this.client.trigger("cache-a", "e", BYTES));
		TestClient latteStream = this.fixture.latteStream();
		latteStream.subscribe("cache-a");
		assertThat(latteStream.transport().take()).hasSize(2)
			.last()
			.satisfies((frame) -> assertThat(frame.webSocket()).startsWith(0x82).endsWith(BYTES));
		TestClient pusher = this.fixture.pusher();
		pusher.subscribe("cache-a");
		assertThat(pusher.take()).last().asString().contains("binaryData");
	}

	@Test
	void encryptedChannelsCarryNoBytes() {
		for (Object data : List.of(BYTES, ByteBuffer.wrap(BYTES))) {
			StepVerifier.create(this.client.trigger("private-encrypted-a", "e", data))
				.expectErrorMessage("The data of events in encrypted channels cannot be bytes")
				.verify(Duration.ofSeconds(20));
		}
		TestClient sender = subscribed(this.fixture.latteStream(), "private-encrypted-a");
		TestClient other = subscribed(this.fixture.latteStream(), "private-encrypted-a");
		String nonce = Base64.getEncoder().encodeToString(new byte[24]);
		String ciphertext = Base64.getEncoder().encodeToString(new byte[20]);
		String event = "{'event':'client-e','channel':'private-encrypted-a','data':{'nonce':'" + nonce
				+ "','ciphertext':'" + ciphertext + "'}}";
		sendEvent(sender, event, BYTES);
		assertThat(sender.take()).singleElement().asString().contains("have encrypted data");
		assertThat(other.take()).isEmpty();
		sender.send(event);
		assertThat(other.take()).hasSize(1);
	}

	private TestClient subscribed(TestClient client, String channel) {
		if (channel.startsWith("private-")) {
			client.subscribe(channel, null);
		}
		else {
			client.subscribe(channel);
		}
		client.take();
		return client;
	}

	private void sendEvent(TestClient client, String metadata, byte[] bytes) {
		byte[] json = TestJson.of(metadata).getBytes(StandardCharsets.UTF_8);
		send(client,
				envelope(2,
						ByteBuffer.allocate(4 + json.length + bytes.length)
							.order(ByteOrder.LITTLE_ENDIAN)
							.putInt(json.length)
							.put(json)
							.put(bytes)
							.array()));
	}

	private void send(TestClient client, byte[] message) {
		client.connection().receivedBinary(message);
		this.fixture.run();
	}

	private static byte[] envelope(int type, byte[] payload) {
		return ByteBuffer.allocate(8 + payload.length)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(type)
			.putInt(payload.length)
			.put(payload)
			.array();
	}

}
