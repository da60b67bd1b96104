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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import com.lattestream.StreamPosition;
import com.lattestream.broker.HistoryGap;
import com.lattestream.broker.MemberChange;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.ChannelPosition;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.FrameCodec;
import com.lattestream.protocol.RecoveryFailure;
import com.lattestream.protocol.ServerFrame;
import org.jspecify.annotations.Nullable;

/**
 * One frame on its way to all subscribers of a channel on this node. It is encoded once
 * per dialect, when the first subscriber of that dialect gets it.
 */
final class Delivery {

	private static final Predicate<Subscription> EVERYONE = (subscription) -> true;

	private final FrameCodec codec;

	private final String channel;

	private final ServerFrame frame;

	private final Predicate<Subscription> audience;

	private final @Nullable StreamPosition position;

	private final AtomicInteger reached = new AtomicInteger();

	private final AtomicInteger lanes = new AtomicInteger();

	private final CompletableFuture<Integer> result = new CompletableFuture<>();

	private volatile @Nullable EncodedFrame latteStream;

	private volatile @Nullable EncodedFrame pusher;

	private Delivery(FrameCodec codec, String channel, ServerFrame frame, Predicate<Subscription> audience) {
		this.codec = codec;
		this.channel = channel;
		this.frame = frame;
		this.audience = audience;
		ChannelPosition standing = frame.standing();
		this.position = (standing != null) ? standing.position() : null;
	}

	static Delivery of(Publication publication, FrameCodec codec) {
		Address address = Address.parse(publication.channel());
		ServerFrame.Event event = (address != null)
				? new ServerFrame.DirectEvent(address.pusherChannel(), publication.event(), publication.data(),
						publication.verbatim())
				: new ServerFrame.ChannelEvent(publication.channel(), publication.event(), publication.data(),
						publication.verbatim(), publication.userId(), publication.position());
		byte[] bytes = publication.bytes();
		ServerFrame frame = (bytes != null) ? new ServerFrame.BinaryEvent(event, bytes) : event;
		return new Delivery(codec, publication.channel(), frame, audience(publication));
	}

	static Delivery of(MemberChange change, FrameCodec codec) {
		String userId = change.member().userId();
		String userInfo = change.member().userInfo();
		ServerFrame frame = change.added() ? new ServerFrame.MemberAdded(change.channel(), userId, userInfo)
				: new ServerFrame.MemberRemoved(change.channel(), userId, userInfo);
		return new Delivery(codec, change.channel(), frame,
				(subscription) -> !subscription.knowsMembersOf(change.version()));
	}

	static Delivery of(TypingChange change, FrameCodec codec) {
		ServerFrame frame = new ServerFrame.Typing(change.channel(), change.userId(), change.typing());
		return new Delivery(codec, change.channel(), frame, (subscription) -> subscription.hearsOf(change));
	}

	/**
	 * Return a delivery to those who watch a user.
	 * @param change the user who came or went
	 * @param codec encodes it
	 * @return the delivery
	 */
	static Delivery ofOnline(MemberChange change, FrameCodec codec) {
		List<String> user = List.of(change.member().userId());
		ServerFrame frame = change.added() ? new ServerFrame.WatchlistEvents(user, List.of())
				: new ServerFrame.WatchlistEvents(List.of(), user);
		return of(change.channel(), frame, codec);
	}

	static Delivery of(String channel, ServerFrame frame, FrameCodec codec) {
		return new Delivery(codec, channel, frame, EVERYONE);
	}

	private static Predicate<Subscription> audience(Publication publication) {
		String excluded = publication.excludedSocketId();
		long cacheVersion = publication.cacheVersion();
		if (excluded == null && cacheVersion == 0) {
			return EVERYONE;
		}
		return (subscription) -> !subscription.connection().socketId().equals(excluded)
				&& !subscription.knowsEventsUntil(cacheVersion);
	}

	/**
	 * Return a delivery to those who may have missed events.
	 * @param channel the name of the channel
	 * @param position the position from which on all is certain again
	 * @param gap why events are missing
	 * @param codec encodes it
	 * @return the delivery
	 */
	static Delivery ofLoss(String channel, StreamPosition position, HistoryGap gap, FrameCodec codec) {
		return of(channel, new ServerFrame.PositionLost(channel, position, RecoveryFailure.valueOf(gap.name())), codec);
	}

	String channel() {
		return this.channel;
	}

	/**
	 * Return where those who get it stand then.
	 * @return the position, or {@code null} if it has none
	 */
	@Nullable StreamPosition position() {
		return this.position;
	}

	/**
	 * Return whether this is an event of the channel.
	 * @return whether it is; not if it tells of members, positions and the like
	 */
	boolean isEvent() {
		return this.frame instanceof ServerFrame.Event || this.frame instanceof ServerFrame.BinaryEvent;
	}

	boolean isFor(Subscription subscription) {
		return this.audience.test(subscription);
	}

	/**
	 * Return how many subscriptions the channel has, if this tells it.
	 * @return the number, or -1
	 */
	int count() {
		return (this.frame instanceof ServerFrame.SubscriptionCount told) ? told.count() : -1;
	}

	EncodedFrame frame(Dialect dialect) {
		EncodedFrame encoded = (dialect == Dialect.LATTESTREAM) ? this.latteStream : this.pusher;
		return (encoded != null) ? encoded : encode(dialect);
	}

	private synchronized EncodedFrame encode(Dialect dialect) {
		EncodedFrame encoded = (dialect == Dialect.LATTESTREAM) ? this.latteStream : this.pusher;
		if (encoded == null) {
			encoded = this.codec.encode(this.frame, dialect).shared();
			if (dialect == Dialect.LATTESTREAM) {
				this.latteStream = encoded;
			}
			else {
				this.pusher = encoded;
			}
		}
		return encoded;
	}

	/**
	 * Set out to so many lanes; each is to call {@link #done(int)}.
	 * @param lanes the number of lanes
	 */
	void start(int lanes) {
		this.lanes.set(lanes);
		if (lanes == 0) {
			this.result.complete(0);
		}
	}

	void done(int reached) {
		this.reached.addAndGet(reached);
		if (this.lanes.decrementAndGet() == 0) {
			this.result.complete(this.reached.get());
		}
	}

	/**
	 * Return the number of connections reached.
	 * @return completed on the last lane
	 */
	CompletableFuture<Integer> result() {
		return this.result;
	}

}
