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

import com.lattestream.StreamPosition;
import com.lattestream.broker.Member;
import org.jspecify.annotations.Nullable;

/**
 * A connection's place in a channel.
 */
final class Subscription {

	private final Connection connection;

	private final String channel;

	private final @Nullable Member member;

	/** Where it stands among the subscribers of its lane. */
	int index;

	/** What came before the acknowledgement; {@code null} once that is out. */
	private @Nullable List<Delivery> held = new ArrayList<>(0);

	private boolean acknowledged;

	/**
	 * How many subscriptions the channel has, as the client was told; -1 if it was not.
	 */
	private int count = -1;

	/** Version of the members the client knows; only later changes are news to it. */
	private long presenceVersion;

	/** The same of who types. */
	private long typingVersion;

	/** Where the client stands; {@code null} if the channel has no history. */
	private @Nullable StreamPosition position;

	/** Whether it stands where it started. */
	private boolean unheard = true;

	/** Version of the event that the cache had for the client; few channels have any. */
	private @Nullable Long cacheVersion;

	/** Few channels have a limit of their own. */
	private @Nullable TokenBucket clientEvents;

	Subscription(Connection connection, String channel, @Nullable Member member) {
		this.connection = connection;
		this.channel = channel;
		this.member = member;
	}

	Connection connection() {
		return this.connection;
	}

	String channel() {
		return this.channel;
	}

	@Nullable Member member() {
		return this.member;
	}

	@Nullable String userId() {
		return (this.member != null) ? this.member.userId() : null;
	}

	/**
	 * Hand something over, or hold it back while the acknowledgement is not out.
	 * @param delivery what to hand over
	 * @return whether the client gets it now or later
	 */
	boolean deliver(Delivery delivery) {
		if (!delivery.isFor(this)) {
			return false;
		}
		if (this.held != null) {
			this.held.add(delivery);
			return true;
		}
		if (!isNews(delivery)) {
			return false;
		}
		this.connection.send(delivery.frame(this.connection.dialect()));
		return true;
	}

	/**
	 * Find out whether the client gets a delivery together with the others, later. It
	 * counts as if it had it.
	 * @param delivery what waits
	 * @return whether it does; not if it is held back or not for the client
	 */
	boolean awaits(Delivery delivery) {
		return delivery.isFor(this) && this.held == null && isNews(delivery);
	}

	private boolean isNews(Delivery delivery) {
		int count = delivery.count();
		if (count >= 0) {
			if (count == this.count) {
				return false;
			}
			this.count = count;
		}
		StreamPosition next = delivery.position();
		if (next != null) {
			if (isKnown(next)) {
				return false;
			}
			this.position = next;
			this.unheard = false;
		}
		return true;
	}

	private boolean isKnown(StreamPosition other) {
		return this.position != null && other.epoch().equals(this.position.epoch())
				&& other.offset() <= this.position.offset();
	}

	/**
	 * Hold back what comes until there is another acknowledgement.
	 */
	void hold() {
		if (this.held == null) {
			this.held = new ArrayList<>(0);
		}
	}

	/**
	 * Return whether an acknowledgement is to come.
	 * @return whether all that comes is held back
	 */
	boolean isPending() {
		return this.held != null;
	}

	/**
	 * The acknowledgement is out: hand over what was held back, but for changes that were
	 * part of it.
	 * @param presenceVersion the version of the members in the acknowledgement
	 * @param typingVersion the version of those who type in it
	 * @param start how the subscription starts; earlier events are out, too
	 * @return whether it was the first one
	 */
	boolean acknowledged(long presenceVersion, long typingVersion, Start start) {
		boolean first = !this.acknowledged;
		this.acknowledged = true;
		List<Delivery> deliveries = this.held;
		this.held = null;
		this.presenceVersion = presenceVersion;
		this.typingVersion = typingVersion;
		StreamPosition end = start.end();
		this.position = end;
		if (deliveries != null) {
			for (int i = 0; i < deliveries.size(); i++) {
				if (i >= start.settled() || end == null || !isOfOtherEpoch(deliveries.get(i), end)) {
					deliver(deliveries.get(i));
				}
			}
		}
		return first;
	}

	/**
	 * Return how many deliveries are held back.
	 * @return the number
	 */
	int held() {
		return (this.held != null) ? this.held.size() : 0;
	}

	/**
	 * Find out which of the deliveries that are held back are older than a position if
	 * they are of another epoch. They are in the order of their publication.
	 * @param position the position
	 * @param older how many of the first ones are known to be older
	 * @return how many of the first ones are; negative if that is not known
	 */
	int settle(StreamPosition position, int older) {
		boolean others = false;
		for (int i = 0; i < held(); i++) {
			Delivery delivery = Objects.requireNonNull(this.held).get(i);
			if (isOfOtherEpoch(delivery, position)) {
				others |= i >= older;
			}
			else if (delivery.position() != null) {
				return Math.max(i, older);
			}
		}
		return others ? -1 : held();
	}

	private static boolean isOfOtherEpoch(Delivery delivery, StreamPosition position) {
		return delivery.position() != null && !delivery.position().epoch().equals(position.epoch());
	}

	/**
	 * Return where the client stands.
	 * @return the position that it was told last; {@code null} if it was told none
	 */
	@Nullable StreamPosition position() {
		return this.position;
	}

	/**
	 * Return whether the client got no live event yet.
	 * @return whether it stands where it started
	 */
	boolean isUnheard() {
		return this.unheard;
	}

	boolean isAcknowledged() {
		return this.acknowledged;
	}

	/**
	 * Return whether a change of who types is news to the client. What its own user does
	 * never is.
	 * @param change the change
	 * @return whether it is told
	 */
	boolean hearsOf(TypingChange change) {
		return this.member != null && change.version() > this.typingVersion
				&& !change.userId().equals(this.member.userId());
	}

	boolean isCounted() {
		return this.count >= 0;
	}

	/**
	 * The client gets an event that was kept: only later ones are news to it.
	 * @param cacheVersion the version of the event
	 */
	void startAfter(long cacheVersion) {
		this.cacheVersion = cacheVersion;
	}

	/**
	 * Return whether an event came before the one that the cache had for the client, or
	 * is that one.
	 * @param version the version of the event; 0 if it was not kept, as those of clients
	 * @return whether it is no news
	 */
	boolean knowsEventsUntil(long version) {
		return this.cacheVersion != null && version > 0 && version <= this.cacheVersion;
	}

	boolean knowsMembersOf(long version) {
		return version <= this.presenceVersion;
	}

	/**
	 * Count a client event where the channel has a limit of its own.
	 * @param perSecond how many there may be a second
	 * @return whether it may be sent
	 */
	boolean mayPublish(int perSecond) {
		long now = this.connection.now();
		if (this.clientEvents == null) {
			this.clientEvents = new TokenBucket(perSecond, now);
		}
		return this.clientEvents.take(now);
	}

}
