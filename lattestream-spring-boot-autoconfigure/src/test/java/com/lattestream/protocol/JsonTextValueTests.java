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

package com.lattestream.protocol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JsonText#isValue(String)}.
 */
class JsonTextValueTests {

	private final JsonText json = new JsonText(4);

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "\"\"", "12", "-1.5e3", "true", "null", " {\"a\":[1,{\"b\":\"\u00e9\"}]} ",
			"\"\\ud800\"", "\"\ud83d\ude00\"", "[[[[]]]]" })
	void takesAnyValue(String text) {
		assertThat(this.json.isValue(text)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "plain", "{", "{}{}", "{} x", "1 2", "01", "NaN", "'a'", "\"a", "[1,]", "{a:1}",
			"[[[[[]]]]]", "\u00e9", "/**/1" })
	void refusesWhatIsNoValueOrMoreThanOne(String text) {
		assertThat(this.json.isValue(text)).isFalse();
	}

	@Test
	void refusesHalfACharacter() {
		assertThat(this.json.isValue("\"" + (char) 0xd800 + "\"")).isFalse();
		assertThat(this.json.isContainer("{\"a\":\"" + (char) 0xdc00 + "\"}")).isFalse();
		assertThat(this.json.isContainer("{\"a\":\"b\"}")).isTrue();
		assertThat(this.json.isContainer("\"a\"")).isFalse();
	}

}
