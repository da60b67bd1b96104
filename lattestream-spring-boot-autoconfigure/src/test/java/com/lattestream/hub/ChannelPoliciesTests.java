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
import java.util.List;

import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.HistoryRetention;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ChannelPolicies}.
 */
class ChannelPoliciesTests {

	private static final HistoryRetention SHORT = new HistoryRetention(10, Duration.ofSeconds(10));

	private static final HistoryRetention LONG = new HistoryRetention(100, Duration.ofHours(1));

	@Test
	void channelThatNoPatternMatchesHasNoPolicy() {
		ChannelPolicies policies = new ChannelPolicies(List.of(policy("hist-*", SHORT)));
		assertThat(policies.history("hist-a")).isEqualTo(SHORT);
		assertThat(policies.policy("private-hist-a")).isNull();
		assertThat(policies.history("private-hist-a")).isNull();
		assertThat(ChannelPolicies.NONE.policy("a")).isNull();
	}

	@Test
	void mostSpecificPatternCountsInWhateverOrderTheyCome() {
		ChannelPolicy all = policy("*", SHORT);
		ChannelPolicy orders = policy("private-orders-{customer}", LONG);
		for (List<ChannelPolicy> order : List.of(List.of(all, orders), List.of(orders, all))) {
			ChannelPolicies policies = new ChannelPolicies(order);
			assertThat(policies.policy("private-orders-1")).isSameAs(orders);
			assertThat(policies.policy("private-others-1")).isSameAs(all);
		}
	}

	@Test
	void mostSpecificPatternCountsAlone() {
		ChannelPolicies policies = new ChannelPolicies(
				List.of(policy("private-*", LONG), policy("private-chat-*", null)));
		assertThat(policies.history("private-orders")).isEqualTo(LONG);
		assertThat(policies.history("private-chat-1")).isNull();
	}

	@Test
	void twoPoliciesForTheSameChannelsAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ChannelPolicies(List.of(policy("a-{b}", LONG), policy("a-{c}", SHORT))))
			.withMessage("The patterns 'a-{b}' and 'a-{c}' match the same channels");
	}

	@Test
	void clientsMayRewindWhatIsKeptUnlessThePolicySaysNo() {
		ChannelPolicies policies = new ChannelPolicies(List.of(policy("hist-*", SHORT),
				policy("hist-secret-*", SHORT).withRewind(false), policy("none-*", null)));
		assertThat(policies.mayRewind("hist-a")).isTrue();
		assertThat(policies.mayRewind("hist-secret-a")).isFalse();
		assertThat(policies.mayRewind("none-a")).isFalse();
		assertThat(policies.mayRewind("a")).isFalse();
	}

	@Test
	void policiesOfAnyNumberOfChannelsAreThoseOfTheirPatterns() {
		ChannelPolicy even = policy("even-{n}", SHORT);
		ChannelPolicy odd = policy("odd-{n:[0-9]+}", LONG);
		ChannelPolicies policies = new ChannelPolicies(List.of(even, odd));
		for (int round = 0; round < 3; round++) {
			for (int i = 0; i < 10_000; i++) {
				assertThat(policies.policy("even-" + i)).isSameAs(even);
				assertThat(policies.policy("odd-" + i)).isSameAs(odd);
				assertThat(policies.policy("other-" + i)).isNull();
			}
		}
	}

	@Test
	void channelsWhoseNamesHaveTheSameHashHaveEachTheirOwn() {
		ChannelPolicies policies = new ChannelPolicies(List.of(policy("Aa-*", SHORT), policy("BB-*", LONG)));
		assertThat("Aa-x".hashCode()).isEqualTo("BB-x".hashCode());
		for (int i = 0; i < 3; i++) {
			assertThat(policies.history("Aa-x")).isEqualTo(SHORT);
			assertThat(policies.history("BB-x")).isEqualTo(LONG);
		}
	}

	private static ChannelPolicy policy(String pattern, @Nullable HistoryRetention history) {
		return new ChannelPolicy(ChannelPattern.parse(pattern), history);
	}

}
