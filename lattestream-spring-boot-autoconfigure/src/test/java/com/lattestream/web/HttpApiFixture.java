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

package com.lattestream.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

import com.lattestream.TransportType;
import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.Broker;
import com.lattestream.broker.BrokerListener;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.broker.Publication;
import com.lattestream.hub.ChannelPolicies;
import com.lattestream.hub.ChannelPolicy;
import com.lattestream.hub.Connection;
import com.lattestream.hub.Handshake;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.hub.Transport;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.MutableClock;
import com.lattestream.signature.PusherRequestSigner;
import com.lattestream.signature.RequestSigner;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A hub with both REST APIs, clients of it, and what its broker was given.
 */
final class HttpApiFixture {

	static final Duration TIMEOUT = Duration.ofSeconds(20);

	static final AppCredentials CREDENTIALS = new AppCredentials("3", "lspk_key", "lsk_secret");

	/** How long channels that begin with {@code hist-} keep their last five events. */
	static final Duration TTL = Duration.ofMinutes(1);

	/** At most 10 bytes of data in {@code small-…}. */
	private static final ChannelPolicies POLICIES = new ChannelPolicies(
			List.of(new ChannelPolicy(ChannelPattern.parse("hist-*"), new HistoryRetention(5, TTL)),
					new ChannelPolicy(ChannelPattern.parse("small-*"), null)
						.withLimits(new ChannelPolicy.Limits(null, null, 10))));

	private final MutableClock clock = new MutableClock();

	private final RecordingBroker broker = new RecordingBroker();

	private final InMemoryIdempotencyStore store = new InMemoryIdempotencyStore(1024 * 1024, this.clock);

	private final LatteStreamHub hub = LatteStreamHub.builder(CREDENTIALS, HubSettings.DEFAULTS)
		.broker(this.broker)
		.policies(POLICIES)
		.clock(this.clock)
		.build();

	private final HttpApi latteStream = HttpApi.latteStream(this.hub, CREDENTIALS, this.store, Duration.ofMinutes(5),
			this.clock);

	private final HttpApi pusher = pusher(Duration.ofSeconds(5));

	private final ChannelSigner channelSigner = new ChannelSigner(CREDENTIALS, this.clock);

	private final RequestSigner requestSigner = new RequestSigner(CREDENTIALS.secret(), this.clock);

	private final PusherRequestSigner pusherSigner = new PusherRequestSigner(CREDENTIALS, this.clock);

	HttpApi pusher(Duration repeatWindow) {
		return HttpApi.pusher(this.hub, CREDENTIALS, this.store, Duration.ofMinutes(5), repeatWindow, this.clock);
	}

	MutableClock clock() {
		return this.clock;
	}

	LatteStreamHub hub() {
		return this.hub;
	}

	RecordingBroker broker() {
		return this.broker;
	}

	List<Publication> published() {
		return this.broker.published;
	}

	/**
	 * Send a request of the LatteStream dialect with the secret.
	 * @param method the method
	 * @param target path and query
	 * @param body the body
	 * @return the answer
	 */
	ApiResponse latteStream(String method, String target, String body) {
		return latteStream(method, target, bytes(body), Map.of("Authorization", CREDENTIALS.secret()));
	}

	ApiResponse latteStream(String method, String target, byte[] body, Map<String, String> headers) {
		return this.latteStream.answer(request(method, target, body, headers)).block(TIMEOUT);
	}

	Mono<ApiResponse> latteStreamLater(String target, String body, Map<String, String> headers) {
		Map<String, String> all = new TreeMap<>(headers);
		all.put("Authorization", CREDENTIALS.secret());
		return this.latteStream.answer(request("POST", target, bytes(body), all));
	}

	/**
	 * Send a request of the LatteStream dialect that is signed.
	 * @param method the method
	 * @param target path and query
	 * @param body the body
	 * @param nonce the nonce
	 * @return the answer
	 */
	ApiResponse signed(String method, String target, String body, String nonce) {
		return latteStream(method, target, bytes(body), signedHeaders(method, target, body, nonce));
	}

	Map<String, String> signedHeaders(String method, String target, String body, String nonce) {
		Map<String, String> headers = new TreeMap<>(
				this.requestSigner.sign(method, target, bytes(body), nonce).headers());
		headers.put("Authorization", CREDENTIALS.secret());
		return headers;
	}

	/**
	 * Send a request of the Pusher dialect, signed as an SDK does.
	 * @param method the method
	 * @param path the path after the id, before percent-encoding
	 * @param query the query parameters, before percent-encoding
	 * @param body the body
	 * @return the answer
	 */
	ApiResponse pusher(String method, String path, Map<String, String> query, String body) {
		return pusher(this.pusher, method, path, query, body);
	}

	ApiResponse pusher(String method, String path, String body) {
		return pusher(method, path, Map.of(), body);
	}

