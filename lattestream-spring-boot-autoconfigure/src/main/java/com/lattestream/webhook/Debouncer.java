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

package com.lattestream.webhook;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Holds back the end of something until it is clear that it was one: a page that is
 * loaded anew leaves and comes back, and nobody needs to know. For one thread only, that
 * of the sender.
 */
final class Debouncer {

	private final SenderContext context;

	private final long delay;

	private final int maxHeld;

	/** All wait equally long, so the first one in is the first one due. */
	private final Map<Key, Held> held = new LinkedHashMap<>();

	private boolean timed;

	private boolean flushing;

	/**
	 * Create a debouncer.
	 * @param context has the settings
	 * @param maxHeld how many ends are held back; beyond that the oldest are told before
	 * their time
	 */
	Debouncer(SenderContext context, int maxHeld) {
		this.context = context;
		this.delay = context.settings().debounce().toNanos();
		this.maxHeld = maxHeld;
	}

	/**
	 * Something ended.
	 * @param key what
	 * @param action tells of it
	 */
	void ended(Key key, Runnable action) {
		if (this.delay <= 0 || this.flushing) {
			action.run();
			return;
		}
		// To the end, if it was told to begin on another node in between
		this.held.remove(key);
		this.held.put(key, new Held(action, this.context.nanoTime() + this.delay));
		if (this.held.size() > this.maxHeld) {
			releaseFirst();
		}
		startTimer(this.delay);
	}

	/**
	 * Something began.
	 * @param key what
	 * @param action tells of it; is not run if its end was not told yet, for then nothing
	 * happened
	 */
	void began(Key key, Runnable action) {
		if (this.held.remove(key) == null) {
			action.run();
		}
	}

	/**
	 * Wait no longer, not for what ends from now on either.
	 */
	void flush() {
		this.flushing = true;
		while (!this.held.isEmpty()) {
			releaseFirst();
		}
	}

	/**
	 * Wait again.
	 */
	void resume() {
		this.flushing = false;
	}

	private void startTimer(long nanos) {
		if (!this.timed) {
			this.timed = true;
			this.context.schedule(this::tick, nanos);
		}
	}

	private void tick() {
		this.timed = false;
		while (!this.held.isEmpty()) {
			long left = this.held.values().iterator().next().due() - this.context.nanoTime();
			if (left > 0) {
				startTimer(left);
				return;
			}
			releaseFirst();
		}
	}

	private void releaseFirst() {
		Iterator<Held> iterator = this.held.values().iterator();
		Held first = iterator.next();
		iterator.remove();
		first.action().run();
	}

	/**
	 * What began or ended: a channel, or a user's time in it.
	 *
	 * @param channel the name of the channel
	 * @param userId the id of the user
	 */
	record Key(String channel, @Nullable String userId) {

	}

	private record Held(Runnable action, long due) {

	}

}
