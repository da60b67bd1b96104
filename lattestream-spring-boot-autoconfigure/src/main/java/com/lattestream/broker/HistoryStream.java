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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * The history of one channel in memory; guarded by the store it is in.
 */
final class HistoryStream {

	/** What a stream takes beside its texts, about. */
	private static final int STREAM_SIZE = 400;

	/** What an event takes beside its texts, about. */
	private static final int EVENT_SIZE = 200;

	private final String channel;

	private StreamPosition position;

	/** Never without events. */
	private @Nullable HistoryRetention retention;

	private List<Entry> entries = new ArrayList<>(0);

	private long size;

	HistoryStream(String channel, String epoch) {
		this.channel = channel;
		this.position = new StreamPosition(epoch, 0);
		this.size = STREAM_SIZE + text(channel);
	}

	String channel() {
		return this.channel;
	}

	StreamPosition position() {
		return this.position;
	}

	/**
	 * Return how much memory is taken, about.
	 * @return the size in bytes
	 */
	long size() {
		return this.size;
	}

	boolean isEmpty() {
		return this.entries.isEmpty();
	}

	/**
	 * Append an event.
	 * @param publication the event
	 * @param retention what to keep
	 * @param now the time in milliseconds; if it goes back, events live longer
	 * @return the event with its position
	 */
	Publication append(Publication publication, HistoryRetention retention, long now) {
		this.position = this.position.next();
		Publication kept = publication.withPosition(this.position);
		this.retention = retention;
		Entry entry = new Entry(kept, isEmpty() ? now : Math.max(now, newest().publishedAt));
		this.entries.add(entry);
		this.size += entry.size();
		forget(this.entries.size() - retention.size());
		expire(now);
		return kept;
	}

	/**
	 * Forget the events whose time is over.
	 * @param now the time in milliseconds
	 */
	void expire(long now) {
		int expired = 0;
		while (expired < this.entries.size() && isExpired(this.entries.get(expired), now)) {
			expired++;
		}
		forget(expired);
	}

	/**
	 * Return whether no event is to be kept.
	 * @param now the time in milliseconds
	 * @return whether the newest one is too old
	 */
	boolean isExpired(long now) {
		return isEmpty() || isExpired(newest(), now);
	}

	/**
	 * Forget all events, but not the position.
	 */
	void clear() {
		forget(this.entries.size());
		this.entries = new ArrayList<>(0);
	}

	HistoryPage since(@Nullable StreamPosition since, int limit) {
		long first = this.position.offset() - this.entries.size() + 1;
		HistoryGap gap = (since != null) ? gap(since, first) : null;
		if (gap != null) {
			return new HistoryPage(this.position, List.of(), gap);
		}
		int from = (since != null) ? (int) (since.offset() + 1 - first) : 0;
		return page(from, Math.min(limit, this.entries.size() - from));
	}

	HistoryPage last(int count) {
		int actual = Math.min(count, this.entries.size());
		return page(this.entries.size() - actual, actual);
	}

	HistoryPage last(int count, Duration age, long now) {
		int actual = 0;
		while (actual < count && actual < this.entries.size() && !isOlder(actual, age, now)) {
			actual++;
		}
		return last(actual);
	}

	private boolean isOlder(int fromEnd, Duration age, long now) {
		Entry entry = this.entries.get(this.entries.size() - 1 - fromEnd);
		return Duration.ofMillis(now - entry.publishedAt).compareTo(age) > 0;
	}

	private @Nullable HistoryGap gap(StreamPosition since, long first) {
		if (!since.epoch().equals(this.position.epoch())) {
			return HistoryGap.EPOCH_CHANGED;
		}
		if (since.offset() > this.position.offset()) {
			return HistoryGap.POSITION_UNKNOWN;
		}
		return (since.offset() + 1 < first) ? HistoryGap.EVENTS_FORGOTTEN : null;
	}

	private HistoryPage page(int from, int count) {
		List<Publication> publications = this.entries.subList(from, from + count)
			.stream()
			.map(Entry::publication)
			.toList();
		return new HistoryPage(this.position, publications, null);
	}

	private void forget(int count) {
		if (count > 0) {
			List<Entry> oldest = this.entries.subList(0, count);
			oldest.forEach((entry) -> this.size -= entry.size());
			oldest.clear();
		}
	}

	private boolean isExpired(Entry entry, long now) {
		return this.retention != null
				&& Duration.ofMillis(now - entry.publishedAt).compareTo(this.retention.ttl()) >= 0;
	}

	private Entry newest() {
		return this.entries.get(this.entries.size() - 1);
	}

	/**
	 * Characters are counted as two bytes, which is what the longest of them take.
	 */
	private static long text(@Nullable String text) {
		return (text != null) ? (long) Character.BYTES * text.length() : 0;
	}

	private record Entry(Publication publication, long publishedAt) {

		long size() {
			byte[] bytes = this.publication.bytes();
			return EVENT_SIZE + ((bytes != null) ? bytes.length : 0) + text(this.publication.event())
					+ text(this.publication.data()) + text(this.publication.excludedSocketId())
					+ text(this.publication.userId());
		}

	}

}
