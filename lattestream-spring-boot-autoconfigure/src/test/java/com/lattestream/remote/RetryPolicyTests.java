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

package com.lattestream.remote;

import java.time.Duration;

import com.lattestream.UnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryPolicy}.
 */
class RetryPolicyTests {

	private static final RemoteSettings.Retries SETTINGS = new RemoteSettings.Retries(10, Duration.ofSeconds(1),
			Duration.ofSeconds(10));

	private static final AttemptFailure PASSING = AttemptFailure.passing(new UnavailableException("test"), null);

	@ParameterizedTest
	@CsvSource({ "0,1000", "1,2000", "2,4000", "3,8000", "4,10000", "9,10000" })
	void limitOfThePauseDoublesUpToTheLongest(long retries, long millis) {
		assertThat(policy(1).pause(PASSING, retries)).isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void pauseIsAnythingUpToItsLimit() {
		assertThat(policy(0).pause(PASSING, 2)).isEqualTo(Duration.ZERO);
		assertThat(policy(0.25).pause(PASSING, 2)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void manyRetriesDoNotOverflow() {
		RetryPolicy policy = new RetryPolicy(
				new RemoteSettings.Retries(1000, Duration.ofSeconds(1), Duration.ofMinutes(1)), () -> 1);
		assertThat(policy.pause(PASSING, 999)).isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void waitOfTheServiceIsKeptAndNotEndedByAllAtOnce() {
		AttemptFailure failure = AttemptFailure.passing(new UnavailableException("test"), Duration.ofSeconds(30));
		assertThat(policy(0).pause(failure, 0)).isEqualTo(Duration.ofSeconds(30));
		assertThat(policy(0.5).pause(failure, 5)).isEqualTo(Duration.ofMillis(30_500));
	}

	@Test
	void givesUpInTheEnd() {
		assertThat(policy(1).pause(PASSING, 10)).isNull();
	}

	@Test
	void givesUpWhereAnotherAttemptDoesNotHelp() {
		assertThat(policy(1).pause(AttemptFailure.lasting(new UnavailableException("test")), 0)).isNull();
		assertThat(policy(1).pause(new IllegalStateException("test"), 0)).isNull();
	}

	private static RetryPolicy policy(double random) {
		return new RetryPolicy(SETTINGS, () -> random);
	}

}
