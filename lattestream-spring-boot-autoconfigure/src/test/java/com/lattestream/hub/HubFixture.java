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

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import com.lattestream.TransportType;
import com.lattestream.broker.Broker;
import com.lattestream.broker.CacheStore;
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.PresenceStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.TestJson;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.MutableClock;
import com.lattestream.signature.UserSigner;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A hub whose time and lanes move when they are told to.
 */
final class HubFixture implements AutoCloseable {

	static final AppCredentials CREDENTIALS = new AppCredentials("app", "lspk_key", "lsk_secret");

	private final MutableClock clock = new MutableClock();

	private final ChannelSigner signer = new ChannelSigner(CREDENTIALS, this.clock);

	private final UserSigner userSigner = new UserSigner(CREDENTIALS);

	private final RecordingHubListener listener = new RecordingHubListener();

	private final TestLane lane = new TestLane();

	private final Set<TestLane> lanes;

	private final Set<Lane> ticking = new LinkedHashSet<>();

	private final LatteStreamHub hub;

	private long now = Long.MAX_VALUE - 1000;

	/** Moves with the hub where the fixture makes the presence store. */
	private VirtualTimeScheduler graces;

	HubFixture() {
		this(HubSettings.DEFAULTS);
	}

	HubFixture(HubSettings settings) {
		this(settings, ChannelPolicies.NONE);
	}

	HubFixture(HubSettings settings, Broker broker, PresenceStore presence) {
		this(settings, broker, presence, (builder) -> {
		});
	}

	HubFixture(HubSettings settings, Broker broker, PresenceStore presence, ClientEventInterceptor clientEvents) {
		this(settings, broker, presence, (builder) -> builder.clientEvents(clientEvents));
	}

	HubFixture(HubSettings settings, Broker broker, PresenceStore presence, CacheStore cache) {
		this(settings, broker, presence, (builder) -> builder.cache(cache));
	}

	HubFixture(ChannelPolicies policies) {
		this(HubSettings.DEFAULTS, policies);
	}

	HubFixture(HubSettings settings, ChannelPolicies policies) {
		this(settings, policies, VirtualTimeScheduler.create());
	}

	private HubFixture(HubSettings settings, ChannelPolicies policies, VirtualTimeScheduler graces) {
		this(settings, new InMemoryBroker(), new InMemoryPresenceStore(graces),
				(builder) -> builder.policies(policies));
		this.graces = graces;
	}

	HubFixture(HubSettings settings, Broker broker, PresenceStore presence, Consumer<LatteStreamHubBuilder> others) {
		this(settings, broker, presence, others, new LinkedHashSet<>());
	}

	/**
	 * Create one of several nodes.
	 * @param settings limits and times
	 * @param broker the broker
	 * @param presence the presence store
	 * @param others sets the other stores
	 * @param lanes the lanes of all nodes, which do together what they have to
	 */
	HubFixture(HubSettings settings, Broker broker, PresenceStore presence, Consumer<LatteStreamHubBuilder> others,
			Set<TestLane> lanes) {
		this.lanes = lanes;
		this.lanes.add(this.lane);
		LatteStreamHubBuilder builder = LatteStreamHub.builder(CREDENTIALS, settings)
			.broker(broker)
			.presence(presence)
			.listener(this.listener)
			.clock(this.clock)
			.nanoTime(() -> this.now);
		others.accept(builder);
		this.hub = builder.build();
	}

	LatteStreamHub hub() {
		return this.hub;
	}

	MutableClock clock() {
		return this.clock;
	}

	ChannelSigner signer() {
		return this.signer;
	}

	UserSigner userSigner() {
		return this.userSigner;
	}

	RecordingHubListener listener() {
		return this.listener;
	}

