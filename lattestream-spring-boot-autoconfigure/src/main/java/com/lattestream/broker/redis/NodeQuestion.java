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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The answers of nodes to a command, until all are there. They may come before it is
 * known how many there will be.
 */
final class NodeQuestion {

	private final CompletableFuture<Void> complete = new CompletableFuture<>();

	/** Guarded by itself, as is all that follows. */
	private final List<String> texts = new ArrayList<>();

	private long answered;

	private long expected = Long.MAX_VALUE;

	/**
	 * A node has answered.
	 * @param text the answer; {@code null} if it has none
	 */
	void answered(@Nullable String text) {
		boolean last;
		synchronized (this.texts) {
			if (text != null) {
				this.texts.add(text);
			}
			this.answered++;
			last = this.answered >= this.expected;
		}
		completeIf(last);
	}

	/**
	 * It is known how many nodes were asked.
	 * @param count the number
	 */
	void expect(long count) {
		boolean last;
		synchronized (this.texts) {
			this.expected = count;
			last = this.answered >= count;
		}
		completeIf(last);
	}

	/**
	 * Return the answers.
	 * @param timeout how long to wait for all of them
	 * @return those that came by then
	 */
	Flux<String> answers(Duration timeout) {
		return Mono.fromFuture(this.complete, true).timeout(timeout, Mono.empty()).thenMany(Flux.defer(() -> {
			synchronized (this.texts) {
				return Flux.fromIterable(List.copyOf(this.texts));
			}
		}));
	}

	private void completeIf(boolean last) {
		if (last) {
			this.complete.complete(null);
		}
	}

}
