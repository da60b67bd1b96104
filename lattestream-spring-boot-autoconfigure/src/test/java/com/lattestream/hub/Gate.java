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

import java.util.ArrayList;
import java.util.List;

import reactor.core.publisher.Mono;

/**
 * Makes brokers and stores answer late: when it is told to.
 */
final class Gate {

	private enum Mode {

		OPEN, BEFORE, AFTER

	}

	private final List<Runnable> waiting = new ArrayList<>();

	private Mode mode = Mode.OPEN;

	private RuntimeException failure;

	/**
	 * Let operations start late from now on.
	 */
	void holdOperations() {
		this.mode = Mode.BEFORE;
	}

	/**
	 * Let operations happen at once but be answered late from now on.
	 */
	void holdAnswers() {
		this.mode = Mode.AFTER;
	}

	/**
	 * Let operations fail from now on.
	 */
	void fail(RuntimeException failure) {
		this.failure = failure;
	}

	/**
	 * Let all operations fail that wait to start.
	 * @param failure how
	 */
	void failWaiting(RuntimeException failure) {
		this.failure = failure;
		while (!this.waiting.isEmpty()) {
			releaseOne();
		}
	}

	/**
	 * Let later operations pass.
	 */
	void open() {
		this.mode = Mode.OPEN;
		this.failure = null;
	}

	int waiting() {
		return this.waiting.size();
	}

	/**
	 * Let the operation pass that waits longest.
	 */
	void releaseOne() {
		release(0);
	}

	/**
	 * Let one of the waiting operations pass.
	 * @param index how many wait longer
	 */
	void release(int index) {
		this.waiting.remove(index).run();
	}

	<T> Mono<T> pass(Mono<T> operation) {
		return Mono.defer(() -> {
			Mono<T> source = Mono.defer(() -> (this.failure != null) ? Mono.error(this.failure) : operation);
			return switch (this.mode) {
				case OPEN -> source;
				case BEFORE -> Mono.create(
						(sink) -> this.waiting.add(() -> source.subscribe(sink::success, sink::error, sink::success)));
				case AFTER -> Mono.create((sink) -> source.singleOptional()
					.subscribe((value) -> this.waiting.add(() -> sink.success(value.orElse(null))),
							(ex) -> this.waiting.add(() -> sink.error(ex))));
			};
		});
	}

}
