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

package com.lattestream.broker;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import com.lattestream.StreamPosition;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The history of one node. It takes so much memory and no more: when there is too much to
 * keep, the channel that was published to least recently loses its events first. Its
 * position is kept on; all positions of channels without events may take a quarter of the
 * memory, and of these, too, the oldest is forgotten first. The log says at most once a
 * minute that events give way.
 */
public final class InMemoryHistoryStore implements HistoryStore {

	private static final Log logger = LogFactory.getLog(InMemoryHistoryStore.class);

	private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);

	/** Channels share so many locks; a power of two. */
	private static final int LOCKS = 64;

	/** Channels that are not known share so many generations; a power of two. */
	private static final int GENERATIONS = 4096;

	private static final int RADIX = 36;

	private final long maxSize;

	private final Clock clock;

	/** Begins every epoch: no other store has it, nor this one after a restart. */
	private final String prefix = Long.toString(new SecureRandom().nextLong() >>> 1, RADIX);

	/** Each held while an event is kept and published, hence in the order of offsets. */
	private final Object[] locks = new Object[LOCKS];

	/**
	 * How many streams were forgotten of the channels with the same hash. It makes the
	 * epoch of those that are not known, so that nothing has to be kept for a channel
	 * that was never published to.
	 */
	private final long[] generations = new long[GENERATIONS];

	/** Those with events, in the order of their latest ones; guards all that follows. */
	private final Map<String, HistoryStream> streams = new LinkedHashMap<>();

	/** Those without events, in the order in which they lost them. */
	private final Map<String, HistoryStream> positions = new LinkedHashMap<>();

	private long size;

	private long positionsSize;

	/** When the log may say again that events give way, in milliseconds. */
	private long warnAt = Long.MIN_VALUE;

	/**
	 * Create a store.
	 * @param maxSize how much memory to take, in bytes
	 * @param clock the clock that events expire by
	 */
	public InMemoryHistoryStore(long maxSize, Clock clock) {
		this.maxSize = maxSize;
		this.clock = clock;
		Arrays.setAll(this.locks, (i) -> new Object());
	}

	@Override
	public Mono<HistoryReceipt> publish(Publication publication, HistoryRetention retention,
			Function<Publication, Mono<Integer>> broker) {
		return Mono.deferContextual((context) -> {
			synchronized (this.locks[publication.channel().hashCode() & (LOCKS - 1)]) {
				Publication kept = append(publication, retention);
				StreamPosition position = Objects.requireNonNull(kept.position());
				return Mono.fromFuture(broker.apply(kept)
					.map((reached) -> new HistoryReceipt(position, reached))
					.defaultIfEmpty(new HistoryReceipt(position, null))
					.contextWrite(context)
					.toFuture(), true);
			}
		});
	}

	@Override
	public Mono<StreamPosition> position(String channel) {
		return read(channel, HistoryStream::position);
	}

	@Override
	public Mono<HistoryPage> history(String channel, @Nullable StreamPosition since, int limit) {
		requirePositive(limit);
		return read(channel, (stream) -> stream.since(since, limit));
	}

	@Override
	public Mono<HistoryPage> last(String channel, int count) {
		requirePositive(count);
		return read(channel, (stream) -> stream.last(count));
	}

	@Override
	public Mono<HistoryPage> last(String channel, int count, Duration age) {
		requirePositive(count);
		return read(channel, (stream) -> stream.last(count, age, this.clock.millis()));
	}

	private static void requirePositive(int limit) {
		if (limit < 1) {
			throw new IllegalArgumentException("It takes a limit of 1 at least");
		}
	}

	private <T> Mono<T> read(String channel, Function<HistoryStream, T> reader) {
		return Mono.fromSupplier(() -> {
			synchronized (this.streams) {
				return reader.apply(find(channel));
			}
		});
	}

	private Publication append(Publication publication, HistoryRetention retention) {
		synchronized (this.streams) {
			long now = this.clock.millis();
			HistoryStream stream = find(publication.channel());
			remove(stream);
			Publication kept = stream.append(publication, retention, now);
			add(stream);
			shrink(now);
			return kept;
		}
	}

	/**
	 * Find a stream without what has expired. One that is not known is created but not
	 * kept.
	 */
	private HistoryStream find(String channel) {
		HistoryStream stream = this.streams.get(channel);
		if (stream == null) {
			stream = this.positions.get(channel);
			return (stream != null) ? stream : new HistoryStream(channel, epoch(channel));
		}
		long before = stream.size();
		stream.expire(this.clock.millis());
		this.size += stream.size() - before;
		if (stream.isEmpty()) {
			remove(stream);
			add(stream);
		}
		return stream;
	}

	private void remove(HistoryStream stream) {
		if (this.streams.remove(stream.channel(), stream)) {
			this.size -= stream.size();
		}
		else if (this.positions.remove(stream.channel(), stream)) {
			this.size -= stream.size();
			this.positionsSize -= stream.size();
		}
	}

	private void add(HistoryStream stream) {
		this.size += stream.size();
		if (!stream.isEmpty()) {
			this.streams.put(stream.channel(), stream);
		}
		else {
			this.positions.put(stream.channel(), stream);
			this.positionsSize += stream.size();
		}
	}

	/**
	 * Forget what has expired, as far as it is the oldest, and the oldest as long as it
	 * is too much.
	 */
	private void shrink(long now) {
		while (!this.streams.isEmpty()) {
			HistoryStream oldest = this.streams.values().iterator().next();
			if (!oldest.isExpired(now)) {
				if (this.size <= this.maxSize) {
					break;
				}
				warn(oldest, now);
			}
			remove(oldest);
			oldest.clear();
			add(oldest);
		}
		Iterator<HistoryStream> oldest = this.positions.values().iterator();
		while (oldest.hasNext() && (this.size > this.maxSize || this.positionsSize > this.maxSize / 4)) {
			HistoryStream stream = oldest.next();
			oldest.remove();
			this.size -= stream.size();
			this.positionsSize -= stream.size();
			this.generations[generation(stream.channel())]++;
		}
	}

	private void warn(HistoryStream stream, long now) {
		if (now >= this.warnAt) {
			this.warnAt = now + WARNING_INTERVAL.toMillis();
			logger.warn("Histories need more than " + this.maxSize + " bytes, so channel '" + stream.channel()
					+ "' and maybe others lose their events; see 'lattestream.hub.history.max-size'");
		}
	}

	private String epoch(String channel) {
		return this.prefix + "-" + Long.toString(this.generations[generation(channel)], RADIX);
	}

	private static int generation(String channel) {
		return channel.hashCode() & (GENERATIONS - 1);
	}

	/**
	 * Return how much memory is taken, about.
	 * @return the size in bytes
	 */
	long size() {
		synchronized (this.streams) {
			return this.size;
		}
	}

}
