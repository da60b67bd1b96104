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

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

import com.lattestream.StreamPosition;
import com.lattestream.UnavailableException;
import com.lattestream.broker.HistoryGap;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.HistoryReceipt;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.HistoryStore;
import com.lattestream.broker.Publication;
import io.lettuce.core.ScriptOutputType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The histories of all nodes, in Redis. One script appends an event and publishes it on
 * the topic of the channel, so nodes need a {@link RedisBroker} on the same Redis, and
 * the broker that is given with an event is not asked. Events expire by the clock of
 * Redis.
 * <p>
 * While Redis is away everything fails at once with {@link UnavailableException}. So it
 * does when Redis refuses to write, as it may when its memory is full. An entry that is
 * no event, which only somebody else can have written, counts as forgotten.
 */
public final class RedisHistoryStore implements HistoryStore {

	private static final Log logger = LogFactory.getLog(RedisHistoryStore.class);

	private static final RedisScript PUBLISH = RedisScript.load("history-publish.lua", ScriptOutputType.MULTI);

	private static final RedisScript READ = RedisScript.load("history-read.lua", ScriptOutputType.MULTI);

	/** Nothing is kept longer; more milliseconds than this are too many for a script. */
	private static final Duration MAX_TTL = Duration.ofDays(3650);

	private static final int EPOCH_RADIX = 36;

	private final RedisConnections connections;

	private final RedisKeyspace keyspace;

	/** Tells milliseconds, or nothing for those of Redis. */
	private final Supplier<String> time;

	/** Begins every epoch that this node gives. Random numbers may block. */
	private final String node = Long.toString(new SecureRandom().nextLong() >>> 1, EPOCH_RADIX);

	private final AtomicLong epochs = new AtomicLong();

	/** The latest positions that this node got, of the channels that it follows. */
	private final Map<String, StreamPosition> seen = new ConcurrentHashMap<>();

	/**
	 * Create a store.
	 * @param connections the connections to Redis
	 * @param keyspace the names to use there
	 */
	public RedisHistoryStore(RedisConnections connections, RedisKeyspace keyspace) {
		this(connections, keyspace, () -> "");
	}

	/**
	 * Create a store whose clock is not that of Redis.
	 * @param connections the connections to Redis
	 * @param keyspace the names to use there
	 * @param time tells the time in milliseconds
	 */
	RedisHistoryStore(RedisConnections connections, RedisKeyspace keyspace, Supplier<String> time) {
		this.connections = connections;
		this.keyspace = keyspace;
		this.time = time;
	}

	@Override
	public Mono<HistoryReceipt> publish(Publication publication, HistoryRetention retention,
			Function<Publication, Mono<Integer>> broker) {
		return Mono.defer(() -> {
			String channel = publication.channel();
			StreamPosition latest = this.seen.get(channel);
			return this.connections
				.<List<Object>>run(PUBLISH,
						List.of(this.keyspace.position(channel), this.keyspace.events(channel),
								this.keyspace.topic(channel)),
						newEpoch(), retention.size(), milliseconds(retention.ttl()),
						PublicationCodec.encode(publication, false), this.connections.publishCommand(),
						(latest != null) ? latest.epoch() : "", (latest != null) ? latest.offset() : 0, this.time.get())
				.map((answer) -> new HistoryReceipt(position(answer), null));
		});
	}

	@Override
	public Mono<StreamPosition> position(String channel) {
		return read(channel, "position", null, 0, 1, false).map(HistoryPage::position);
	}

	@Override
	public Mono<HistoryPage> history(String channel, @Nullable StreamPosition since, int limit) {
		requirePositive(limit);
		return read(channel, "since", since, 0, limit, false);
	}

	@Override
	public Mono<HistoryPage> last(String channel, int count) {
		requirePositive(count);
		return read(channel, "last", null, -1, count, false);
	}

	@Override
	public Mono<HistoryPage> last(String channel, int count, Duration age) {
		requirePositive(count);
		return read(channel, "last", null, milliseconds(age), count, false);
	}

	/**
	 * Return the events of a channel after a position that Redis has given for sure. If
	 * the channel is behind it, Redis has lost what it wrote last; then the channel gets
	 * another epoch, so that no two events have the same position.
	 * @param channel the name of the channel
	 * @param since the position; {@code null} to ask for the position only
	 * @param limit how many events to return at most
	 * @return the events
	 */
	Mono<HistoryPage> follow(String channel, @Nullable StreamPosition since, int limit) {
		return (since != null) ? read(channel, "since", since, 0, limit, true)
				: read(channel, "position", null, 0, 1, false);
	}

	/**
	 * Remember how far a channel has come, as long as this node follows it.
	 * @param channel the name of the channel
	 * @param position its position; {@code null} if the node does not follow it any more
	 */
	void seen(String channel, @Nullable StreamPosition position) {
		if (position != null) {
			this.seen.put(channel, position);
		}
		else {
			this.seen.remove(channel);
		}
	}

	private Mono<HistoryPage> read(String channel, String what, @Nullable StreamPosition since, long age, int limit,
			boolean given) {
		return Mono.defer(() -> this.connections
			.<List<Object>>run(READ, List.of(this.keyspace.position(channel), this.keyspace.events(channel)),
					newEpoch(), what, (since != null) ? since.epoch() : "", (since != null) ? since.offset() : age,
					limit, given ? "1" : "0", this.time.get())
			.map((answer) -> page(channel, answer, since != null)));
	}

	/**
	 * Read an answer. Where an entry is no event there is a hole: those who ask for all
	 * since a position get what is before it, and are told of it when nothing is; others
	 * get what is after it.
	 */
	private static HistoryPage page(String channel, List<Object> answer, boolean since) {
		StreamPosition position = position(answer);
		String gap = text(answer.get(2));
		List<Publication> publications = new ArrayList<>((answer.size() - 3) / 2);
		for (int i = 3; i < answer.size(); i += 2) {
			StreamPosition each = new StreamPosition(position.epoch(), Long.parseLong(text(answer.get(i))));
			Publication publication = decode(channel, (byte[]) answer.get(i + 1), each);
			if (publication != null) {
				publications.add(publication);
			}
			else if (since) {
				return new HistoryPage(position, publications,
						publications.isEmpty() ? HistoryGap.EVENTS_FORGOTTEN : null);
			}
			else {
				publications.clear();
			}
		}
		return new HistoryPage(position, publications, gap.isEmpty() ? null : HistoryGap.valueOf(gap));
	}

	private static @Nullable Publication decode(String channel, byte[] entry, StreamPosition position) {
		try {
			return PublicationCodec.decode(channel, entry, position);
		}
		catch (IllegalArgumentException ex) {
			logger.warn("Event " + position.offset() + " of channel '" + channel + "' in Redis is lost: "
					+ ex.getMessage());
			return null;
		}
	}

	private static StreamPosition position(List<Object> answer) {
		return new StreamPosition(text(answer.get(0)), Long.parseLong(text(answer.get(1))));
	}

	private static String text(Object bytes) {
		return new String((byte[]) bytes, StandardCharsets.UTF_8);
	}

	private String newEpoch() {
		return this.node + "-" + Long.toString(this.epochs.incrementAndGet(), EPOCH_RADIX);
	}

	private static long milliseconds(Duration duration) {
		if (duration.compareTo(MAX_TTL) > 0) {
			return MAX_TTL.toMillis();
		}
		return Math.max(0, duration.plusNanos(999_999).toMillis());
	}

	private static void requirePositive(int limit) {
		if (limit < 1) {
			throw new IllegalArgumentException("It takes a limit of 1 at least");
		}
	}

}
