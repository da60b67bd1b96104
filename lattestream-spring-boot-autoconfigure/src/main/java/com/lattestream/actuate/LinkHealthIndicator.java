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

package com.lattestream.actuate;

import java.util.function.BooleanSupplier;

import reactor.core.publisher.Mono;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;

/**
 * Tells whether this node has its link to the others. While it has not, its connections
 * stay, but what comes from other nodes does not reach them. The only detail is the name
 * of what links the nodes, as in {@code "link": "redis"}. It asks nobody, so it answers
 * at once.
 */
public class LinkHealthIndicator implements ReactiveHealthIndicator {

	private final String link;

	private final BooleanSupplier up;

	/**
	 * Create an indicator.
	 * @param link the name of what links the nodes
	 * @param up tells whether it is there, without blocking
	 */
	public LinkHealthIndicator(String link, BooleanSupplier up) {
		this.link = link;
		this.up = up;
	}

	@Override
	public Mono<Health> health() {
		return Mono.fromSupplier(() -> {
			Health.Builder health = this.up.getAsBoolean() ? Health.up() : Health.down();
			return health.withDetail("link", this.link).build();
		});
	}

}
