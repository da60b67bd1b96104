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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.Publication;
import com.lattestream.hub.ChannelGrant;
import com.lattestream.hub.ChannelPolicies;
import com.lattestream.hub.ChannelPolicy;
import com.lattestream.hub.Handshake;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.protocol.Dialect;
import com.lattestream.signature.AppCredentials;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import reactor.netty.Connection;
import reactor.netty.http.websocket.WebsocketOutbound;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactorNettyWebSocketTransport}: what leaves in how many writes.
 */
class ReactorNettyWebSocketTransportTests {

	private static final Duration WINDOW = Duration.ofMillis(5);

	private final LaneExecutors lanes = new LaneExecutors(1);

	private final LatteStreamHub hub = LatteStreamHub
		.builder(new AppCredentials("app", "key", "secret"), HubSettings.DEFAULTS)
		.policies(new ChannelPolicies(
				List.of(new ChannelPolicy(ChannelPattern.parse("w-*"), null).withBatchWindow(WINDOW))))
		.lanes(this.lanes)
		.build();

	private final Socket socket = new Socket();

	private final EmbeddedChannel channel = new EmbeddedChannel(this.socket, new WebSocket13FrameEncoder(false));

	@BeforeEach
	void open() {
		this.channel.freezeTime();
		WebsocketOutbound out = BDDMockito.mock(WebsocketOutbound.class);
		Connection connection = BDDMockito.mock(Connection.class);
		BDDMockito.given(connection.channel()).willReturn(this.channel);
		BDDMockito.given(out.withConnection(BDDMockito.any())).willAnswer((invocation) -> {
			invocation.<Consumer<Connection>>getArgument(0).accept(connection);
			return out;
		});
		this.hub
			.open(new Handshake("1.2", Dialect.PUSHER, "key", null, null),
					new ReactorNettyWebSocketTransport(out, null), this.channel.eventLoop())
			.subscribe(List.of(new ChannelGrant("a", null), new ChannelGrant("b", null), new ChannelGrant("w-a", null),
					new ChannelGrant("w-b", null)));
		this.channel.runPendingTasks();
		this.socket.clear();
	}

	@AfterEach
	void close() {
		this.channel.finishAndReleaseAll();
		this.lanes.close();
	}

	@Test
	void whatOneDrainHoldsLeavesInOneWriteAndOneFlush() {
		StringBuilder expected = new StringBuilder();
		for (int i = 0; i < 16; i++) {
			expected.append(publish((i % 3 == 0) ? "b" : "a", i));
		}
		assertThat(this.socket.writes).isZero();
		run();
		assertThat(this.socket.bytes).hasToString(expected.toString());
		assertThat(this.socket.writes).isOne();
		assertThat(this.socket.flushes).isOne();
	}

	@Test
	void whatWaitedLeavesInOneWriteAndOneFlush() {
		StringBuilder first = new StringBuilder();
		StringBuilder second = new StringBuilder();
		for (int i = 0; i < 16; i++) {
			boolean even = i % 2 == 0;
			(even ? first : second).append(publish(even ? "w-a" : "w-b", i));
			run();
		}
		this.channel.advanceTimeBy(WINDOW.toNanos() - 1, TimeUnit.NANOSECONDS);
		run();
		assertThat(this.socket.writes).isZero();
		this.channel.advanceTimeBy(1, TimeUnit.NANOSECONDS);
		run();
		assertThat(this.socket.bytes).hasToString(first.toString() + second);
		assertThat(this.socket.writes).isOne();
		assertThat(this.socket.flushes).isOne();
	}

	/**
	 * Do what is to be done, and what those tasks bring about whose time has come.
	 */
	private void run() {
		this.channel.runPendingTasks();
		this.channel.runPendingTasks();
	}

	/**
	 * Publish a number.
	 * @return the WebSocket message that has it
	 */
	private String publish(String channel, int number) {
		this.hub.publish(Publication.ofServer(channel, "e", String.valueOf(number), null)).subscribe();
		String json = "{\"event\":\"e\",\"channel\":\"" + channel + "\",\"data\":\"" + number + "\"}";
		return "\u0081" + (char) json.length() + json;
	}

	/**
	 * Where all ends that is written.
	 */
	private static final class Socket extends ChannelOutboundHandlerAdapter {

		private final StringBuilder bytes = new StringBuilder();

		private int writes;

		private int flushes;

		void clear() {
			this.bytes.setLength(0);
			this.writes = 0;
			this.flushes = 0;
		}

		@Override
		public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
			this.writes++;
			this.bytes.append(((ByteBuf) msg).toString(StandardCharsets.ISO_8859_1));
			ctx.write(msg, promise);
		}

		@Override
		public void flush(ChannelHandlerContext ctx) {
			this.flushes++;
			ctx.flush();
		}

	}

}
