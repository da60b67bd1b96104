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
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.lattestream.broker.Member;
import com.lattestream.broker.MemberChange;
import com.lattestream.broker.PresenceSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * What this node has told its clients about the members of a channel, and what it has to
 * tell them. As long as no message is missed it passes changes on; after a hole it reads
 * all members and announces the differences. Not safe for threads.
 * <p>
 * Clients start from snapshots that may be ahead of what was announced. When differences
 * are announced, it goes from one such snapshot to the next, so that a client that drops
 * what its snapshot has drops the right ones.
 */
final class RoomView {

	/** So many snapshots may be ahead of the messages before these count as missed. */
	private static final int MAX_GIVEN = 256;

	/** So many messages may come before the first snapshot that they belong to. */
	private static final int MAX_EARLY = 32;

	private final String channel;

	private final Consumer<MemberChange> listener;

	/** {@code null} until there was a first snapshot. */
	private @Nullable Map<String, Member> members;

	private String birth = "";

	/** The version of the members. */
	private long version;

	/** The highest version announced. Clients may have a snapshot of it. */
	private long announced;

	/** Up to here changes were not announced one by one. */
	private long leaped;

	/** The latest version that is known to be missed. */
	private long missed;

	/** Whether it has to be read anew. */
	private boolean stale;

	/** Whether Redis has lost the members, and nodes may not all have told theirs yet. */
	private boolean settling;

	/** Ahead of the version, in the order of their versions. */
	private final LinkedList<RoomState> given = new LinkedList<>();

	/** What was announced before there was a snapshot. */
	private final Deque<RoomChange> early = new ArrayDeque<>(0);

	/**
	 * Create a view of a channel of which nothing is known.
	 * @param channel the name of the channel
	 * @param listener takes what is announced
	 */
	RoomView(String channel, Consumer<MemberChange> listener) {
		this.channel = channel;
		this.listener = listener;
	}

	/**
	 * Messages may have been missed.
	 */
	void interrupted() {
		this.stale = this.members != null;
	}

	/**
	 * Return whether the members have to be read.
	 * @return whether {@link #read} is waited for
	 */
	boolean isStale() {
		return this.stale;
	}

	/**
	 * Return whether members that Redis has lost are still waited for.
	 * @return whether {@link #settle} is waited for
	 */
	boolean isSettling() {
		return this.settling;
	}

	/**
	 * A message has come.
	 * @param change what it says
	 */
	void changed(RoomChange change) {
		if (this.members == null) {
			announce(change.added(), change.member(), change.version());
			if (this.early.size() == MAX_EARLY) {
				this.early.removeFirst();
			}
			this.early.add(change);
			return;
		}
		boolean known = change.version() <= this.version && change.birth().equals(this.birth);
		if (known) {
			if (change.version() > Math.max(this.announced, this.leaped)) {
				announce(change.added(), change.member(), change.version());
			}
			return;
		}
		boolean first = change.before() == 0 && this.members.isEmpty();
		if (this.stale || !first && (!change.birth().equals(this.birth) || change.before() != this.version)) {
			this.missed = Math.max(this.missed, change.version());
			this.stale = true;
			return;
		}
		this.birth = change.birth();
		this.version = change.version();
		apply(change.added(), change.member(), change.version());
		dropGiven();
	}

	/**
	 * Take a snapshot that a caller on this node asked for, and return what to give.
	 * @param state the members as Redis has them
	 * @return the members with a version that fits what is announced; {@code null} if
	 * changes since then were missed, and it takes a newer snapshot
	 */
	@Nullable PresenceSnapshot give(RoomState state) {
		if (this.members == null) {
			return load(state) ? state.snapshot() : null;
		}
		boolean lost = !this.members.isEmpty() && !state.birth().equals(this.birth);
		if (this.stale || this.settling || lost || this.given.size() >= MAX_GIVEN || state.version() < this.leaped) {
			catchUp(state);
			return snapshot();
		}
		if (state.version() > this.version) {
			int index = 0;
			while (index < this.given.size() && this.given.get(index).version() < state.version()) {
				index++;
			}
			if (index == this.given.size() || this.given.get(index).version() > state.version()) {
				this.given.add(index, state);
			}
		}
		return state.snapshot();
	}

