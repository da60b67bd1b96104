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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

import com.lattestream.StreamPosition;
import com.lattestream.broker.BrokerListener;
import com.lattestream.broker.HistoryGap;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.Publication;
import org.jspecify.annotations.Nullable;

/**
 * Hands the events of one channel with a history over without a hole and without a
 * repeat, whatever happens to the link they come by. It knows the position of the channel
 * from the start; an event that is not the next one waits until those before it were read
 * from the history, and after each interruption it reads what came meanwhile. What cannot
 * be read any more is told to be lost.
 * <p>
 * All methods are called one at a time.
 */
final class ChannelFeed {

	/** How many events are read at once. */
	private static final int PAGE = 100;

	/** How many events wait for a hole to be filled; more are read from the history. */
	private static final int MAX_WAITING = 1000;

	private final String channel;

	private final Source source;

	private final BrokerListener listener;

	private final Runnable started;

	private final Deque<Waiting> waiting = new ArrayDeque<>();

	/** That of the event handed over last; {@code null} until it is known. */
	private @Nullable StreamPosition position;

	/** The latest one that came by the link. */
	private @Nullable StreamPosition received;

	private boolean subscribed;

	private boolean late;

	private boolean reading;

	/** Whether what is being read may be too old already. */
	private boolean readAgain;

	private int reads;

	private boolean closed;

	/**
	 * Create a feed.
	 * @param channel the name of the channel
	 * @param source reads its history
	 * @param listener takes its events
	 * @param started is run when the feed begins to hand over
	 */
	ChannelFeed(String channel, Source source, BrokerListener listener, Runnable started) {
		this.channel = channel;
		this.source = source;
		this.listener = listener;
		this.started = started;
	}

	/**
	 * The link is there, for the first time or again: every event from now on will come.
	 */
	void subscribed() {
		this.subscribed = true;
		this.received = null;
		read();
	}

	/**
	 * Somebody began to listen before the position of the channel was known. Events that
	 * come until then are lost to them, and this will be told.
	 */
	void listenedTooEarly() {
		this.late = this.position == null;
	}

	/**
	 * A publication came by the link.
	 * @param publication the publication, without a position if it is not part of the
	 * history
	 */
	void received(Publication publication) {
		StreamPosition at = publication.position();
		boolean wentBack = at != null && this.received != null && at.epoch().equals(this.received.epoch())
				&& at.offset() <= this.received.offset();
		if (at != null) {
			this.received = at;
		}
		if (wentBack) {
			// Redis gives offsets again that it gave before: it lost its last writes
			read();
		}
		if (this.position == null || this.reading) {
			await(publication);
		}
		else if (!accept(publication, true)) {
			await(publication);
			read();
		}
	}

	/**
	 * Hand over nothing more.
	 */
	void close() {
		this.closed = true;
		this.waiting.clear();
	}

	/**
	 * Hand a publication over if it is the next one.
	 * @return {@code false} if others belong before it, or that is not known
	 */
	private boolean accept(Publication publication, boolean uninterrupted) {
		StreamPosition next = publication.position();
		StreamPosition current = Objects.requireNonNull(this.position);
		if (next == null) {
			this.listener.received(publication);
			return true;
		}
		if (next.epoch().equals(current.epoch())) {
			if (next.offset() > current.offset() + 1) {
				return false;
			}
			if (next.offset() == current.offset() + 1) {
				handOver(publication, next);
			}
			return true;
		}
		if (uninterrupted && next.offset() == 1) {
			handOver(publication, next);
			return true;
		}
		return false;
	}

	private void handOver(Publication publication, StreamPosition at) {
		reach(at);
		this.listener.received(publication);
	}

	private void reach(StreamPosition at) {
		this.position = at;
		this.source.reached(this.channel, at);
	}

	private void await(Publication publication) {
		if (this.waiting.size() >= MAX_WAITING) {
			this.waiting.clear();
			this.readAgain = true;
		}
		this.waiting.add(new Waiting(publication, this.reads));
	}

	private void read() {
		if (!this.subscribed || this.closed) {
			return;
		}
		if (this.reading) {
			this.readAgain = true;
			return;
		}
		this.reading = true;
		this.readAgain = false;
		this.reads++;
		this.source.read(this.channel, this.position, PAGE, this::read);
	}

