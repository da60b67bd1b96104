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
import java.util.Objects;

import com.lattestream.StreamPosition;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.HistoryStore;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.FrameCodec;
import com.lattestream.protocol.RecoveryFailure;
import com.lattestream.protocol.Replay;
import com.lattestream.protocol.StartPoint;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Finds out what new subscribers of channels with a history get of earlier events: all
 * that they missed, or the last ones, or only the position.
 */
final class Recovery {

	/** How often the history is read if it changes its epoch all the time. */
	private static final int ATTEMPTS = 3;

	private final ChannelHistories histories;

	private final HistoryStore store;

	private final int limit;

	private final ReplayFrames frames;

	private final SharedReads<Range, HistoryPage> pages = new SharedReads<>();

	private final SharedReads<String, StreamPosition> positions = new SharedReads<>();

	/**
	 * Create one.
	 * @param histories tells which channels have a history
	 * @param store has it
	 * @param limit how many events a client gets at once
	 * @param codec encodes them
	 */
	Recovery(ChannelHistories histories, HistoryStore store, int limit, FrameCodec codec) {
		this.histories = histories;
		this.store = store;
		this.limit = limit;
		this.frames = new ReplayFrames(codec);
	}

	/**
	 * Find out how a subscription starts. To be called on the subscriber's lane, and to
	 * be subscribed to when events from now on will arrive.
	 * @param subscription the subscription
	 * @param replay what the client wants
	 * @return the start, on the lane if the channel has a history
	 */
	Mono<Start> start(Subscription subscription, Replay replay) {
		if (!this.histories.has(subscription.channel())) {
			return Mono.just(Start.live(replay));
		}
		StreamPosition position = subscription.position();
		if (position != null && (replay.recover() == null || !subscription.isUnheard())) {
			return Mono.just(Start.again(position, replay));
		}
		return read(subscription, replay, 1, 0);
	}

	/**
	 * Settle how a subscription starts that may have been started by somebody else
	 * meanwhile. To be called on the lane.
	 * @param subscription the subscription
	 * @param start how it was to start
	 * @param replay what the client wants
	 * @return how it starts
	 */
	static Start settle(Subscription subscription, Start start, Replay replay) {
		StreamPosition position = subscription.position();
		if (position == null || (start.recovers() && subscription.isUnheard())) {
			return start;
		}
		return Start.again(position, replay);
	}

	/**
	 * What is held back of another epoch than that of the history is older if it came
	 * before the history was read once more, or before an event of that epoch, and newer
	 * if it came after one. Otherwise nobody knows, until the history is read once more.
	 */
	private Mono<Start> read(Subscription subscription, Replay replay, int attempt, int older) {
		Lane lane = subscription.connection().lane();
		return Mono.defer(() -> find(subscription.channel(), replay))
			// Behind what was received until now and is on its way to the lane
			.publishOn(Schedulers.fromExecutor(lane::executeLater))
			.flatMap((start) -> {
				int settled = subscription.settle(Objects.requireNonNull(start.end()), older);
				if (settled >= 0) {
					return Mono.just(start.settled(settled));
				}
				return (attempt < ATTEMPTS) ? read(subscription, replay, attempt + 1, subscription.held())
						: Mono.error(new IllegalStateException("The history changes its epoch all the time"));
			});
	}

	private Mono<Start> find(String channel, Replay replay) {
		Replay.Recover recover = replay.recover();
		if (recover == null) {
			return begin(channel, replay.rewind(), null);
		}
		StreamPosition since = recover.position();
		if (since == null) {
			return begin(channel, replay.rewind(), RecoveryFailure.POSITION_UNKNOWN);
		}
		Mono<HistoryPage> read = this.store.history(channel, since, this.limit);
		return this.pages.read(new Range(channel, since), read).flatMap((page) -> {
			RecoveryFailure failure = failure(page);
			if (failure == null) {
				return Mono.just(new Start(StartPoint.recovered(since),
						this.frames.of(channel, without(page.publications(), recover.socketId())), page.position(), 0));
			}
			return (replay.rewind() != null) ? begin(channel, replay.rewind(), failure)
					: Mono.just(new Start(StartPoint.failed(page.position(), failure), List.of(), page.position(), 0));
		});
	}

	private Mono<Start> begin(String channel, Replay.@Nullable Rewind rewind, @Nullable RecoveryFailure failure) {
		if (rewind == null || !this.histories.mayRewind(channel)) {
			return this.positions.read(channel, this.store.position(channel))
				.map((position) -> new Start(point(position, failure), List.of(), position, 0));
		}
		int count = Math.min(rewind.count(), this.limit);
		Mono<HistoryPage> page = (rewind.age() != null) ? this.store.last(channel, count, rewind.age())
				: this.store.last(channel, count);
		return page.map((last) -> new Start(point(before(last), failure), this.frames.of(channel, last.publications()),
				last.position(), 0));
	}

	private static StartPoint point(StreamPosition position, @Nullable RecoveryFailure failure) {
		return (failure != null) ? StartPoint.failed(position, failure) : StartPoint.at(position);
	}

	private static StreamPosition before(HistoryPage page) {
		return new StreamPosition(page.position().epoch(), page.position().offset() - page.publications().size());
	}

	private static @Nullable RecoveryFailure failure(HistoryPage page) {
		if (page.gap() != null) {
			return RecoveryFailure.valueOf(page.gap().name());
		}
		return page.hasMore() ? RecoveryFailure.TOO_MANY : null;
	}

	/**
	 * Without what was not for the client when it was published.
	 */
	private static List<Publication> without(List<Publication> publications, @Nullable String socketId) {
		return (socketId != null) ? publications.stream()
			.filter((publication) -> !socketId.equals(publication.excludedSocketId()))
			.toList() : publications;
	}

	/**
	 * What was missed.
	 *
	 * @param channel the name of the channel
	 * @param since the last position that was not missed
	 */
	private record Range(String channel, StreamPosition since) {

	}

}
