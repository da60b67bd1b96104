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
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import com.lattestream.UnavailableException;
import com.lattestream.broker.PresenceSnapshot;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * What this node has to do with the members of one channel. All but {@link #execute} and
 * {@link #isDue} is called one at a time.
 * <p>
 * Joins and leaves go to Redis at once. Those about the same connection wait for each
 * other's answers, because a later one may overtake an earlier one: Lettuce writes at
 * once what its own thread asks for, before what other threads have asked for, and what
 * went to the wrong node of a cluster, or names a script that Redis has not seen, is sent
 * again. If one of them fails Redis is told all that this node has in the room, which
 * waits for the others and they for it.
 */
final class RedisRoom {

	private static final long NEVER = Long.MAX_VALUE;

	/** How long to let Redis alone after it failed, in nanoseconds. */
	private static final long PAUSE = 500_000_000;

	private final RedisPresenceStore store;

	private final String channel;

	private final SerialQueue tasks = new SerialQueue();

	private final RoomEntries entries = new RoomEntries();

	private final Deque<RoomCall> waiting = new ArrayDeque<>(0);

	/** By the subjects of the calls under way, those that wait for the answer. */
	private final Map<Object, Deque<RoomCall>> underWay = new HashMap<>(0);

	/** The calls that Redis may have done without this node knowing what they caused. */
	private final TreeSet<Long> unanswered = new TreeSet<>();

	/** As which this node was here before. */
	private String incarnation = "";

	private String birth = "";

	/** Whether the room is noted as one of this incarnation's. */
	private boolean noted;

	/** Whether all others have to wait. */
	private boolean exclusive;

	/** Whether Redis has to be told all. */
	private boolean dirty;

	/** Whether it waits for its turn to do so. */
	private boolean queued;

	private long pausedUntil = System.nanoTime();

	private int running;

	/** The versions that the application was told and that Redis may name again. */
	private final Set<Long> told = new HashSet<>(0);

	private long graceAt = NEVER;

	private long refreshAt = NEVER;

	private long settleAt = NEVER;

	/** Calls with lower numbers may have been answered before messages came. */
	private long followedAt;

	private @Nullable RoomView view;

	private boolean reading;

	private boolean readAgain;

	private volatile long dueAt = NEVER;

	RedisRoom(RedisPresenceStore store, String channel) {
		this.store = store;
		this.channel = channel;
	}

	String channel() {
		return this.channel;
	}

	RoomEntries entries() {
		return this.entries;
	}

	/**
	 * Run a task when no other one runs.
	 * @param task the task
	 * @param otherwise what to do if the room is not in use any more
	 */
	void execute(Runnable task, Runnable otherwise) {
		boolean runs = this.tasks.execute(() -> {
			task.run();
			proceed();
		});
		if (!runs) {
			otherwise.run();
		}
	}

	private void later(Runnable task) {
		execute(task, () -> {
		});
	}

	boolean isDue(long now) {
		return this.dueAt != NEVER && this.dueAt - now <= 0;
	}

	void perform(RoomCall call) {
		this.waiting.add(call);
	}

	/**
	 * A message has come.
	 * @param change what it says
	 */
	void changed(RoomChange change) {
		if (isLost(change.birth())) {
			this.dirty = true;
		}
		if (this.store.isFollowed(this.channel)) {
			view().changed(change);
		}
	}

	/** Redis lost the room, and another node was here already. */
	private boolean isLost(String now) {
		return !this.entries.isEmpty() && !this.birth.isEmpty() && !now.equals(this.birth);
	}

	/**
	 * Messages will come, as they did before or not.
	 */
	void followed() {
		this.followedAt = this.store.nextCall();
		if (this.view != null) {
			this.view.interrupted();
			this.readAgain = this.reading;
		}
	}

	void unfollowed() {
		this.view = null;
		this.settleAt = NEVER;
	}

	/**
	 * Read a snapshot for a caller on this node.
	 * @param sink takes the members with a version that fits what is announced on this
	 * node
	 */
	void give(MonoSink<PresenceSnapshot> sink) {
		long number = this.store.nextCall();
		this.running++;
		this.store.state(this.channel).subscribe((state) -> later(() -> {
			this.running--;
			give(state, number, sink);
		}), (ex) -> later(() -> {
			this.running--;
			sink.error(ex);
		}));
	}

	/**
	 * Take a snapshot that a caller on this node asked for.
	 * @param state the members as Redis has them
	 * @param number the number of the call
	 * @param sink takes the members with a version that fits what is announced on this
	 * node
	 */
	void give(RoomState state, long number, MonoSink<PresenceSnapshot> sink) {
		PresenceSnapshot given = this.store.isFollowed(this.channel) ? view().give(state) : state.snapshot();
		if (given == null) {
			give(sink);
			return;
		}
		if (number < this.followedAt && this.view != null) {
			// Changes between the two came to nobody
			this.view.interrupted();
		}
		sink.success(given);
	}

	private RoomView view() {
		RoomView existing = this.view;
		if (existing == null) {
			existing = new RoomView(this.channel, this.store.listener()::announced);
			this.view = existing;
		}
		return existing;
	}

	/**
	 * Have Redis told all that this node has here.
	 */
	void touch() {
		this.dirty = true;
	}

	/**
	 * A call may be repeated by telling all.
	 * @param ex what is wrong
	 * @return whether Redis may have done it
	 */
	private static boolean isUncertain(Throwable ex) {
		return !(ex instanceof UnavailableException && ex.getCause() == null);
	}

	/**
	 * Begin what can be begun, and find out what is next.
	 */
	private void proceed() {
		long now = System.nanoTime();
		followNode();
		if (now - this.refreshAt >= 0 && this.refreshAt != NEVER) {
			this.refreshAt = NEVER;
			this.dirty = !this.entries.isEmpty();
		}
		boolean mayAsk = this.store.isUp() && now - this.pausedUntil >= 0;
		if (this.dirty && mayAsk && !this.exclusive && this.running == 0 && !this.queued) {
			this.queued = !this.store.pace().begin(this::dequeued);
			if (!this.queued) {
				refresh(now);
			}
		}
		if (this.graceAt != NEVER && now - this.graceAt >= 0 && mayAsk) {
			this.graceAt = NEVER;
			this.waiting.add(new Expire());
		}
		begin();
		read(now, mayAsk);
		tidy();
		this.dueAt = next(now);
	}

	private void dequeued() {
		later(() -> this.queued = false);
	}

	/** Whatever was written as another incarnation has to be moved to the new one. */
	private void followNode() {
		String current = this.store.incarnation();
		if (this.incarnation.equals(current)) {
			return;
		}
		if (!this.incarnation.isEmpty() && (!this.entries.isEmpty() || !this.unanswered.isEmpty() || this.noted)) {
			this.entries.formerly(this.incarnation);
			this.dirty = true;
		}
		this.incarnation = current;
		this.noted = false;
	}

	private void begin() {
		while (!this.exclusive && !this.waiting.isEmpty()) {
			// A refresh would wait for ever if others went on before it
			if (this.dirty && this.running > 0) {
				return;
			}
			RoomCall first = this.waiting.getFirst();
			if (first.subject() == null && this.running > 0) {
				return;
			}
			if (first.enters() && !this.noted) {
				note(() -> {
				}, this::failWaiting);
				return;
			}
			this.waiting.removeFirst();
			Deque<RoomCall> behind = (first.subject() != null) ? this.underWay.get(first.subject()) : null;
			if (behind != null) {
				behind.add(first);
			}
			else {
				send(first);
			}
		}
	}

	private void failWaiting(Throwable ex) {
		List<RoomCall> refused = this.waiting.stream().filter(RoomCall::enters).toList();
		this.waiting.removeAll(refused);
		refused.forEach((call) -> call.failed(-1, ex));
	}

	private void note(Runnable then, Consumer<Throwable> otherwise) {
		this.exclusive = true;
		String as = this.incarnation;
		this.store.note(as, this.channel).subscribe(null, (ex) -> later(() -> {
			this.exclusive = false;
			otherwise.accept(ex);
		}), () -> later(() -> {
			this.exclusive = false;
			this.noted = as.equals(this.incarnation);
			then.run();
		}));
	}

	private void send(RoomCall call) {
		long number = this.store.nextCall();
		List<Object> arguments = call.arguments(number);
		if (arguments == null) {
			call.done(number, null);
			return;
		}
		Object subject = call.subject();
		if (subject != null) {
			this.underWay.put(subject, new ArrayDeque<>(0));
		}
		run(number, arguments, (reply) -> {
			proceedWith(subject);
			if (isLost(reply.state().birth())) {
				this.dirty = true;
			}
			else if (!this.entries.isEmpty()) {
				this.birth = reply.state().birth();
			}
			this.unanswered.remove(number);
			call.done(number, reply);
		}, (ex) -> {
			proceedWith(subject);
			call.failed(number, ex);
		});
	}

	private void proceedWith(@Nullable Object subject) {
		if (subject != null) {
			Deque<RoomCall> behind = this.underWay.remove(subject);
			while (!behind.isEmpty()) {
				this.waiting.addFirst(behind.removeLast());
			}
		}
	}

	private void run(long number, List<Object> arguments, Consumer<RoomReply> done, Consumer<Throwable> failed) {
		this.running++;
		this.unanswered.add(number);
		this.store.call(this.channel, this.incarnation, this.unanswered.first(), number, arguments)
			.subscribe((reply) -> later(() -> {
				this.running--;
				answered(reply);
				done.accept(reply);
				if (this.unanswered.isEmpty()) {
					this.told.clear();
				}
			}), (ex) -> later(() -> {
				this.running--;
				if (isUncertain(ex)) {
					this.dirty = true;
				}
				else {
					this.unanswered.remove(number);
				}
				failed.accept(ex);
			}));
	}

	private void answered(RoomReply reply) {
		this.graceAt = (reply.graceLeft() >= 0) ? System.nanoTime() + (reply.graceLeft() + 1) * 1_000_000 : NEVER;
		for (RoomChange change : reply.caused()) {
			// What a former incarnation caused may come after what this one did
			if (this.told.add(change.version())) {
				this.store.listener().caused(change.in(this.channel));
			}
		}
		if (this.refreshAt == NEVER) {
			this.refreshAt = System.nanoTime() + this.store.renewal().toNanos();
		}
	}

	private void refresh(long now) {
		if (!this.noted && (this.entries.isKnown() || this.graceAt != NEVER)) {
			note(this.store.pace()::end, (ex) -> {
				pause();
				this.store.pace().end();
			});
			return;
		}
		this.exclusive = true;
		this.dirty = false;
		tell(this.entries.refresh(this.birth, now));
	}

	private void tell(RoomEntries.Refresh refresh) {
		long number = this.store.nextCall();
		run(number, refresh.steps().next(), (reply) -> {
			if (!reply.done()) {
				tell(refresh);
				return;
			}
			this.store.pace().end();
			this.exclusive = false;
			this.entries.refreshed(refresh);
			this.unanswered.headSet(number, true).clear();
			this.birth = this.entries.isEmpty() ? "" : reply.state().birth();
			this.refreshAt = System.nanoTime() + this.store.renewal().toNanos();
		}, (ex) -> {
			this.store.pace().end();
			this.exclusive = false;
			this.dirty = true;
			pause();
		});
	}

	private void pause() {
		this.pausedUntil = System.nanoTime() + PAUSE;
	}

	private void read(long now, boolean mayAsk) {
		RoomView current = this.view;
		if (current == null) {
			return;
		}
		if (!current.isSettling()) {
			this.settleAt = NEVER;
		}
		else if (this.settleAt == NEVER) {
			this.settleAt = now + this.store.patience().toNanos();
		}
		boolean settles = this.settleAt != NEVER && now - this.settleAt >= 0;
		if (this.reading || !mayAsk || !settles && !current.isStale()) {
			return;
		}
		this.reading = true;
		this.readAgain = false;
		current.reading();
		this.store.state(this.channel).subscribe((state) -> later(() -> {
			this.reading = false;
			if (this.readAgain || this.view != current) {
				return;
			}
			if (settles) {
				current.settle(state);
			}
			current.read(state);
		}), (ex) -> later(() -> {
			this.reading = false;
			pause();
		}));
	}

	private void tidy() {
		if (!this.entries.isEmpty() || this.exclusive || this.dirty || this.running > 0 || !this.waiting.isEmpty()) {
			return;
		}
		this.birth = "";
		this.refreshAt = NEVER;
		if (this.noted && this.graceAt == NEVER) {
			leave();
		}
		else if (this.view == null && this.graceAt == NEVER && !this.reading && this.tasks.close()) {
			this.store.dispose(this);
		}
	}

	/** Whoever comes meanwhile has to note it anew, and not before. */
	private void leave() {
		this.noted = false;
		this.exclusive = true;
		this.store.left(this.incarnation, this.channel).subscribe(null, (ex) -> {
		}, () -> later(() -> this.exclusive = false));
	}

	/**
	 * When it has to be looked at again; soon if something could not be begun.
	 */
	private long next(long now) {
		boolean stuck = this.dirty && !this.queued || this.view != null && this.view.isStale();
		return stuck ? Math.max(now, this.pausedUntil) : earlier(this.graceAt, earlier(this.refreshAt, this.settleAt));
	}

	private static long earlier(long one, long other) {
		return (one == NEVER || other != NEVER && other - one < 0) ? other : one;
	}

	/**
	 * This node ends, and its connections have left.
	 * @return whether nothing is left for other nodes
	 */
	boolean isLeft() {
		return this.entries.isEmpty() && this.graceAt == NEVER && !this.dirty;
	}

	/**
	 * Ends the graces that are over.
	 */
	private final class Expire implements RoomCall {

		@Override
		public List<Object> arguments(long number) {
			return List.of("expire");
		}

		@Override
		public void done(long number, @Nullable RoomReply reply) {
		}

		@Override
		public void failed(long number, Throwable ex) {
			pause();
			// Nobody else would end them
			RedisRoom.this.graceAt = earlier(RedisRoom.this.graceAt, RedisRoom.this.pausedUntil);
		}

	}

}
