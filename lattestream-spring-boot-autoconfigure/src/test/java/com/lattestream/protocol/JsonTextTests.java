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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JsonText}.
 */
class JsonTextTests {

	private final JsonText json = new JsonText(4);

	@Test
	void objectReturnsValuesAsTheyAreWritten() {
		Map<String, String> properties = this.json
			.object(" { \"a\" : \"x\\u00e4\" , \"b\":-1.50e3 ,\"c\":{ \"d\" : [1,\n2] },"
					+ "\"e\":[ ],\"f\":true,\"g\" : null ,\"h\":\"😀\",\"i\":7} \n");
		assertThat(properties).containsExactly(Map.entry("a", "\"x\\u00e4\""), Map.entry("b", "-1.50e3"),
				Map.entry("c", "{ \"d\" : [1,\n2] }"), Map.entry("e", "[ ]"), Map.entry("f", "true"),
				Map.entry("g", "null"), Map.entry("h", "\"😀\""), Map.entry("i", "7"));
	}

	@Test
	void objectWhenTextIsLongReturnsValuesAsTheyAreWritten() {
		String first = "\"" + "ä😀\\n".repeat(20_000) + "\"";
		String second = "{\"x\":[" + "1,".repeat(20_000) + "2]}";
		Map<String, String> properties = this.json
			.object("{\"first\":" + first + ",\"second\":" + second + ",\"third\":123456}");
		assertThat(properties).containsExactly(Map.entry("first", first), Map.entry("second", second),
				Map.entry("third", "123456"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "not json", "null", "5", "\"text\"", "[]", "[{}]", "{", "{}}", "{}{}", "{} x",
			"{} 1", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "{\"a\":NaN}",
			"{\"a\":Infinity}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}",
			"{\"a\":\"x}", "{/* comment */}", "{\"a\":tru}", "\ufeff{}", "{\"a\":[1}", "{\"a\":[1,2}}",
			"{\"a\":{\"b\":NaN}}" })
	void objectWhenTextIsAnythingElseReturnsNull(String text) {
		assertThat(this.json.object(text)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":2}}", "{\"a\":1,\"\\u0061\":2}" })
	void objectWhenPropertyIsThereTwiceReturnsNull(String text) {
		assertThat(this.json.object(text)).isNull();
	}

	@Test
	void objectWhenNestingIsTooDeepReturnsNull() {
		assertThat(this.json.object("{\"a\":[[[]]]}")).isNotNull();
		assertThat(this.json.object("{\"a\":[[[[]]]]}")).isNull();
		assertThat(this.json.object("{\"a\":" + "[".repeat(100_000))).isNull();
	}

	@Test
	void objectWhenNameOrNumberIsTooLongReturnsNull() {
		assertThat(this.json.object("{\"" + "n".repeat(256) + "\":1}")).isNotNull();
		assertThat(this.json.object("{\"" + "n".repeat(300) + "\":1}")).isNull();
		assertThat(this.json.object("{\"a\":" + "1".repeat(64) + "}")).isNotNull();
		assertThat(this.json.object("{\"a\":" + "1".repeat(65) + "}")).isNull();
	}

	@Test
	void arrayReturnsElementsAsTheyAreWritten() {
		assertThat(this.json.array("[ 1, \"a\" ,{ \"b\":[2]},[ ],null]")).containsExactly("1", "\"a\"", "{ \"b\":[2]}",
				"[ ]", "null");
		assertThat(this.json.array("[]")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "[", "[1,]", "[1] 2", "[NaN]", "\"[]\"", "[1}" })
	void arrayWhenTextIsAnythingElseReturnsNull(String text) {
		assertThat(this.json.array(text)).isNull();
	}

	@Test
	void stringReturnsTheTextThatAStringStandsFor() {
		assertThat(this.json.string("\"a\\\"\\n\\u00e4\\ud83d\\ude00\"")).isEqualTo("a\"\nä😀");
		assertThat(this.json.string("\"\"")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "5", "null", "{}", "text", "\"open" })
	void stringWhenValueIsNoStringReturnsNull(String text) {
		assertThat(this.json.string(text)).isNull();
		assertThat(this.json.string(null)).isNull();
	}

	@Test
	void isContainerIsTrueForOneObjectOrArrayOnly() {
		assertThat(this.json.isContainer(" {\"a\":1} ")).isTrue();
		assertThat(this.json.isContainer("[1]")).isTrue();
		for (String text : new String[] { "", "12", "true", "\"{}\"", "{", "{}{}", "[1] x", "{a}", "text" }) {
			assertThat(this.json.isContainer(text)).as(text).isFalse();
		}
	}

	@Test
	void quoteEscapesWhatJsonRequiresAndNothingElse() {
		assertThat(this.json.quote("a\"b\\c\nd\u0001")).isEqualTo("\"a\\\"b\\\\c\\nd\\u0001\"");
		assertThat(this.json.quote("<b>ä😀/'&</b>")).isEqualTo("\"<b>ä😀/'&</b>\"");
	}

}
