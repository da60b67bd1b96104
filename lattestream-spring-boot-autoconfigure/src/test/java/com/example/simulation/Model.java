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

package com.example.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

import com.lattestream.StreamPosition;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.Publication;

/**
 * What is known of the events of one channel with a history, from all who saw any of
 * them. For the thread of the world.
 */
final class Model {

	private final String channel;

	private final World world;

	private final Map<StreamPosition, String> events = new HashMap<>();

	private final Map<String, StreamPosition> positions = new HashMap<>();

	private final List<Confirmation> confirmed = new ArrayList<>();

	/** Those up to which events were said to be kept no more. */
	private final Set<StreamPosition> losses = new HashSet<>();

	private final List<Skip> skips = new ArrayList<>();

	private final Set<String> sent = new HashSet<>();

	Model(String channel, World world) {
		this.channel = channel;
		this.world = world;
	}

	/**
	 * Return the client that sent an event.
	 * @param event the event
	 * @return begins its events
	 */
	private static String publisher(String event) {
		return event.substring(0, event.indexOf('-'));
	}

	/**
	 * Somebody asked for an event to be published.
	 * @param event the event
	 */
	void asked(String event) {
		this.sent.add(event);
	}

	/**
	 * A publisher was told that an event was published.
	 * @param event the event
	 * @param position its position
	 */
	void confirmed(String event, StreamPosition position) {
		this.confirmed.add(new Confirmation(event, position));
		seen(event, position);
	}

	/**
	 * Somebody saw an event.
	 * @param event the event
	 * @param position its position
	 */
	void seen(String event, StreamPosition position) {
		String other = this.events.putIfAbsent(position, event);
		if (other != null && !other.equals(event)) {
			violated("two events have " + position + ": " + other + " and " + event);
		}
		StreamPosition elsewhere = this.positions.putIfAbsent(event, position);
		if (elsewhere != null && !elsewhere.equals(position)) {
			violated(event + " was published twice, at " + elsewhere + " and " + position);
		}
		if (!this.sent.contains(event)) {
			violated("nobody published " + event);
		}
	}

	/**
	 * A client did not get events, without being told.
	 * @param client the client
	 * @param epoch their epoch
	 * @param from the offset of the first
	 * @param to that of the last; {@link Long#MAX_VALUE} if all later ones of the epoch
	 * are missing
	 */
	void skipped(SimulatedClient client, String epoch, long from, long to) {
		if (from <= to) {
			this.skips.add(new Skip(client, epoch, from, to));
		}
	}

	/**
	 * A client was told that it may have missed events.
	 * @param client the client
	 * @param before where it stood
	 * @param told where it stands
	 * @param reason why
	 * @param subscribing whether it had asked for them
	 */
	void lost(SimulatedClient client, StreamPosition before, StreamPosition told, String reason, boolean subscribing) {
		boolean sameEpoch = before.epoch().equals(told.epoch());
		long missed = told.offset() - before.offset();
		if (reason.equals("events_forgotten") && !subscribing) {
			this.losses.add(told);
		}
		boolean unavoidable = switch (reason) {
			case "epoch_changed" -> !sameEpoch && this.world.hasLostData();
			case "events_forgotten" -> sameEpoch && missed > (subscribing ? this.world.schedule().historySize() : 0);
			case "too_many" -> subscribing && sameEpoch && missed > this.world.schedule().maxRecovery();
			// It subscribed while its node had no link, which is told afterwards
			case "position_unknown" -> !subscribing;
			default -> false;
		};
		if (reason.equals("position_unknown")) {
			this.world.violatedIfCalm(this.channel + ": " + client + " was told " + reason);
		}
		if (!unavoidable) {
			violated(client + " was told " + reason + " at " + told + " after " + before);
		}
	}

	/**
	 * All is over: check what could not be checked before.
	 * @param end all that the channel still has
	 */
	void verify(HistoryPage end) {
		for (Publication publication : end.publications()) {
			seen(World.id(publication.data()), publication.position());
		}
		this.losses.forEach(this::verifyLoss);
		this.skips.forEach(this::verify);
		this.confirmed.forEach((confirmation) -> verify(confirmation, end));
	}

	/**
	 * A node goes on with the oldest event that is kept at that moment.
	 */
	private void verifyLoss(StreamPosition told) {
		boolean forgotten = this.events.keySet()
			.stream()
			.anyMatch((position) -> position.epoch().equals(told.epoch())
					&& position.offset() >= told.offset() + this.world.schedule().historySize());
		if (!forgotten) {
			violated("what is told to be forgotten up to " + told + " was kept");
		}
	}

	private void verify(Skip skip) {
		LongStream offsets = (skip.to < Long.MAX_VALUE) ? LongStream.rangeClosed(skip.from, skip.to)
				: this.events.keySet()
					.stream()
					.filter((position) -> position.epoch().equals(skip.epoch) && position.offset() >= skip.from)
					.mapToLong(StreamPosition::offset);
		offsets.filter((offset) -> !mayMiss(skip.client, new StreamPosition(skip.epoch, offset))).forEach((offset) -> {
			StreamPosition position = new StreamPosition(skip.epoch, offset);
			violated(skip.client + " missed " + this.events.get(position) + " at " + position);
		});
	}

	/**
	 * Return whether a client may go without an event: those that it sent are not for it.
	 * What nobody saw may be one of them.
	 * @param client the client
	 * @param position the position of the event
	 * @return whether it may
	 */
	boolean mayMiss(SimulatedClient client, StreamPosition position) {
		String event = this.events.get(position);
		if (event != null) {
			return publisher(event).equals(client.name());
		}
		return this.sent.stream()
			.anyMatch((asked) -> publisher(asked).equals(client.name()) && !this.positions.containsKey(asked));
	}

	private void verify(Confirmation confirmation, HistoryPage end) {
		StreamPosition position = confirmation.position;
		boolean sameEpoch = position.epoch().equals(end.position().epoch());
		boolean kept = sameEpoch && position.offset() > end.position().offset() - this.world.schedule().historySize();
		boolean there = end.publications().stream().anyMatch((event) -> position.equals(event.position()));
		if (kept && !there) {
			violated(confirmation + " is not in the history");
		}
		if (!sameEpoch && !this.world.hasLostData()) {
			violated(confirmation + " is of an epoch that is gone");
		}
		if (sameEpoch && position.offset() > end.position().offset()) {
			violated(confirmation + " is behind the end");
		}
	}

	private void violated(String what) {
		this.world.violated(this.channel + ": " + what);
	}

	private record Skip(SimulatedClient client, String epoch, long from, long to) {

	}

	private record Confirmation(String event, StreamPosition position) {

	}

}
