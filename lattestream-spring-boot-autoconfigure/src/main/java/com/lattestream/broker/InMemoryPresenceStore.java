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

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

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

	private @Nullable PresenceListener listener;

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
	public Mono<Void> leave(String channel, String userId, String socketId) {
		return Mono.fromRunnable(() -> this.rooms.computeIfPresent(channel, (name, room) -> {
			Member left = room.leave(userId, socketId);
			if (left != null) {
				room.version = this.versions.incrementAndGet();
				tell(new MemberChange(channel, left, false, room.version));
			}
			return (!room.presences.isEmpty()) ? room : null;
		}));
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
				presence.socketIds.add(socketId);
				return false;
			}
			if (this.presences.size() >= maxMembers) {
				throw new PresenceLimitException(maxMembers);
			}
			this.presences.put(member.userId(), new Presence(member, new HashSet<>(Set.of(socketId))));
			return true;
		}

		@Nullable Member leave(String userId, String socketId) {
			Presence presence = this.presences.get(userId);
			if (presence == null || !presence.socketIds.remove(socketId) || !presence.socketIds.isEmpty()) {
				return null;
			}
			this.presences.remove(userId);
			return presence.member;
		}

		PresenceSnapshot snapshot() {
			return new PresenceSnapshot(this.presences.values().stream().map(Presence::member).toList(), this.version);
		}

	}

	private record Presence(Member member, Set<String> socketIds) {

	}

}
