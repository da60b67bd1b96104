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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link SocketId}.
 */
class SocketIdTests {

	@ParameterizedTest
	@ValueSource(strings = { "1.2", "1234.1234", "9999999999.0", "12345678901234567890.12345678901234567890" })
	void twoNumbersAndADotAreASocketId(String socketId) {
		assertThat(SocketId.isValid(socketId)).isTrue();
		assertThatNoException().isThrownBy(() -> SocketId.check(socketId));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "abc", "1", "1.", ".1", "1.2.3", "1,2", " 1.2", "1.2 ", "1.2\n", "\n1.2", "1\n.2",
			"1.2:private-foobar", ":1.2", "1.2:", "-1.2", "1.a", "1x2", "\u0661.\u0662", "123456789012345678901.1",
			"1.123456789012345678901" })
	void anythingElseIsRefused(String socketId) {
		assertThat(SocketId.isValid(socketId)).isFalse();
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> SocketId.check(socketId))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\n"));
	}

}