	ApiResponse pusher(HttpApi api, String method, String path, Map<String, String> query, String body) {
		String target = pusherTarget(method, path, query, body);
		return api.answer(request(method, target, bytes(body), Map.of())).block(TIMEOUT);
	}

	ApiResponse pusherRaw(String method, String target, byte[] body, Map<String, String> headers) {
		return this.pusher.answer(request(method, target, body, headers)).block(TIMEOUT);
	}

	String pusherTarget(String method, String path, Map<String, String> query, String body) {
		Map<String, String> signed = this.pusherSigner.sign(method, "/apps/3" + path, query, bytes(body));
		String encodedPath = List.of(path.split("/", -1))
			.stream()
			.map((segment) -> URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"))
			.collect(Collectors.joining("/"));
		return "/3" + encodedPath + "?" + query(signed);
	}

	static String query(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((parameter) -> parameter.getKey() + "="
					+ URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
	}

	static ApiRequest request(String method, String target, byte[] body, Map<String, String> headers) {
		int question = target.indexOf('?');
		Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		byName.putAll(headers);
		return new ApiRequest(method, (question >= 0) ? target.substring(0, question) : target,
				(question >= 0) ? target.substring(question + 1) : null, byName::get, body);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Connect a client.
	 * @param dialect its dialect
	 * @return the client
	 */
	Client connect(Dialect dialect) {
		return new Client(dialect);
	}

	/**
	 * A client of the hub.
	 */
	final class Client implements Transport {

		private final Connection connection;

		private final Dialect dialect;

		private final List<String> frames = new ArrayList<>();

		private @Nullable CloseCode closeCode;

		Client(Dialect dialect) {
			this.dialect = dialect;
			Handshake handshake = new Handshake(HttpApiFixture.this.hub.nextSocketId(), dialect, CREDENTIALS.key(),
					null, null);
			this.connection = HttpApiFixture.this.hub.open(handshake, this, new Trampoline());
		}

		String socketId() {
			return this.connection.socketId();
		}

		Client subscribe(String channel) {
			return subscribe(channel, null);
		}

		Client join(String channel, String userId) {
			return subscribe(channel, "{\"user_id\":\"" + userId + "\",\"user_info\":{\"n\":1}}");
		}

		private Client subscribe(String channel, @Nullable String channelData) {
			String data = "{\"channel\":\"" + channel + "\"";
			if (channel.startsWith("private-") || channel.startsWith("presence-")) {
				data += ",\"auth\":\"" + HttpApiFixture.this.channelSigner.sign(socketId(), channel, channelData)
						+ "\"";
			}
			if (channelData != null) {
				data += ",\"channel_data\":" + Json.quote(channelData);
			}
			String prefix = (this.dialect == Dialect.PUSHER) ? "pusher" : "lattestream";
			this.connection.received("{\"event\":\"" + prefix + ":subscribe\",\"data\":" + data + "}}");
			this.frames.clear();
			return this;
		}

		List<String> frames() {
			return this.frames;
		}

		@Nullable CloseCode closeCode() {
			return this.closeCode;
		}

		@Override
		public TransportType type() {
			return TransportType.WEBSOCKET;
		}

		@Override
		public boolean isWritable() {
			return true;
		}

		@Override
		public void write(EncodedFrame frame) {
			this.frames.add(new String(frame.json(), StandardCharsets.UTF_8));
		}

		@Override
		public void flush() {
		}

		@Override
		public void ping() {
		}

		@Override
		public void close(CloseCode code, String reason) {
			this.closeCode = code;
		}

	}

	/**
	 * Remembers publications before it hands them on.
	 */
	static final class RecordingBroker implements Broker {

		private final List<Publication> published = new ArrayList<>();

		private BrokerListener listener = (publication) -> Mono.just(0);

		private Mono<Void> gate = Mono.empty();

		/**
		 * Let publishing wait, or fail.
		 * @param gate completes when it may go on
		 */
		void setGate(Mono<Void> gate) {
			this.gate = gate;
		}

		@Override
		public void start(BrokerListener listener) {
			this.listener = listener;
		}

		@Override
		public Mono<Integer> publish(Publication publication) {
			return this.gate.then(Mono.defer(() -> {
				this.published.add(publication);
				return this.listener.received(publication);
			}));
		}

		@Override
		public Mono<Void> subscribe(String channel) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> unsubscribe(String channel) {
			return Mono.empty();
		}

	}

	/**
	 * Runs tasks one after the other on the thread that gives the first.
	 */
	private static final class Trampoline implements Executor {

		private final Deque<Runnable> tasks = new ArrayDeque<>();

		private boolean running;

		@Override
		public void execute(Runnable task) {
			this.tasks.add(task);
			if (this.running) {
				return;
			}
			this.running = true;
			for (Runnable next = this.tasks.poll(); next != null; next = this.tasks.poll()) {
				next.run();
			}
			this.running = false;
		}

	}

}
