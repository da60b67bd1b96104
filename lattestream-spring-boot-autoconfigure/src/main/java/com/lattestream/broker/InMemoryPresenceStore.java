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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The presence of one node. Changes are announced while the channel is locked, hence in
 * their order.
 */
public final class InMemoryPresenceStore implements PresenceStore {

	private final Map<String, Room> rooms = new ConcurrentHashMap<>();

	/**
	 * One counter for all channels: a room that was empty in between never starts anew.
	 */
	private final AtomicLong versions = new AtomicLong();

	private final Scheduler scheduler;

	private @Nullable PresenceListener listener;

	/**
	 * Create a store whose graces are timed by Reactor's parallel scheduler.
	 */
	public InMemoryPresenceStore() {
		this(Schedulers.parallel());
	}

	/**
	 * Create a store.
	 * @param scheduler ends memberships when their grace is over
	 */
	public InMemoryPresenceStore(Scheduler scheduler) {
		this.scheduler = scheduler;
	}

	@Override
	public void start(PresenceListener listener) {
		this.listener = listener;
	}

	@Override
	public Mono<PresenceSnapshot> join(String channel, Member member, String socketId, int maxMembers) {
		return Mono.fromSupplier(() -> {
			PresenceSnapshot[] snapshot = new PresenceSnapshot[1];
			this.rooms.compute(channel, (name, existing) -> {
				Room room = (existing != null) ? existing : new Room();
				if (room.join(member, socketId, maxMembers)) {
					room.version = this.versions.incrementAndGet();
					tell(new MemberChange(channel, member, true, room.version));
				}
				snapshot[0] = room.snapshot();
				return room;
			});
			return snapshot[0];
		});
	}

	@Override
	public Mono<Void> leave(String channel, String userId, String socketId, Duration grace) {
		return Mono.fromRunnable(() -> this.rooms.computeIfPresent(channel, (name, room) -> {
			Presence presence = room.leave(userId, socketId);
			if (presence == null) {
				return room;
			}
			if (grace.compareTo(Duration.ZERO) > 0) {
				endLater(name, presence, grace);
				return room;
			}
			return end(name, room, presence);
		}));
	}

	private void endLater(String channel, Presence presence, Duration grace) {
		Disposable.Swap departure = Disposables.swap();
		presence.departure = departure;
		departure.update(this.scheduler.schedule(() -> this.rooms.computeIfPresent(channel,
				// It may have waited for the lock while the user came back
				(name, room) -> (!departure.isDisposed()) ? end(name, room, presence) : room), grace.toNanos(),
				TimeUnit.NANOSECONDS));
	}

	private @Nullable Room end(String channel, Room room, Presence presence) {
		room.presences.remove(presence.member.userId());
		room.version = this.versions.incrementAndGet();
		tell(new MemberChange(channel, presence.member, false, room.version));
		return (!room.presences.isEmpty()) ? room : null;
	}

	@Override
	public Mono<PresenceSnapshot> members(String channel) {
		return Mono.fromSupplier(() -> {
			PresenceSnapshot[] snapshot = { PresenceSnapshot.EMPTY };
			this.rooms.computeIfPresent(channel, (name, room) -> {
				snapshot[0] = room.snapshot();
				return room;
			});
			return snapshot[0];
		});
	}

	@Override
	public void stop() {
		for (String channel : this.rooms.keySet()) {
			this.rooms.computeIfPresent(channel, (name, room) -> {
				Room left = room;
				for (Presence presence : room.departing()) {
					presence.stay();
					left = end(name, room, presence);
				}
				return left;
			});
		}
	}

	private void tell(MemberChange change) {
		if (this.listener != null) {
			this.listener.announced(change);
			this.listener.caused(change);
		}
	}

	/**
	 * The members of one channel; guarded by the map it is in.
	 */
	private static final class Room {

		private final Map<String, Presence> presences = new LinkedHashMap<>();

		private long version;

		boolean join(Member member, String socketId, int maxMembers) {
			Presence presence = this.presences.get(member.userId());
			if (presence != null) {
				presence.stay();
				presence.socketIds.add(socketId);
				return false;
			}
			if (this.presences.size() >= maxMembers) {
				throw new PresenceLimitException(maxMembers);
			}
			this.presences.put(member.userId(), new Presence(member, socketId));
			return true;
		}

		/**
		 * Remove a connection.
		 * @return the user's presence if that was the last one
		 */
		@Nullable Presence leave(String userId, String socketId) {
			Presence presence = this.presences.get(userId);
			return (presence != null && presence.socketIds.remove(socketId) && presence.socketIds.isEmpty()) ? presence
					: null;
		}

		List<Presence> departing() {
			List<Presence> departing = new ArrayList<>(this.presences.values());
			departing.removeIf((presence) -> presence.departure == null);
			return departing;
		}

		PresenceSnapshot snapshot() {
			return new PresenceSnapshot(this.presences.values().stream().map((presence) -> presence.member).toList(),
					this.version);
		}

	}

	/**
	 * A member and its connections.
	 */
	private static final class Presence {

		private final Member member;

		private final Set<String> socketIds = new HashSet<>();

		/** What ends it when its grace is over, while there is one. */
		private @Nullable Disposable departure;

		Presence(Member member, String socketId) {
			this.member = member;
			this.socketIds.add(socketId);
		}

		void stay() {
			if (this.departure != null) {
				this.departure.dispose();
				this.departure = null;
			}
		}

	}

}
