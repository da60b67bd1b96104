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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ChannelName} and {@link ChannelType}.
 */
class ChannelNameTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "foo-bar_1234@=,.;", "private-azAZ09_=@,.;", "presence-", "-" })
	void nameWithAllowedCharactersIsValid(String name) {
		assertThat(ChannelName.isValid(name)).isTrue();
		assertThat(new ChannelName(name)).hasToString(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "ä", "a/b", "a:b", "#a", "private-a\n", "\na", "a\u0000", "a\u0660", "a'",
			"a\"", "a\\", "{a}", "a+b", "a%20b" })
	void nameWithOtherCharactersIsRefused(String name) {
		assertThat(ChannelName.isValid(name)).isFalse();
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> new ChannelName(name));
	}

	@Test
	void nameMayHave200CharactersAndNoMore() {
		assertThatNoException().isThrownBy(() -> new ChannelName("a".repeat(200)));
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> new ChannelName("a".repeat(201)));
	}

	@Test
	void messageAboutAnInvalidNameIsShortAndOnOneLine() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> new ChannelName("line\nbreak" + "x".repeat(10_000)))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains("line?break")
				.doesNotContain("\n")
				.hasSizeLessThan(250));
	}

	@ParameterizedTest
	@ValueSource(strings = { "cache-", "cache-a", "private-cache-a", "private-encrypted-cache-a", "presence-cache-a" })
	void cacheChannelIsToldByThePrefix(String name) {
		assertThat(new ChannelName(name).isCache()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "my-cache-a", "cache", "cachea-", "Cache-a", "private-a-cache-a", "encrypted-cache-a",
			"presence-encrypted-cache-a", "private-encrypted-a", "private-presence-cache-a" })
	void otherChannelIsNoCacheChannel(String name) {
		assertThat(new ChannelName(name).isCache()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "private-a, PRIVATE", "presence-a, PRESENCE", "a, PUBLIC", "private, PUBLIC", "privateer-a, PUBLIC",
			"my-private-a, PUBLIC", "Private-a, PUBLIC", "presence_a, PUBLIC", "private-presence-a, PRIVATE" })
	void typeIsToldByThePrefix(String name, ChannelType type) {
		assertThat(new ChannelName(name).type()).isEqualTo(type);
	}

}
