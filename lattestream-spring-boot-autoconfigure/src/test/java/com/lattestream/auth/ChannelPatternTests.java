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

package com.lattestream.auth;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ChannelPattern}.
 */
class ChannelPatternTests {

	@Test
	void literalTextMatchesItself() {
		ChannelPattern pattern = ChannelPattern.parse("private-a.b;c=@,_");
		assertThat(pattern.match("private-a.b;c=@,_")).isEmpty();
		assertThat(pattern.match("private-axb;c=@,_")).isNull();
		assertThat(pattern.match("private-a.b;c=@,_x")).isNull();
		assertThat(pattern.match("xprivate-a.b;c=@,_")).isNull();
	}

	@Test
	void literalTextIsNoRegularExpression() {
		assertThat(ChannelPattern.parse("private-a+\\E.").match("private-aa\\Ex")).isNull();
		assertThat(ChannelPattern.parse("private-a+\\E.").match("private-a+\\E.")).isEmpty();
	}

	@Test
	void variablesStandForOneCharacterAtLeast() {
		ChannelPattern pattern = ChannelPattern.parse("private-orders-{customer}");
		assertThat(pattern.variables()).containsExactly("customer");
		assertThat(pattern.match("private-orders-x")).containsExactly(Map.entry("customer", "x"));
		assertThat(pattern.match("private-orders-7;a-b")).containsExactly(Map.entry("customer", "7;a-b"));
		assertThat(pattern.match("private-orders-")).isNull();
		assertThat(pattern.match("private-orders")).isNull();
	}

	@Test
	void variablesAreGreedyFromTheLeft() {
		assertThat(ChannelPattern.parse("private-{a}-{b}").match("private-1-2-3"))
			.containsExactly(Map.entry("a", "1-2"), Map.entry("b", "3"));
	}

	@Test
	void variablesMayHaveNamesThatGroupsMayNot() {
		assertThat(ChannelPattern.parse("private-{order-id}.{order_no}").match("private-1.2"))
			.containsExactly(Map.entry("order-id", "1"), Map.entry("order_no", "2"));
	}

	@Test
	void constraintIsARegularExpression() {
		ChannelPattern pattern = ChannelPattern.parse("presence-room-{id:[0-9]{2}}");
		assertThat(pattern.match("presence-room-12")).containsExactly(Map.entry("id", "12"));
		assertThat(pattern.match("presence-room-1")).isNull();
		assertThat(pattern.match("presence-room-123")).isNull();
		assertThat(pattern.match("presence-room-ab")).isNull();
	}

	@Test
	void constraintMayHaveGroupsAndColons() {
		ChannelPattern pattern = ChannelPattern.parse("private-{a:(x|y)+}-{b:(?:1|2){1,2}}");
		assertThat(pattern.match("private-xyx-21")).containsExactly(Map.entry("a", "xyx"), Map.entry("b", "21"));
		assertThat(pattern.match("private-xyz-21")).isNull();
	}

	@Test
	void constraintWithAlternativesEndsAtItsBrace() {
		ChannelPattern pattern = ChannelPattern.parse("private-{a:x|y}-end");
		assertThat(pattern.match("private-x-end")).isNotNull();
		assertThat(pattern.match("private-y-end")).isNotNull();
		assertThat(pattern.match("private-x")).isNull();
		assertThat(pattern.match("y-end")).isNull();
	}

	@Test
	void constraintThatMayBeEmptyDoesNotMatchNothing() {
		ChannelPattern pattern = ChannelPattern.parse("private-{id:[0-9]*}");
		assertThat(pattern.match("private-1")).containsExactly(Map.entry("id", "1"));
		assertThat(pattern.match("private-")).isNull();
	}

	@Test
	void asteriskStandsForAnything() {
		ChannelPattern pattern = ChannelPattern.parse("private-*-{a}");
		assertThat(pattern.match("private--x")).containsExactly(Map.entry("a", "x"));
		assertThat(pattern.match("private-1-2-x")).containsExactly(Map.entry("a", "x"));
		assertThat(ChannelPattern.parse("private-*").match("private-")).isEmpty();
		assertThat(ChannelPattern.parse("private-*").match("presence-x")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "private-{", "private-}", "private-{}", "private-{a", "private-a}", "private-{{a}}",
			"private-{a}}", "private-{a}-{a}", "private-{a:[}", "private-{a:(}", "private-{:x}", "private-{a:}" })
	void patternThatIsNotWellFormedIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> ChannelPattern.parse(text))
			.satisfies((ex) -> assertThat(ex.getMessage()).startsWith("it"));
	}

	@Test
	void specificPatternsComeFirst() {
		assertThat(Stream
			.of("private-*", "private-{a}", "private-{z}-{y}", "private-orders-{id}", "private-orders-1",
					"private-orders-{name:[a-z]+}", "private-orders-*", "private-orders-1{a}")
			.map(ChannelPattern::parse)
			.sorted()
			.map(ChannelPattern::toString)).containsExactly("private-orders-1", "private-orders-1{a}",
					"private-orders-{name:[a-z]+}", "private-orders-{id}", "private-orders-*", "private-{z}-{y}",
					"private-{a}", "private-*");
	}

	@Test
	void orderIsConsistentWithEquals() {
		ChannelPattern pattern = ChannelPattern.parse("private-{a}");
		assertThat(pattern).isEqualTo(ChannelPattern.parse("private-{a}"))
			.hasSameHashCodeAs(ChannelPattern.parse("private-{a}"))
			.isEqualByComparingTo(ChannelPattern.parse("private-{a}"))
			.isNotEqualTo(ChannelPattern.parse("private-{b}"))
			.isNotEqualByComparingTo(ChannelPattern.parse("private-{b}"));
	}

	@Test
	void patternsThatDifferInTheNamesOfVariablesOnlyAreEquivalent() {
		ChannelPattern pattern = ChannelPattern.parse("private-{a}-{b:[0-9]}");
		assertThat(pattern.isEquivalentTo(ChannelPattern.parse("private-{x}-{y:[0-9]}"))).isTrue();
		assertThat(pattern.isEquivalentTo(ChannelPattern.parse("private-{a}-{b}"))).isFalse();
		assertThat(pattern.isEquivalentTo(ChannelPattern.parse("private-{a}-*"))).isFalse();
	}

}