	/**
	 * What was asked for was read.
	 * @param page the events after the position, or the position if it was not known
	 */
	void read(HistoryPage page) {
		if (this.closed) {
			return;
		}
		this.reading = false;
		if (this.position == null) {
			begin(page.position());
		}
		else if (page.gap() == HistoryGap.EVENTS_FORGOTTEN) {
			readOldest();
			return;
		}
		else if (page.gap() != null) {
			lost(page.gap(), page.position());
		}
		else {
			handOver(page);
		}
		goOn(page.position());
	}

	private void handOver(HistoryPage page) {
		for (Publication publication : page.publications()) {
			accept(publication, false);
		}
		this.readAgain |= page.hasMore();
	}

	private void goOn(StreamPosition latest) {
		if (!this.readAgain) {
			release(latest);
		}
		if (this.readAgain || !this.waiting.isEmpty()) {
			read();
		}
	}

	/**
	 * What an older epoch had is gone, but the newer one has all from its beginning.
	 */
	private void lost(HistoryGap gap, StreamPosition latest) {
		boolean changed = gap == HistoryGap.EPOCH_CHANGED && latest.offset() > 0;
		tellLoss(changed ? new StreamPosition(latest.epoch(), 0) : latest, gap);
		this.readAgain |= changed;
	}

	private void tellLoss(StreamPosition certain, HistoryGap gap) {
		reach(certain);
		this.listener.lost(this.channel, certain, gap);
	}

	/**
	 * Go on with the oldest event that is kept: who subscribed after it misses nothing.
	 */
	private void readOldest() {
		this.reading = true;
		this.reads++;
		this.source.readOldest(this.channel, PAGE, this::readOldest);
	}

	private void readOldest(HistoryPage page) {
		if (this.closed) {
			return;
		}
		this.reading = false;
		StreamPosition current = Objects.requireNonNull(this.position);
		StreamPosition latest = page.position();
		if (!latest.epoch().equals(current.epoch())) {
			lost(HistoryGap.EPOCH_CHANGED, latest);
		}
		else {
			StreamPosition before = new StreamPosition(latest.epoch(),
					page.end().offset() - page.publications().size());
			// Otherwise it is one of those that are kept that cannot be read
			tellLoss((before.offset() > current.offset()) ? before : latest, HistoryGap.EVENTS_FORGOTTEN);
			handOver(page);
		}
		goOn(latest);
	}

	private void begin(StreamPosition first) {
		reach(first);
		if (this.late) {
			this.late = false;
			this.listener.lost(this.channel, first, HistoryGap.POSITION_UNKNOWN);
		}
		this.started.run();
	}

	/**
	 * Hand over what waited, up to the next hole. What came before the reading began and
	 * is not part of what was read is of an older epoch, or Redis does not know it any
	 * more.
	 * @param latest the position of the channel when it was read
	 */
	private void release(StreamPosition latest) {
		while (!this.waiting.isEmpty()) {
			Waiting next = this.waiting.element();
			StreamPosition at = next.publication.position();
			boolean obsolete = at != null && next.reads < this.reads
					&& (!at.epoch().equals(latest.epoch()) || at.offset() > latest.offset());
			if (!obsolete && !accept(next.publication, false)) {
				return;
			}
			this.waiting.remove();
		}
	}

	/**
	 * A publication that waits.
	 *
	 * @param publication the publication
	 * @param reads how many times the history had begun to be read when it came
	 */
	private record Waiting(Publication publication, int reads) {

	}

	/**
	 * Reads histories.
	 */
	interface Source {

		/**
		 * Read what came after a position, and go on trying until it is there or the feed
		 * was closed.
		 * @param channel the name of the channel
		 * @param since the position; {@code null} to read that of the channel
		 * @param limit how many events to read
		 * @param reader takes them
		 */
		void read(String channel, @Nullable StreamPosition since, int limit, Reader reader);

		/**
		 * Read what is kept, beginning with the oldest event, and go on trying as above.
		 * @param channel the name of the channel
		 * @param limit how many events to read
		 * @param reader takes them
		 */
		void readOldest(String channel, int limit, Reader reader);

		/**
		 * A position is certain.
		 * @param channel the name of the channel
		 * @param position its position
		 */
		default void reached(String channel, StreamPosition position) {
		}

	}

	/**
	 * Takes what was read.
	 */
	@FunctionalInterface
	interface Reader {

		/**
		 * Take what was read, one at a time with all else that the feed gets.
		 * @param page the page
		 */
		void read(HistoryPage page);

	}

}