	/**
	 * Return an authorisation.
	 * @param socketId the socket id
	 * @param channel the name of the channel
	 * @param channelData the channel data with single quotes, or {@code null}
	 * @return the authorisation
	 */
	String auth(String socketId, String channel, String channelData) {
		return this.signer.sign(socketId, channel, (channelData != null) ? TestJson.of(channelData) : null);
	}

	TestClient pusher() {
		return greeted(open(handshake(Dialect.PUSHER, null), this.lane));
	}

	TestClient latteStream() {
		return latteStream(CREDENTIALS.key());
	}

	TestClient latteStream(String key) {
		TestClient client = open(handshake(Dialect.LATTESTREAM, null), this.lane);
		client.send("{'api_key':'" + key + "'}");
		return greeted(client);
	}

	TestClient connect(Dialect dialect) {
		return (dialect == Dialect.PUSHER) ? pusher() : latteStream();
	}

	TestClient pusher(TestLane otherLane) {
		this.lanes.add(otherLane);
		return greeted(open(handshake(Dialect.PUSHER, null), otherLane));
	}

	/**
	 * Open a connection of a user who is logged in.
	 * @param name the user's name
	 * @return the client
	 */
	TestClient pusherOf(String name) {
		return greeted(open(handshake(Dialect.PUSHER, () -> name), this.lane));
	}

	/**
	 * Open a connection that the application has said something about.
	 * @param dialect the dialect
	 * @param details what it said
	 * @return the client
	 */
	TestClient connect(Dialect dialect, ClientDetails details) {
		TestClient client = open(handshake(dialect, null).with(details), this.lane);
		if (dialect == Dialect.LATTESTREAM) {
			client.send("{'api_key':'" + CREDENTIALS.key() + "'}");
		}
		return client;
	}

	/**
	 * Open a connection of a user who asks the application for channels.
	 * @param dialect the dialect
	 * @param name the user's name
	 * @param authorizer what the application says
	 * @return the client
	 */
	TestClient connect(Dialect dialect, String name, SubscriptionAuthorizer authorizer) {
		TestClient client = open(handshake(dialect, () -> name).with(authorizer), this.lane);
		if (dialect == Dialect.LATTESTREAM) {
			client.send("{'api_key':'" + CREDENTIALS.key() + "'}");
		}
		return greeted(client);
	}

	/**
	 * Open a connection with a ticket.
	 * @param dialect the dialect
	 * @param key the key in the address
	 * @return the client
	 */
	TestClient openWithTicket(Dialect dialect, String key) {
		return open(new Handshake(this.hub.nextSocketId(), dialect, key, () -> "ann", null, ClientDetails.UNKNOWN, true,
				null), this.lane);
	}

	TestClient sse() {
		return open(handshake(Dialect.LATTESTREAM, null), new FakeTransport(TransportType.SSE), this.lane);
	}

	/**
	 * Open an event stream with a key or token in its address.
	 * @param key the key or token
	 * @return the client
	 */
	TestClient sse(String key) {
		Handshake handshake = new Handshake(this.hub.nextSocketId(), Dialect.LATTESTREAM, key, null, null);
		return open(handshake, new FakeTransport(TransportType.SSE), this.lane);
	}

	TestClient open(Dialect dialect, String key, CloseCode refusal) {
		return open(new Handshake(this.hub.nextSocketId(), dialect, key, null, refusal), this.lane);
	}

	private Handshake handshake(Dialect dialect, Principal principal) {
		return new Handshake(this.hub.nextSocketId(), dialect, (dialect == Dialect.PUSHER) ? CREDENTIALS.key() : null,
				principal, null);
	}

	private TestClient open(Handshake handshake, TestLane executor) {
		return open(handshake, new FakeTransport(TransportType.WEBSOCKET), executor);
	}

	private TestClient open(Handshake handshake, FakeTransport transport, TestLane executor) {
		TestClient client = openLater(handshake, transport, executor);
		run();
		return client;
	}

