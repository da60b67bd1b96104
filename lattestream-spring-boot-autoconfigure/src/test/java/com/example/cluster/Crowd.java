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

package com.example.cluster;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Thousands of clients in Pusher's dialect on one thread, which recover what they missed
 * when they come back.
 */
final class Crowd implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private static final int MAX_FRAME = 1024 * 1024;

	private static final long PAUSE = 50;

	// Their buffers are not what is looked for leaks
	private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false, true);

	private final List<Client> clients = new ArrayList<>();

	private final List<String> channels;

	/** Subscriptions that were acknowledged on the present connections. */
	private final AtomicInteger subscribed = new AtomicInteger();

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger recovered = new AtomicInteger();

	private volatile @Nullable String wrong;

	private volatile boolean away;

	/**
	 * Create clients.
	 * @param count how many
	 * @param ports where they connect to, in turns
	 * @param channels what each subscribes to
	 */
	Crowd(int count, List<Integer> ports, List<String> channels) {
		this.channels = channels;
		for (int i = 0; i < count; i++) {
			this.clients.add(new Client(ports.get(i % ports.size())));
		}
	}

	/**
	 * Connect all clients at once.
	 */
	void connect() {
		this.away = false;
		this.loop.execute(() -> this.clients.forEach(Client::connect));
	}

	/**
	 * Cut all connections at once.
	 */
	void cut() {
		this.away = true;
		this.subscribed.set(0);
		this.loop.execute(() -> this.clients.forEach(Client::cut));
	}

	/**
	 * Return how many connections there are.
	 * @return the number of connections
	 */
	int open() {
		return this.open.get();
	}

	int subscribed() {
		return this.subscribed.get();
	}

	int recovered() {
		return this.recovered.get();
	}

	/**
	 * Return what was wrong first.
	 * @return what it was, or {@code null}
	 */
	@Nullable String wrong() {
		return this.wrong;
	}

	/**
	 * Return how many clients have got an event of each channel.
	 * @param number the number of the event
	 * @return the number of clients
	 */
	long reached(long number) {
		return this.clients.stream().filter((client) -> client.least() >= number).count();
	}

	private void wrong(String what) {
		if (this.wrong == null) {
			this.wrong = what;
		}
	}

	@Override
	public void close() {
		this.away = true;
		this.loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
	}

	/**
	 * A client. All is done on the one thread.
	 */
	private final class Client {

		private final int port;

		private final Map<String, Place> places = new LinkedHashMap<>();

		private final AtomicLongArray numbers = new AtomicLongArray(Crowd.this.channels.size());

		private @Nullable Channel channel;

		Client(int port) {
			this.port = port;
		}

		void connect() {
			URI uri = URI.create("ws://127.0.0.1:" + this.port + "/app/" + Cluster.KEY + "?protocol=7");
			ChannelFuture future = new Bootstrap().group(Crowd.this.loop)
				.channel(NioSocketChannel.class)
				.option(ChannelOption.ALLOCATOR, Crowd.this.buffers)
				.handler(new ChannelInitializer<>() {

					@Override
					protected void initChannel(Channel created) {
						created.pipeline()
							.addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_FRAME),
									new WebSocketClientProtocolHandler(
											WebSocketClientHandshakerFactory.newHandshaker(uri, WebSocketVersion.V13,
													null, false, EmptyHttpHeaders.INSTANCE, MAX_FRAME),
											true),
									new Frames(Client.this));
					}

				})
				.connect("127.0.0.1", this.port);
			this.channel = future.channel();
			Crowd.this.open.incrementAndGet();
			future.channel().closeFuture().addListener((closed) -> {
				Crowd.this.open.decrementAndGet();
				if (!Crowd.this.away) {
					Crowd.this.loop.schedule(this::connect, PAUSE, TimeUnit.MILLISECONDS);
				}
			});
		}

		void cut() {
			Channel open = this.channel;
			if (open != null) {
				open.close();
			}
		}

		void greeted(ChannelHandlerContext context) {
			for (String name : Crowd.this.channels) {
				Place place = this.places.get(name);
				String recover = (place != null)
						? ",\"recover\":{\"epoch\":\"" + place.epoch + "\",\"offset\":" + place.offset + "}" : "";
				context.write(new TextWebSocketFrame(
						"{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + name + "\"" + recover + "}}"));
			}
			context.flush();
		}

		void acknowledged(String name, JsonNode data) {
			JsonNode start = data.isString() ? JSON.readTree(data.stringValue()) : data;
			JsonNode position = start.get("position");
			if (this.places.containsKey(name)) {
				if (start.path("recovered").asBoolean(false)) {
					Crowd.this.recovered.incrementAndGet();
				}
				else {
					wrong("not recovered: " + start);
				}
			}
			this.places.put(name, new Place(position.get("epoch").stringValue(), position.get("offset").asLong()));
			Crowd.this.subscribed.incrementAndGet();
		}

		void event(String name, JsonNode frame) {
			int index = Crowd.this.channels.indexOf(name);
			long number = Long.parseLong(frame.get("data").asString());
			long before = this.numbers.getAndSet(index, number);
			if (number != before + 1) {
				wrong("got " + number + " after " + before);
			}
			this.places.put(name, new Place(frame.get("epoch").stringValue(), frame.get("offset").asLong()));
		}

		long least() {
			long least = Long.MAX_VALUE;
			for (int i = 0; i < this.numbers.length(); i++) {
				least = Math.min(least, this.numbers.get(i));
			}
			return least;
		}

	}

	private record Place(String epoch, long offset) {

	}

	/**
	 * Takes what comes on a connection.
	 */
	private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {

		private final Client client;

		Frames(Client client) {
			this.client = client;
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, WebSocketFrame message) {
			if (!(message instanceof TextWebSocketFrame text)) {
				return;
			}
			JsonNode frame = JSON.readTree(text.text());
			switch (frame.get("event").stringValue()) {
				case Cluster.EVENT -> this.client.event(frame.get("channel").stringValue(), frame);
				case "pusher:connection_established" -> {
					if (Crowd.this.away) {
						return;
					}
					this.client.greeted(context);
				}
				case "pusher_internal:subscription_succeeded" ->
					this.client.acknowledged(frame.get("channel").stringValue(), frame.get("data"));
				default -> wrong(frame.toString());
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}
