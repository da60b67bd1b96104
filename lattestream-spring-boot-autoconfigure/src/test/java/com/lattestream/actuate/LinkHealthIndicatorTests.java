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

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import org.springframework.boot.health.contributor.Health;

/**
 * Tests for {@link LinkHealthIndicator}.
 */
class LinkHealthIndicatorTests {

	@Test
	void healthIsThatOfTheLinkAtTheMoment() {
		AtomicBoolean up = new AtomicBoolean(true);
		LinkHealthIndicator indicator = new LinkHealthIndicator("redis", up::get);
		StepVerifier.create(indicator.health())
			.expectNext(Health.up().withDetails(Map.of("link", "redis")).build())
			.expectComplete()
			.verify(Duration.ofSeconds(20));
		up.set(false);
		StepVerifier.create(indicator.health())
			.expectNext(Health.down().withDetails(Map.of("link", "redis")).build())
			.expectComplete()
			.verify(Duration.ofSeconds(20));
	}

}
