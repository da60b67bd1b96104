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

package com.lattestream.autoconfigure;

import reactor.core.publisher.Mono;

import org.springframework.context.SmartLifecycle;

/**
 * Lets something that takes a while to stop do so in its phase of the application's end.
 */
public abstract class StoppingLifecycle implements SmartLifecycle {

	private final int phase;

	private volatile boolean running;

	/**
	 * Create a lifecycle.
	 * @param phase when it is its turn
	 */
	protected StoppingLifecycle(int phase) {
		this.phase = phase;
	}

	/**
	 * Start, for the first time or again.
	 */
	protected abstract void begin();

	/**
	 * Stop.
	 * @return completes when it is done; never fails
	 */
	protected abstract Mono<Void> end();

	@Override
	public final void start() {
		begin();
		this.running = true;
	}

	@Override
	public final void stop() {
		this.running = false;
	}

	@Override
	public final void stop(Runnable callback) {
		stop();
		end().doFinally((signal) -> callback.run()).subscribe();
	}

	@Override
	public final boolean isRunning() {
		return this.running;
	}

	@Override
	public final int getPhase() {
		return this.phase;
	}

}
