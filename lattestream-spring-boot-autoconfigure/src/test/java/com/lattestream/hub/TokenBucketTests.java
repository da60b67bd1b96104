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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenBucket}.
 */
class TokenBucketTests {

	@ParameterizedTest
	@ValueSource(longs = { 0, Long.MAX_VALUE - 5, Long.MIN_VALUE, -1_000_000 })
	void soManyAreAllowedASecondWhateverTheTimeIs(long start) {
		TokenBucket bucket = new TokenBucket(10, start);
		assertThat(take(bucket, 20, start)).isEqualTo(10);
		long later = start + Duration.ofSeconds(1).toNanos();
		assertThat(take(bucket, 20, later)).isEqualTo(10);
	}

	@Test
	void tokensComeBackLittleByLittle() {
		TokenBucket bucket = new TokenBucket(10, 0);
		take(bucket, 10, 0);
		assertThat(bucket.take(Duration.ofMillis(99).toNanos())).isFalse();
		assertThat(bucket.take(Duration.ofMillis(101).toNanos())).isTrue();
		assertThat(bucket.take(Duration.ofMillis(102).toNanos())).isFalse();
		assertThat(take(bucket, 10, Duration.ofMillis(602).toNanos())).isEqualTo(5);
	}

	@Test
	void tokensDoNotPileUp() {
		TokenBucket bucket = new TokenBucket(10, 0);
		assertThat(take(bucket, 100, Duration.ofHours(1).toNanos())).isEqualTo(10);
	}

	@Test
	void nothingIsAllowedWhenTheLimitIsZero() {
		assertThat(new TokenBucket(0, 0).take(Duration.ofHours(1).toNanos())).isFalse();
	}

	private static int take(TokenBucket bucket, int times, long now) {
		int taken = 0;
		for (int i = 0; i < times; i++) {
			taken += bucket.take(now) ? 1 : 0;
		}
		return taken;
	}

}
