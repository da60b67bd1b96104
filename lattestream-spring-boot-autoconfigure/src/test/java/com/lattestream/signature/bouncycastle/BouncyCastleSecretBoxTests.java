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

package com.lattestream.signature.bouncycastle;

import java.util.HexFormat;
import java.util.Random;

import com.lattestream.signature.SecretBox;
import com.pusher.client.crypto.nacl.TweetNaclFast;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BouncyCastleSecretBox}.
 */
class BouncyCastleSecretBoxTests {

	private final SecretBox box = new BouncyCastleSecretBox();

	@Test
	void sealsAsNaclsOwnTestDoes() {
		byte[] key = hex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
		byte[] nonce = hex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
		byte[] message = hex("be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a"
				+ "1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057"
				+ "e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040"
				+ "e082f937763848645e0705");
		assertThat(this.box.seal(message, nonce, key))
			.isEqualTo(hex("f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4"
					+ "476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738"
					+ "b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de"
					+ "56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5"));
	}

	@Test
	void clientOfPusherOpensWhatIsSealed() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int i = 0; i < 500; i++) {
			byte[] message = bytes(random, (i < 100) ? i : random.nextInt(40_000));
			byte[] nonce = bytes(random, SecretBox.NONCE_LENGTH);
			byte[] key = bytes(random, SecretBox.KEY_LENGTH);
			byte[] sealed = this.box.seal(message, nonce, key);
			assertThat(sealed).as("length %d, seed %d", message.length, seed)
				.hasSize(SecretBox.OVERHEAD + message.length);
			assertThat(open(sealed, nonce, key)).as("length %d, seed %d", message.length, seed).isEqualTo(message);
		}
	}

	@Test
	void nothingOpensWithAnotherKeyOrAfterAChange() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int i = 0; i < 100; i++) {
			byte[] nonce = bytes(random, SecretBox.NONCE_LENGTH);
			byte[] key = bytes(random, SecretBox.KEY_LENGTH);
			byte[] sealed = this.box.seal(bytes(random, random.nextInt(200)), nonce, key);
			assertThat(open(sealed, nonce, changed(random, key))).as("seed %d", seed).isNull();
			assertThat(open(sealed, changed(random, nonce), key)).as("seed %d", seed).isNull();
			assertThat(open(changed(random, sealed), nonce, key)).as("seed %d", seed).isNull();
		}
	}

	private static byte[] open(byte[] sealed, byte[] nonce, byte[] key) {
		return new TweetNaclFast.SecretBox(key).open(sealed, nonce);
	}

	private static byte[] changed(Random random, byte[] bytes) {
		byte[] changed = bytes.clone();
		changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
		return changed;
	}

	private static byte[] bytes(Random random, int length) {
		byte[] bytes = new byte[length];
		random.nextBytes(bytes);
		return bytes;
	}

	private static byte[] hex(String text) {
		return HexFormat.of().parseHex(text);
	}

}
