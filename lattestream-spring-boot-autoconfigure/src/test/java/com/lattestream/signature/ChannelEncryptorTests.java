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

package com.lattestream.signature;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import com.lattestream.ChannelToken;
import com.lattestream.MissingMasterKeyException;
import com.lattestream.signature.bouncycastle.BouncyCastleSecretBox;
import com.pusher.client.crypto.nacl.AuthenticityException;
import com.pusher.client.crypto.nacl.SecretBoxOpener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ChannelEncryptor}.
 */
class ChannelEncryptorTests {

	private static final String SHARED_SECRET = "UsGxKqmP9IdrlCW682IBqbcjk77iOZBrEYVv/cexvcM=";

	private static final JsonMapper JSON = new JsonMapper();

	private final ChannelEncryptor encryptor = ChannelEncryptor.of(masterKey(7), new BouncyCastleSecretBox());

	@Test
	void sharedSecretIsThatOfPushersSdks() {
		assertThat(this.encryptor.sharedSecret("private-encrypted-foo")).isEqualTo(SHARED_SECRET);
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders", "private-foo", "presence-encrypted-foo", "private-encrypted",
			"Private-encrypted-foo", "my-private-encrypted-foo" })
	void otherChannelsAreLeftAlone(String channel) {
		for (ChannelEncryptor any : new ChannelEncryptor[] { this.encryptor, ChannelEncryptor.none() }) {
			assertThat(any.sharedSecret(channel)).isNull();
			assertThat(any.encrypt(channel, "{\"a\":1}")).isEqualTo("{\"a\":1}");
		}
	}

	@Test
	void clientsDecryptWhatIsEncrypted() throws Exception {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int i = 0; i < 200; i++) {
			String channel = "private-encrypted-" + random.nextInt(1000);
			String data = random.ints(random.nextInt(2000), 1, Character.MIN_SURROGATE)
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
				.toString();
			assertThat(decrypt(channel, this.encryptor.encrypt(channel, data))).as("seed %d", seed).isEqualTo(data);
		}
	}

	@Test
	void encryptedDataHasNonceAndCiphertextAndNothingElse() {
		JsonNode encrypted = JSON.readTree(this.encryptor.encrypt("private-encrypted-foo", "{\"a\":1}"));
		assertThat(encrypted.propertyNames()).containsExactly("nonce", "ciphertext");
		assertThat(Base64.getDecoder().decode(encrypted.get("nonce").asString())).hasSize(24);
		assertThat(Base64.getDecoder().decode(encrypted.get("ciphertext").asString())).hasSize(7 + 16);
	}

	@Test
	void nonceNeverComesTwice() {
		ChannelEncryptor other = ChannelEncryptor.of(masterKey(7), new BouncyCastleSecretBox());
		Set<String> nonces = new HashSet<>();
		for (int i = 0; i < 5000; i++) {
			nonces.add(nonce(this.encryptor));
			nonces.add(nonce(other));
		}
		assertThat(nonces).hasSize(10_000);
	}

	@Test
	void nothingIsReadableWithTheKeyOfAnotherChannelOrMasterKey() {
		String encrypted = this.encryptor.encrypt("private-encrypted-foo", "1");
		assertThatExceptionOfType(AuthenticityException.class)
			.isThrownBy(() -> decrypt("private-encrypted-bar", encrypted));
		String foreign = ChannelEncryptor.of(masterKey(8), new BouncyCastleSecretBox())
			.encrypt("private-encrypted-foo", "1");
		assertThatExceptionOfType(AuthenticityException.class)
			.isThrownBy(() -> decrypt("private-encrypted-foo", foreign));
	}

	@Test
	void encryptedChannelsTakeAMasterKey() {
		ChannelEncryptor none = ChannelEncryptor.none();
		assertThatExceptionOfType(MissingMasterKeyException.class)
			.isThrownBy(() -> none.sharedSecret("private-encrypted-foo"))
			.withMessageContaining("'private-encrypted-foo'")
			.withMessageContaining("'lattestream.app.encryption-master-key'");
		assertThatExceptionOfType(MissingMasterKeyException.class)
			.isThrownBy(() -> none.encrypt("private-encrypted-foo", "1"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 16, 31, 33 })
	void masterKeyOfAnotherLengthIsRefused(int length) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ChannelEncryptor.of(new byte[length], new BouncyCastleSecretBox()));
	}

	@Test
	void masterKeyIsCopied() {
		byte[] masterKey = masterKey(7);
		ChannelEncryptor copying = ChannelEncryptor.of(masterKey, new BouncyCastleSecretBox());
		Arrays.fill(masterKey, (byte) 0);
		assertThat(copying.sharedSecret("private-encrypted-foo")).isEqualTo(SHARED_SECRET);
	}

	@Test
	void toStringShowsNoSecret() {
		assertThat(this.encryptor).hasToString("ChannelEncryptor[masterKey=******]");
		assertThat(ChannelEncryptor.none()).hasToString("ChannelEncryptor[masterKey=null]");
		assertThat(new ChannelToken("key:hex", null, SHARED_SECRET))
			.hasToString("ChannelToken[auth=key:hex, channelData=null, sharedSecret=******]");
		assertThat(new ChannelToken("key:hex", null))
			.hasToString("ChannelToken[auth=key:hex, channelData=null, sharedSecret=null]");
	}

	private String decrypt(String channel, String data) throws AuthenticityException {
		JsonNode encrypted = JSON.readTree(data);
		byte[] key = Base64.getDecoder().decode(this.encryptor.sharedSecret(channel));
		Base64.Decoder base64 = Base64.getDecoder();
		return new SecretBoxOpener(key).open(base64.decode(encrypted.get("ciphertext").asString()),
				base64.decode(encrypted.get("nonce").asString()));
	}

	private static String nonce(ChannelEncryptor encryptor) {
		return JSON.readTree(encryptor.encrypt("private-encrypted-foo", "1")).get("nonce").asString();
	}

	private static byte[] masterKey(int value) {
		byte[] key = new byte[32];
		Arrays.fill(key, (byte) value);
		return key;
	}

}
