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

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;

import com.lattestream.StreamPosition;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.FrameCodec;
import org.jspecify.annotations.Nullable;

/**
 * Makes deliveries of kept events, and shares them between clients: when many come back
 * at once, they missed the same events of the same channels. Of some channels the last
 * events that were asked for are remembered, each encoded once. Safe for use by many
 * threads: who loses a race encodes once more.
 */
final class ReplayFrames {

	/** How many channels are remembered; a power of two. */
	private static final int CHANNELS = 16;

	/** How much data is remembered of a channel, in characters. */
	private static final int MAX_SIZE = 512 * 1024;

	private final FrameCodec codec;

	private final AtomicReferenceArray<@Nullable Known> known = new AtomicReferenceArray<>(CHANNELS);

	ReplayFrames(FrameCodec codec) {
		this.codec = codec;
	}

	/**
	 * Return deliveries of events.
	 * @param channel the name of their channel
	 * @param publications the events with their positions, oldest first
	 * @return the deliveries in the same order
	 */
	List<Delivery> of(String channel, List<Publication> publications) {
		if (publications.isEmpty()) {
			return List.of();
		}
		int slot = channel.hashCode() & (CHANNELS - 1);
		Known before = this.known.get(slot);
		Known usable = (before != null && before.channel.equals(channel)) ? before : null;
		List<Delivery> deliveries = new ArrayList<>(publications.size());
		boolean all = true;
		for (Publication publication : publications) {
			StreamPosition position = Objects.requireNonNull(publication.position());
			Delivery delivery = (usable != null) ? usable.find(position) : null;
			all &= delivery != null;
			deliveries.add((delivery != null) ? delivery : Delivery.of(publication, this.codec));
		}
		if (!all) {
			this.known.set(slot, new Known(channel, newest(publications, deliveries)));
		}
		return deliveries;
	}

	private static List<Delivery> newest(List<Publication> publications, List<Delivery> deliveries) {
		int from = publications.size();
		long size = 0;
		while (from > 0) {
			Publication publication = publications.get(from - 1);
			byte[] bytes = publication.bytes();
			size += publication.data().length() + ((bytes != null) ? bytes.length : 0);
			if (size > MAX_SIZE) {
				break;
			}
			from--;
		}
		return List.copyOf(deliveries.subList(from, deliveries.size()));
	}

	/**
	 * The last events of a channel.
	 *
	 * @param channel the name of the channel
	 * @param deliveries the events in the order of their positions; may leave some out
	 */
	private record Known(String channel, List<Delivery> deliveries) {

		@Nullable Delivery find(StreamPosition position) {
			int low = 0;
			int high = this.deliveries.size() - 1;
			while (low <= high) {
				int middle = (low + high) >>> 1;
				Delivery candidate = this.deliveries.get(middle);
				StreamPosition found = Objects.requireNonNull(candidate.position());
				if (found.offset() == position.offset()) {
					return found.epoch().equals(position.epoch()) ? candidate : null;
				}
				if (found.offset() < position.offset()) {
					low = middle + 1;
				}
				else {
					high = middle - 1;
				}
			}
			return null;
		}

	}

}
