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

import java.util.Arrays;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EncryptedData}.
 */
class EncryptedDataTests {

	private static final String NONCE = base64(24);

	private final EncryptedData data = new EncryptedData(new JsonText(10));

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 10_240 })
	void sizeIsThatBeforeEncryption(int size) {
		assertThat(this.data.plainSize(json(NONCE, base64(16 + size)))).isEqualTo(size);
	}

	@Test
	void otherOrderAndEscapesAreFine() {
		assertThat(this.data.plainSize(" {\"ciphertext\" : \"" + base64(17) + "\",\n\"nonce\":\"" + NONCE + "\"} "))
			.isEqualTo(1);
		String slashes = Base64.getEncoder().encodeToString(filled(10_256, (byte) 0xff)).replace("/", "\\/");
		assertThat(this.data.plainSize(json(NONCE, slashes))).isEqualTo(10_240);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "1", "[]", "{}", "'text'", "{'nonce':'NONCE'}", "{'ciphertext':'BOX'}",
			"{'nonce':'NONCE','ciphertext':'BOX','plain':1}", "{'nonce':'NONCE','other':'BOX'}",
			"{'nonce':1,'ciphertext':'BOX'}", "{'nonce':'NONCE','ciphertext':null}",
			"{'nonce':'NONCE','ciphertext':{'a':1}}", "{'nonce':'AAAA','ciphertext':'BOX'}",
			"{'nonce':'NONCE','ciphertext':'AAAA'}", "{'nonce':'NONCE','ciphertext':'hello world, how are you'}",
			"{'nonce':'NONCE','ciphertext':'BOX'}{}", "{'nonce':'NONCE','nonce':'NONCE','ciphertext':'BOX'}" })
	void anythingElseIsNotEncrypted(String json) {
		String text = json.replace("NONCE", NONCE).replace("BOX", base64(20)).replace('\'', '"');
		assertThat(this.data.plainSize(text)).isNegative();
	}

	@Test
	void whatIsBlownUpIsNotEncrypted() {
		assertThat(this.data.plainSize("{" + " ".repeat(1000) + json(NONCE, base64(20)).substring(1))).isNegative();
	}

	private static String json(String nonce, String ciphertext) {
		return "{\"nonce\":\"" + nonce + "\",\"ciphertext\":\"" + ciphertext + "\"}";
	}

	private static String base64(int length) {
		return Base64.getEncoder().encodeToString(new byte[length]);
	}

	private static byte[] filled(int length, byte value) {
		byte[] bytes = new byte[length];
		Arrays.fill(bytes, value);
		return bytes;
	}

}
