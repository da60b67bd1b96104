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

import java.util.List;
import java.util.Objects;

import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * Events of a channel, and where the channel stood when they were read.
 *
 * @param position the position of the channel at that moment: all events up to it were
 * published before, all others after
 * @param publications the events with their positions, oldest first, without any hole
 * between them
 * @param gap why it is not known what came after the position that was asked for, and
 * then there are no events; {@code null} if the events follow it without a hole
 */
public record HistoryPage(StreamPosition position, List<Publication> publications, @Nullable HistoryGap gap) {

	/**
	 * Return the position up to which this page tells everything: where the next one
	 * begins.
	 * @return the position of the last event; that of the channel if there is none
	 */
	public StreamPosition end() {
		return this.publications.isEmpty() ? this.position
				: Objects.requireNonNull(this.publications.get(this.publications.size() - 1).position());
	}

	/**
	 * Return whether the channel had more events than fit in this page.
	 * @return whether to ask for those since {@link #end()}
	 */
	public boolean hasMore() {
		return end().offset() < this.position.offset();
	}

}
