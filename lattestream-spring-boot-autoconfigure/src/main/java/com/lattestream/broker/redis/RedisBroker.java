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

package com.lattestream.broker.redis;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import com.lattestream.StreamPosition;
import com.lattestream.broker.Broker;
import com.lattestream.broker.BrokerListener;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.Publication;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Carries publications to all nodes by the topics of Redis. A node's own publications
 * come back to it the same way, so the order is the same on all nodes, and how many
 * connections were reached is not known.
 * <p>
 * Channels with a history are followed by a {@link ChannelFeed}, which misses nothing.
 * What is published without a history is gone if the link is down at that moment; while
 * Redis cannot be reached at all, the node's own subscribers get it all the same unless
 * {@link WhenUnavailable#FAIL} was chosen.
 * <p>
 * To subscribe never fails and never takes longer than the command timeout: connections
 * stay and may subscribe while Redis is away, and get what this node can give them. When
 * Redis is back, those who subscribed to a channel with a history meanwhile are told its
 * position as that from which on all is certain.
 */
public final class RedisBroker implements Broker {

	private static final Log logger = LogFactory.getLog(RedisBroker.class);

	private static final Duration RETRY_DELAY = Duration.ofMillis(100);

	private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(1);

	/** A third of the time that Redis keeps positions that nobody asks for. */
	private static final Duration PROLONGATION = Duration.ofMinutes(20);

	/** How many positions are asked for at a time. */
	private static final int CONCURRENCY = 32;

	/** Channels share so many queues; a power of two. */
	private static final int QUEUES = 64;

	private final RedisConnections connections;

	private final RedisKeyspace keyspace;

	private final RedisHistoryStore histories;

	private final Predicate<String> hasHistory;

	private final WhenUnavailable whenUnavailable;

	private final Duration prolongation;

	/** Each runs all that concerns a channel, one at a time. */
	private final SerialQueue[] queues = new SerialQueue[QUEUES];

	private final Map<String, Following> followings = new ConcurrentHashMap<>();

	private BrokerListener listener = (publication) -> Mono.just(0);

	/**
	 * Create a broker.
	 * @param connections the connections to Redis, not started yet
	 * @param keyspace the names to use there
	 * @param histories the histories, on the same Redis
	 * @param hasHistory tells which channels have a history
	 * @param whenUnavailable what to do with publications without a history while Redis
	 * is away
	 */
	public RedisBroker(RedisConnections connections, RedisKeyspace keyspace, RedisHistoryStore histories,
			Predicate<String> hasHistory, WhenUnavailable whenUnavailable) {
		this(connections, keyspace, histories, hasHistory, whenUnavailable, PROLONGATION);
	}

	/**
	 * Create a broker.
	 * @param prolongation how often to have Redis keep the positions of channels longer
	 * that somebody subscribes to
	 */
	RedisBroker(RedisConnections connections, RedisKeyspace keyspace, RedisHistoryStore histories,
			Predicate<String> hasHistory, WhenUnavailable whenUnavailable, Duration prolongation) {
		this.prolongation = prolongation;
		this.connections = connections;
		this.keyspace = keyspace;
		this.histories = histories;
		this.hasHistory = hasHistory;
		this.whenUnavailable = whenUnavailable;
		Arrays.setAll(this.queues, (i) -> new SerialQueue());
		TopicListener topics = new TopicListener();
		connections.topics().register(RedisMessage.PUBLICATION, topics);
		connections.topics().register(RedisMessage.POSITIONED, topics);
	}

	@Override
	public void start(BrokerListener listener) {
		this.listener = listener;
		this.connections.topics().subscribe(this.keyspace.topic(ALL_NODES)).subscribe();
		this.connections.scheduler()
			.schedulePeriodically(this::prolong, this.prolongation.toMillis(), this.prolongation.toMillis(),
					TimeUnit.MILLISECONDS);
	}

	/**
	 * Positions of quiet channels must not expire under those who know them.
	 */
	private void prolong() {
		if (this.connections.isUp()) {
			Flux.fromIterable(this.followings.keySet())
				.flatMap(this.histories::position, CONCURRENCY)
				.subscribe(null, (ex) -> logger.debug("Not all positions were prolonged in Redis", ex));
		}
	}

	@Override
	public Mono<Integer> publish(Publication publication) {
		return Mono.defer(() -> {
			boolean forAll = publication.channel().startsWith(ALL_NODES);
			String topic = this.keyspace.topic(forAll ? ALL_NODES : publication.channel());
			// What was sent may still be carried out, and come back, after it has failed
			if (!this.connections.isReachable() && publication.position() == null
					&& this.whenUnavailable == WhenUnavailable.LOCAL) {
				return publishLocally(publication);
			}
			return this.connections.publish(topic, PublicationCodec.encodeMessage(publication, forAll))
				.then(Mono.<Integer>empty());
		});
	}

	private Mono<Integer> publishLocally(Publication publication) {
		return Mono.<Mono<Integer>>create(
				(sink) -> queue(publication.channel()).execute(() -> sink.success(this.listener.received(publication))))
			.flatMap((reached) -> reached);
	}

	@Override
	public Mono<Void> subscribe(String channel) {
		if (channel.startsWith(ALL_NODES)) {
			return await(this.connections.topics().subscribe(this.keyspace.topic(ALL_NODES)));
		}
		Mono<Void> subscribed = this.connections.topics().subscribe(this.keyspace.topic(channel));
		if (!this.hasHistory.test(channel)) {
			return await(subscribed);
		}
		return Mono.defer(() -> {
			Following following = this.followings.computeIfAbsent(channel, Following::new);
			return await(subscribed.then(Mono.fromFuture(following.begun, true)))
				.doOnTerminate(() -> queue(channel).execute(following.feed::listenedTooEarly));
		});
	}

	/**
	 * Wait for Redis as long as it is there, but not too long.
	 */
	private Mono<Void> await(Mono<Void> subscribed) {
		return Mono.defer(() -> {
			if (this.connections.isUp()) {
				return subscribed.timeout(this.connections.commandTimeout(), Mono.empty());
			}
			subscribed.subscribe();
			return Mono.empty();
		});
	}

	@Override
	public Mono<Void> unsubscribe(String channel) {
		if (channel.startsWith(ALL_NODES)) {
			return Mono.empty();
		}
		return Mono.defer(() -> {
			Following following = this.followings.remove(channel);
			if (following != null) {
				queue(channel).execute(() -> {
					following.feed.close();
					this.histories.seen(channel, null);
				});
			}
			return this.connections.topics().unsubscribe(this.keyspace.topic(channel));
		});
	}

	private void received(Publication publication) {
		String channel = publication.channel();
		queue(channel).execute(() -> {
			Following following = this.followings.get(channel);
			if (following != null) {
				following.feed.received(publication);
			}
			else {
				this.listener.received(publication);
			}
		});
	}

	private SerialQueue queue(String channel) {
		return this.queues[channel.hashCode() & (QUEUES - 1)];
	}

	/**
	 * A channel with a history that this node follows.
	 */
	private final class Following implements ChannelFeed.Source {

		private final CompletableFuture<Void> begun = new CompletableFuture<>();

		private final ChannelFeed feed;

		Following(String channel) {
			this.feed = new ChannelFeed(channel, this, RedisBroker.this.listener, () -> this.begun.complete(null));
		}

		@Override
		public void read(String channel, @Nullable StreamPosition since, int limit, ChannelFeed.Reader reader) {
			read(channel, RedisBroker.this.histories.follow(channel, since, limit), reader);
		}

		@Override
		public void readOldest(String channel, int limit, ChannelFeed.Reader reader) {
			read(channel, RedisBroker.this.histories.history(channel, null, limit), reader);
		}

		private void read(String channel, Mono<HistoryPage> history, ChannelFeed.Reader reader) {
			history
				.retryWhen(Retry.backoff(Long.MAX_VALUE, RETRY_DELAY)
					.maxBackoff(MAX_RETRY_DELAY)
					.scheduler(RedisBroker.this.connections.scheduler())
					.filter((ex) -> RedisBroker.this.followings.get(channel) == this))
				.subscribe((page) -> queue(channel).execute(() -> reader.read(page)),
						(ex) -> logger.debug("The history of channel '" + channel + "' is not read any more", ex));
		}

		@Override
		public void reached(String channel, StreamPosition position) {
			RedisBroker.this.histories.seen(channel, position);
		}

	}

	private final class TopicListener implements RedisTopicListener {

		@Override
		public void message(String topic, byte[] message) {
			String channel = RedisBroker.this.keyspace.channel(topic);
			try {
				Publication publication = PublicationCodec.decodeMessage(channel, message);
				if (publication.channel().equals(channel)
						|| channel.equals(ALL_NODES) && publication.channel().startsWith(ALL_NODES)) {
					received(publication);
				}
			}
			catch (IllegalArgumentException ex) {
				logger.warn("A message from Redis for channel '" + channel + "' is not understood: " + ex.getMessage());
			}
		}

		@Override
		public void subscribed(String topic) {
			String channel = RedisBroker.this.keyspace.channel(topic);
			Following following = RedisBroker.this.followings.get(channel);
			if (following != null) {
				queue(channel).execute(following.feed::subscribed);
			}
		}

	}

}
