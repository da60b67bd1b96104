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

package com.lattestream.web.reactive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import com.lattestream.broker.Publication;
import com.lattestream.hub.ChannelGrant;
import com.lattestream.hub.Connection;
import com.lattestream.hub.Handshake;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.hub.Transport;
import com.lattestream.protocol.Dialect;
import com.lattestream.signature.AppCredentials;
import com.lattestream.web.StreamIds;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SseTransport}, the ends that no test with a client can bring about at
 * will.
 */
class SseTransportTests {

	private final LatteStreamHub hub = LatteStreamHub
		.builder(new AppCredentials("app", "key", "secret"), HubSettings.DEFAULTS)
		.build();

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final SseTransport transport = new SseTransport(new StreamIds("1.2"),
			DefaultDataBufferFactory.sharedInstance, this::open, this.channel);

	@Test
	void nothingIsLeftOfResponseThatFailsWithoutCancellingItsBody() {
		this.transport.subscribe(new FirstOnly());
		this.channel.runPendingTasks();
		assertThat(this.hub.connectionCount()).isOne();
		this.transport.ended();
		this.channel.runPendingTasks();
		assertThat(this.hub.connectionCount()).isZero();
	}

	@Test
	void nothingIsOpenedForResponseThatHasEnded() {
		this.transport.ended();
		this.transport.subscribe(new FirstOnly());
		this.channel.runPendingTasks();
		assertThat(this.hub.connectionCount()).isZero();
	}

	@Test
	void nothingMoreIsHandedOnWhileSocketIsFull() {
		All all = new All();
		this.transport.subscribe(all);
		this.channel.runPendingTasks();
		writable(false);
		int before = all.pieces.size();
		this.hub.sendToSocket("1.2", "greeting", "Hello").subscribe();
		this.channel.runPendingTasks();
		assertThat(all.pieces).hasSize(before);
		writable(true);
		assertThat(all.pieces).hasSize(before + 1);
	}

	@Test
	void whatOneDrainHoldsIsHandedOnInOnePiece() {
		All all = new All();
		this.transport.subscribe(all);
		this.channel.runPendingTasks();
		int before = all.pieces.size();
		StringBuilder expected = new StringBuilder();
		for (int i = 0; i < 16; i++) {
			String channel = (i % 3 == 0) ? "b" : "a";
			this.hub.publish(Publication.ofServer(channel, "e", String.valueOf(i), null)).subscribe();
			// After the greeting and two acknowledgements
			expected.append("id: 1.2-").append(i + 4).append("\nevent: e\ndata: {\"event\":\"e\",\"channel\":\"");
			expected.append(channel).append("\",\"data\":").append(i).append("}\n\n");
		}
		this.channel.runPendingTasks();
		assertThat(all.pieces).hasSize(before + 1);
		DataBuffer piece = Mono.from(all.pieces.get(before)).block();
		assertThat(piece.toString(StandardCharsets.UTF_8)).isEqualTo(expected.toString());
	}

	@Test
	void channelIsAsItWasWhenResponseHasEnded() {
		List<String> handlers = this.channel.pipeline().names();
		this.transport.subscribe(new FirstOnly());
		this.channel.runPendingTasks();
		assertThat(this.channel.pipeline().names()).isNotEqualTo(handlers);
		this.transport.ended();
		this.channel.runPendingTasks();
		assertThat(this.channel.pipeline().names()).isEqualTo(handlers);
	}

	private void writable(boolean writable) {
		this.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
		this.channel.runPendingTasks();
	}

	private Connection open(Transport transport, Executor lane) {
		Connection connection = this.hub.open(new Handshake("1.2", Dialect.LATTESTREAM, null, null, null), transport,
				lane);
		connection.subscribe(List.of(new ChannelGrant("a", null), new ChannelGrant("b", null)));
		return connection;
	}

	/**
	 * What a response does with its body before it fails: it takes one piece.
	 */
	private static final class FirstOnly extends BaseSubscriber<Publisher<DataBuffer>> {

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			subscription.request(1);
		}

	}

	/**
	 * Takes all pieces and opens none.
	 */
	private static final class All extends BaseSubscriber<Publisher<DataBuffer>> {

		private final List<Publisher<DataBuffer>> pieces = new ArrayList<>();

		@Override
		protected void hookOnNext(Publisher<DataBuffer> piece) {
			this.pieces.add(piece);
		}

	}

}
