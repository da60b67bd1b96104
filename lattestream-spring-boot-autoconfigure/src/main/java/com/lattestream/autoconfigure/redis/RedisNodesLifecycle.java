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

import java.time.Duration;

import com.lattestream.autoconfigure.StoppingLifecycle;
import com.lattestream.broker.redis.RedisNodes;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

/**
 * Says that this node lives as soon as there are connections to Redis, and that it ends
 * when its hub has closed all connections of clients.
 */
class RedisNodesLifecycle extends StoppingLifecycle {

	static final int PHASE = Integer.MIN_VALUE + 1;

	private static final Log logger = LogFactory.getLog(RedisNodesLifecycle.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final RedisNodes nodes;

	RedisNodesLifecycle(RedisNodes nodes) {
		super(PHASE);
		this.nodes = nodes;
	}

	@Override
	protected void begin() {
		this.nodes.start();
	}

	@Override
	protected Mono<Void> end() {
		return this.nodes.stop().timeout(TIMEOUT).onErrorResume((ex) -> {
			logger.warn("Redis could not be told that this node ends; the others find out within the lease", ex);
			return Mono.empty();
		});
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