	/**
	 * The members are about to be read: what was missed until now will be in.
	 */
	void reading() {
		this.missed = 0;
	}

	/**
	 * Take the members that were read because of a hole.
	 * @param state the members as Redis has them
	 */
	void read(RoomState state) {
		if (!this.stale) {
			return;
		}
		catchUp(state);
		if (this.version >= this.missed || this.settling) {
			this.stale = false;
		}
	}

	/**
	 * All nodes have told their members by now: who is not there is gone.
	 * @param state the members as Redis has them
	 */
	void settle(RoomState state) {
		this.settling = false;
		if (this.members != null) {
			this.birth = state.birth();
			catchUp(state);
		}
	}

	private boolean load(RoomState state) {
		Map<String, Member> loaded = new LinkedHashMap<>(state.members());
		long reached = state.version();
		for (RoomChange change : this.early) {
			if (change.version() > reached) {
				if (change.before() != reached || !change.birth().equals(state.birth())) {
					return false;
				}
				reached = change.version();
				if (change.added()) {
					loaded.put(change.member().userId(), change.member());
				}
				else {
					loaded.remove(change.member().userId());
				}
			}
		}
		this.early.clear();
		this.members = loaded;
		this.birth = state.birth();
		// Messages up to here may still come; they are announced then
		this.version = reached;
		return true;
	}

	private void catchUp(RoomState state) {
		if (!state.birth().equals(this.birth)) {
			// Some clients know them already; the others learn now who is waited for
			this.given.stream().filter((earlier) -> earlier.birth().equals(this.birth)).forEach(this::leap);
			this.given.removeIf((earlier) -> !earlier.birth().equals(state.birth()));
			this.settling = this.settling || !members().isEmpty();
			this.birth = state.birth();
		}
		else if (state.version() < this.version) {
			return;
		}
		while (!this.given.isEmpty() && this.given.getFirst().version() < state.version()) {
			leap(this.given.removeFirst());
		}
		leap(state);
		dropGiven();
	}

	private void leap(RoomState state) {
		List<Step> steps = new ArrayList<>();
		Map<String, Member> present = members();
		for (Member member : List.copyOf(present.values())) {
			Member now = state.members().get(member.userId());
			if (!member.equals(now) && (now != null || !this.settling)) {
				steps.add(new Step(false, member));
			}
		}
		for (Member member : state.members().values()) {
			if (!member.equals(present.get(member.userId()))) {
				steps.add(new Step(true, member));
			}
		}
		// Clients may have a snapshot of the version before
		long from = Math.max(this.announced, this.version);
		this.version = Math.max(this.version, state.version());
		long next = Math.max(from, this.version - steps.size()) + 1;
		for (Step step : steps) {
			apply(step.added(), step.member(), next++);
		}
		this.leaped = Math.max(this.version, this.announced);
	}

	private void apply(boolean added, Member member, long version) {
		Map<String, Member> present = members();
		boolean news = (added) ? !member.equals(present.put(member.userId(), member))
				: present.remove(member.userId()) != null;
		if (news) {
			announce(added, member, version);
		}
	}

	private void announce(boolean added, Member member, long version) {
		this.announced = Math.max(version, this.announced + 1);
		this.listener.accept(new MemberChange(this.channel, member, added, this.announced));
	}

	private void dropGiven() {
		this.given.removeIf((state) -> state.version() <= this.version);
	}

	private PresenceSnapshot snapshot() {
		return new PresenceSnapshot(List.copyOf(members().values()), Math.max(this.version, this.announced));
	}

	private Map<String, Member> members() {
		return (this.members != null) ? this.members : Map.of();
	}

	private record Step(boolean added, Member member) {

	}

}
