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

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Things that last for the same time each, so what was noted first is over first. For one
 * thread at a time.
 *
 * @param <T> the type of the things
 */
final class Lifetimes<T> {

	private final Map<T, Long> ends = new LinkedHashMap<>();

	private final long lifetime;

	/**
	 * Create without anything.
	 * @param lifetime how long a thing lasts, in nanoseconds
	 */
	Lifetimes(long lifetime) {
		this.lifetime = lifetime;
	}

	/**
	 * Let something last from now on.
	 * @param thing what lasts
	 * @param now the time in nanoseconds
	 * @return whether it was not noted before
	 */
	boolean renew(T thing, long now) {
		boolean isNew = this.ends.remove(thing) == null;
		this.ends.put(thing, now + this.lifetime);
		return isNew;
	}

	/**
	 * Forget something.
	 * @param thing what to forget
	 * @return whether it was noted
	 */
	boolean remove(T thing) {
		return this.ends.remove(thing) != null;
	}

	/**
	 * Return whether something is noted and not over.
	 * @param thing the thing
	 * @param now the time in nanoseconds
	 * @return whether it lasts
	 */
	boolean lasts(T thing, long now) {
		Long end = this.ends.get(thing);
		return end != null && end - now > 0;
	}

	boolean isEmpty() {
		return this.ends.isEmpty();
	}

	/**
	 * Forget what is over, one thing at a time.
	 * @param now the time in nanoseconds
	 * @return the thing, or {@code null} if no other is over
	 */
	@Nullable T poll(long now) {
		Iterator<Map.Entry<T, Long>> oldest = this.ends.entrySet().iterator();
		if (!oldest.hasNext()) {
			return null;
		}
		Map.Entry<T, Long> first = oldest.next();
		if (first.getValue() - now > 0) {
			return null;
		}
		T thing = first.getKey();
		oldest.remove();
		return thing;
	}

}
