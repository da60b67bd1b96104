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
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EventName}.
 */
class EventNameTests {

	@ParameterizedTest
	@ValueSource(strings = { "shipped", "App\\Events\\Shipped", "client-typing", "order.shipped", "größe 😀", "a:b",
			"pusher", "my-pusher:x" })
	void nameIsValid(String name) {
		assertThat(EventName.isValid(name)).isTrue();
		assertThat(new EventName(name)).hasToString(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a\nb", "a\r", "\u0000", "a\u0085", "a\u007f", "pusher:x", "pusher_internal:x",
			"lattestream:x", "lattestream_internal:member_added", "pusher:" })
	void nameThatIsEmptyReservedOrHasControlCharactersIsRefused(String name) {
		assertThat(EventName.isValid(name)).isFalse();
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> new EventName(name));
	}

	@Test
	void nameMayHave200CharactersAndNoMore() {
		assertThat(EventName.isValid("e".repeat(200))).isTrue();
		assertThat(EventName.isValid("e".repeat(201))).isFalse();
	}

}
