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

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.FrameCompressor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Delivery} and the way to all subscribers.
 */
class DeliveryTests {

	private final HubFixture fixture = new HubFixture();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void publicationIsEncodedOncePerDialect() {
		TestLane otherLane = new TestLane();
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			clients.add((i % 4 == 0) ? this.fixture.pusher(otherLane) : this.fixture.connect(Dialect.values()[i % 2]));
		}
		clients.forEach((client) -> client.subscribe("a"));
		clients.forEach(TestClient::take);
		assertThat(this.fixture.publish("a", "e", 1)).isEqualTo(100);
		Set<byte[]> encoded = Collections.newSetFromMap(new IdentityHashMap<>());
		int frames = 0;
		for (TestClient client : clients) {
			for (EncodedFrame frame : client.transport().take()) {
				encoded.add(frame.webSocket());
				frames++;
			}
		}
		assertThat(frames).isEqualTo(100);
		assertThat(encoded).hasSize(2);
	}

	@Test
	void publicationIsCompressedOncePerDialect() {
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			clients.add(this.fixture.connect(Dialect.values()[i % 2]));
			clients.get(i).subscribe("a");
		}
		AtomicInteger compressions = new AtomicInteger();
		FrameCompressor compressor = (payload) -> {
			compressions.incrementAndGet();
			return new byte[] { 7 };
		};
		// What is for one client only is not compressed
		clients.forEach((client) -> client.transport()
			.take()
			.forEach((frame) -> assertThat(frame.webSocket(compressor)).isSameAs(frame.webSocket())));
		assertThat(compressions).hasValue(0);
		this.fixture.publish("a", "e", 1);
		clients.forEach((client) -> assertThat(client.transport().take()).singleElement()
			.satisfies((frame) -> assertThat(frame.webSocket(compressor)).containsExactly(0xC1, 1, 7)));
		assertThat(compressions).hasValue(2);
	}

	@Test
	void memberChangeIsEncodedOncePerDialect() {
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			clients.add(this.fixture.connect(Dialect.values()[i % 2]));
			clients.get(i).join("presence-a", "u" + i);
		}
		clients.forEach(TestClient::take);
		this.fixture.pusher().join("presence-a", "late");
		Set<EncodedFrame> frames = Collections.newSetFromMap(new IdentityHashMap<>());
		clients.forEach((client) -> assertThat(client.transport().take()).hasSize(1).allSatisfy(frames::add));
		assertThat(frames).hasSize(2);
	}

	@Test
	void publicationReachesSubscribersOfItsChannelOnly() {
		TestClient a = this.fixture.pusher();
		a.subscribe("a");
		TestClient b = this.fixture.latteStream();
		b.subscribe("b");
		TestClient stream = this.fixture.sse();
		stream.connection().subscribe(List.of(new ChannelGrant("a", null), new ChannelGrant("b", null)));
		this.fixture.run();
		a.take();
		b.take();
		stream.take();
		assertThat(this.fixture.publish("a", "e", 1)).isEqualTo(2);
		assertThat(this.fixture.publish("b", "e", 2)).isEqualTo(2);
		assertThat(this.fixture.publish("c", "e", 3)).isZero();
		assertThat(a.take()).containsExactly(a.event("a", "e", 1));
		assertThat(b.take()).containsExactly(b.event("b", "e", 2));
		assertThat(stream.take()).containsExactly(stream.event("a", "e", 1), stream.event("b", "e", 2));
	}

	@Test
	void publicationsOfAChannelStayInOrderOnEachLane() {
		List<TestClient> clients = List.of(this.fixture.pusher(), this.fixture.pusher(new TestLane()),
				this.fixture.latteStream());
		clients.forEach((client) -> client.subscribe("a"));
		clients.forEach(TestClient::take);
		for (int i = 0; i < 50; i++) {
			this.fixture.hub().publish(Publication.ofServer("a", "e", String.valueOf(i), null)).subscribe();
		}
		this.fixture.run();
		for (TestClient client : clients) {
			List<String> expected = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				expected.add(client.event("a", "e", i));
			}
			assertThat(client.take()).isEqualTo(expected);
		}
	}

	@Test
	void publicationsThatWaitForALaneLeaveWithOneFlush() {
		TestClient client = this.fixture.pusher();
		client.subscribe("a");
		int before = client.transport().flushes();
		for (int i = 0; i < 50; i++) {
			this.fixture.hub().publish(Publication.ofServer("a", "e", "1", null)).subscribe();
		}
		this.fixture.run();
		assertThat(client.transport().flushes()).isEqualTo(before + 1);
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void excludedConnectionDoesNotGetThePublication(Dialect dialect) {
		TestClient excluded = this.fixture.connect(dialect);
		TestClient other = this.fixture.connect(dialect);
		excluded.subscribe("a");
		other.subscribe("a");
		excluded.take();
		other.take();
		assertThat(this.fixture.publish(Publication.ofServer("a", "e", "1", excluded.socketId()))).isOne();
		assertThat(excluded.take()).isEmpty();
		assertThat(other.take()).containsExactly(other.event("a", "e", 1));
		assertThat(this.fixture.publish(Publication.ofServer("a", "e", "2", "9.9"))).isEqualTo(2);
	}

	@Test
	void laneWhoseServerHasStoppedIsLeftOut() {
		TestLane stopped = new TestLane();
		this.fixture.pusher(stopped).subscribe("a");
		TestClient client = this.fixture.pusher();
		client.subscribe("a");
		client.take();
		stopped.stop();
		assertThat(this.fixture.publish("a", "e", 1)).isOne();
		assertThat(client.take()).containsExactly(client.event("a", "e", 1));
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void transportThatFailsIsClosedAndDisturbsNobody(Dialect dialect) {
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			clients.add(this.fixture.connect(dialect));
			clients.get(i).subscribe("a");
			clients.get(i).take();
		}
		clients.get(1).transport().fail();
		assertThat(this.fixture.publish("a", "e", 1)).isEqualTo(3);
		assertThat(clients.get(1).closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
		assertThat(this.fixture.publish("a", "e", 2)).isEqualTo(2);
		for (TestClient client : List.of(clients.get(0), clients.get(2))) {
			assertThat(client.take()).containsExactly(client.event("a", "e", 1), client.event("a", "e", 2));
		}
		assertThat(this.fixture.hub().connectionCount()).isEqualTo(2);
	}

	@Test
	void subscribersThatComeAndGoDoNotDisturbOthers() {
		List<TestClient> clients = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			clients.add(this.fixture.pusher());
			clients.get(i).subscribe("a");
		}
		for (int gone : new int[] { 0, 9, 4, 5 }) {
			clients.get(gone).unsubscribe("a");
		}
		clients.get(0).subscribe("a");
		clients.forEach(TestClient::take);
		assertThat(this.fixture.publish("a", "e", 1)).isEqualTo(7);
		for (int i = 0; i < 10; i++) {
			assertThat(clients.get(i).take()).as("%d", i).hasSize((i == 9 || i == 4 || i == 5) ? 0 : 1);
		}
	}

	@Test
	void publicationThatWasOnItsWayDoesNotReachAClosedConnection() {
		TestClient client = this.fixture.pusher();
		client.subscribe("a");
		client.take();
		this.fixture.hub().publish(Publication.ofServer("a", "e", "1", null)).subscribe();
		client.disconnect();
		assertThat(client.take()).isEmpty();
	}

	@Test
	void dataWithHalfACharacterIsDeliveredAllTheSame() {
		TestClient latteStream = this.fixture.latteStream();
		TestClient pusher = this.fixture.pusher();
		latteStream.subscribe("a");
		pusher.subscribe("a");
		latteStream.take();
		pusher.take();
		String half = "\"" + "😀".charAt(0) + "\"";
		assertThat(this.fixture.publish(Publication.ofServer("a", "e", half, null))).isEqualTo(2);
		assertThat(latteStream.take()).hasSize(1);
		assertThat(pusher.take()).hasSize(1);
	}

}
