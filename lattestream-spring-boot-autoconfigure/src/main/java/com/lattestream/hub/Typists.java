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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections of one lane that type. For the lane's thread only.
 */
final class Typists {

	private final Lifetimes<TypingSource> typing;

	/** Those that other nodes need not hear of again yet. */
	private final Lifetimes<TypingSource> published;

	Typists(Duration ttl) {
		this.typing = new Lifetimes<>(ttl.toNanos());
		this.published = new Lifetimes<>(ttl.toNanos() / 2);
	}

	/**
	 * Let the time of a connection begin anew.
	 * @param typist the connection in its channel
	 * @param now the time in nanoseconds
	 * @return whether all nodes have to hear of it
	 */
	boolean begin(TypingSource typist, long now) {
		boolean known = !this.typing.renew(typist, now) && this.published.lasts(typist, now);
		if (!known) {
			this.published.renew(typist, now);
		}
		return !known;
	}

	/**
	 * Forget a connection.
	 * @param typist the connection in its channel
	 * @return whether it was typing
	 */
	boolean end(TypingSource typist) {
		this.published.remove(typist);
		return this.typing.remove(typist);
	}

	/**
	 * Forget the connections whose time is over.
	 * @param now the time in nanoseconds
	 * @return these connections
	 */
	List<TypingSource> expire(long now) {
		List<TypingSource> expired = new ArrayList<>(0);
		for (TypingSource over = this.typing.poll(now); over != null; over = this.typing.poll(now)) {
			this.published.remove(over);
			expired.add(over);
		}
		return expired;
	}

	boolean isEmpty() {
		return this.typing.isEmpty();
	}

}
