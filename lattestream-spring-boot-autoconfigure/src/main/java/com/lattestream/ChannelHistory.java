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

package com.lattestream;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of the history of a channel.
 *
 * @param position the position of the channel when the page was read: all events up to it
 * were published before, all others after
 * @param events the events, oldest first, without any hole between them
 * @param gap why it is not known what came after the position that was asked for, and
 * then there are no events; {@code null} if the events follow it without a hole
 */
public record ChannelHistory(StreamPosition position, List<HistoryEvent> events, @Nullable Gap gap) {

	/**
	 * Most events in one page.
	 */
	public static final int MAX_EVENTS = 1000;

	/**
	 * Create a page.
	 * @param position the position of the channel
	 * @param events the events, oldest first
	 * @param gap why it is not known what came after the position that was asked for
	 */
	public ChannelHistory {
		events = List.copyOf(events);
	}

	/**
	 * Return the position up to which this page tells everything: where the next one
	 * begins.
	 * @return the position of the last event; that of the channel if there is none
	 */
	public StreamPosition end() {
		return this.events.isEmpty() ? this.position : this.events.get(this.events.size() - 1).position();
	}

	/**
	 * Return whether the channel had more events than this page has.
	 * @return whether to ask for those since {@link #end()}
	 */
	public boolean hasMore() {
		return end().offset() < this.position.offset();
	}

	/**
	 * Check how many events are asked for.
	 * @param limit how many
	 * @throws InvalidRequestException if they are none or too many
	 */
	public static void checkLimit(int limit) {
		if (limit < 1 || limit > MAX_EVENTS) {
			throw new InvalidRequestException(
					"A page of a history has 1 to " + MAX_EVENTS + " events but " + limit + " were asked for");
		}
	}

	/**
	 * Why it is not known what came after a position.
	 */
	public enum Gap {

		/**
		 * The stream was lost since then, and with it what came next.
		 */
		EPOCH_CHANGED,

		/**
		 * Events after the position are kept no more: they were too many, too old, or
		 * gave way to others.
		 */
		EVENTS_FORGOTTEN,

		/**
		 * The stream has not come that far: nobody can have got this position from it.
		 */
		POSITION_UNKNOWN

	}

}
