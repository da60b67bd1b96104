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

package com.lattestream;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UserData}.
 */
class UserDataTests {

	@Test
	void propertiesAreThoseThatThereAre() {
		assertThat(UserData.of("ann").toProperties()).isEqualTo(Map.of("id", "ann"));
		assertThat(UserData.of("ann").withInfo(7).watching(List.of("bob")).toProperties())
			.containsExactly(Map.entry("id", "ann"), Map.entry("user_info", 7), Map.entry("watchlist", List.of("bob")));
	}

	@Test
	void idMustHaveFittingLength() {
		assertThat(UserData.of("x".repeat(128)).id()).hasSize(128);
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> UserData.of(""));
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> UserData.of("x".repeat(129)));
	}

}