	/**
	 * Open a connection without letting its lane run.
	 * @param dialect the dialect
	 * @param kind the kind of transport
	 * @return the client
	 */
	TestClient openLater(Dialect dialect, TransportType kind) {
		return openLater(handshake(dialect, null), new FakeTransport(kind), this.lane);
	}

	/**
	 * Open a connection without letting its lane run.
	 * @param dialect the dialect
	 * @param otherLane its lane
	 * @return the client, not greeted yet
	 */
	TestClient openLater(Dialect dialect, TestLane otherLane) {
		this.lanes.add(otherLane);
		return openLater(handshake(dialect, null), new FakeTransport(TransportType.WEBSOCKET), otherLane);
	}

	/**
	 * Open a connection of a user who is logged in, without letting its lane run.
	 * @param dialect the dialect
	 * @param name the user's name
	 * @return the client, not greeted yet
	 */
	TestClient openLater(Dialect dialect, String name) {
		return openLater(handshake(dialect, () -> name), new FakeTransport(TransportType.WEBSOCKET), this.lane);
	}

	private TestClient openLater(Handshake handshake, FakeTransport transport, TestLane executor) {
		Connection connection = this.hub.open(handshake, transport, executor);
		this.ticking.add(connection.lane());
		return new TestClient(this, transport, connection);
	}

	private static TestClient greeted(TestClient client) {
		if (client.take().stream().noneMatch((frame) -> frame.contains("connection_established"))) {
			throw new AssertionError("Not greeted but closed with " + client.closeCode());
		}
		return client;
	}

	/**
	 * Publish a number as the server does.
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @param number the data
	 * @return the number of connections reached
	 */
	int publish(String channel, String event, int number) {
		return publish(Publication.ofServer(channel, event, String.valueOf(number), null));
	}

	int publish(Publication publication) {
		List<PublicationReceipt> receipts = new ArrayList<>();
		this.hub.publish(publication).subscribe(receipts::add);
		run();
		return Objects.requireNonNull(receipts.get(0).reached());
	}

	/**
	 * Return the number of subscriptions of a channel on all nodes.
	 * @param channel the name of the channel
	 * @return the number
	 */
	int subscriptionCount(String channel) {
		return await(this.hub.subscriptionCount(channel));
	}

	/**
	 * Return the channels that have subscriptions on any node.
	 * @return their names
	 */
	List<String> channels() {
		return await(this.hub.channels("").collectList());
	}

	/**
	 * Wait for what an operation brings about.
	 * @param operation the operation
	 * @return its result, or {@code null} if it has none
	 */
	<T> T await(Mono<T> operation) {
		CompletableFuture<T> result = operation.toFuture();
		run();
		assertThat(result).isDone();
		return result.join();
	}

	/**
	 * Let all lanes do what they have to.
	 */
	void run() {
		boolean any = true;
		while (any) {
			any = false;
			for (TestLane executor : this.lanes) {
				any |= executor.run();
			}
		}
	}

	/**
	 * Let time pass, with one look at all connections at the end.
	 * @param duration how long
	 */
	void pass(Duration duration) {
		this.now += duration.toNanos();
		if (this.graces != null) {
			this.graces.advanceTimeBy(duration);
		}
		this.ticking.forEach((ticked) -> this.hub.heartbeats().beat(ticked, this.now));
		run();
	}

	/**
	 * Let time pass, with a look at all connections when their lanes come to it.
	 * @param duration how long
	 */
	void passLater(Duration duration) {
		this.now += duration.toNanos();
		long then = this.now;
		this.ticking.forEach((ticked) -> ticked.executeLater(() -> this.hub.heartbeats().beat(ticked, then)));
	}

	/**
	 * Run something on another thread, as stores and brokers do.
	 * @param task the task
	 */
	void elsewhere(Runnable task) {
		Thread thread = new Thread(task);
		thread.start();
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		run();
	}

	@Override
	public void close() {
		this.hub.stop(Duration.ofSeconds(10)).subscribe();
		run();
	}

}
