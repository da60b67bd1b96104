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

package com.lattestream.autoconfigure.redis;

import com.lattestream.broker.redis.RedisConnections;

import org.springframework.context.SmartLifecycle;

/**
 * Connects before anything else starts, and goes on without Redis if it is away. The
 * connections stay as long as the beans that use them.
 */
class RedisConnectionsLifecycle implements SmartLifecycle {

	private final RedisConnections connections;

	private volatile boolean running;

	RedisConnectionsLifecycle(RedisConnections connections) {
		this.connections = connections;
	}

	@Override
	public void start() {
		this.connections.start();
		this.connections.warmUp();
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
