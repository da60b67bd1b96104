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

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

import com.lattestream.ChannelName;
import com.lattestream.MissingMasterKeyException;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts events for encrypted channels, in the way of Pusher's SDKs. Each channel has a
 * key of its own, the SHA-256 of its name and the application's master key; those who may
 * subscribe get it with their authorisation, and no hub in between has to know it. Safe
 * for use by many threads; never blocks.
 */
public final class ChannelEncryptor {

	private static final ChannelEncryptor NONE = new ChannelEncryptor(null, (message, nonce, key) -> {
		throw new IllegalStateException("There is no key to encrypt with");
	});

	private final byte @Nullable [] masterKey;

	private final SecretBox box;

	private final UnguessableBytes nonces = new UnguessableBytes();

	private ChannelEncryptor(byte @Nullable [] masterKey, SecretBox box) {
		this.masterKey = masterKey;
		this.box = box;
	}

	/**
	 * Create an encryptor.
	 * @param masterKey the master key, {@value SecretBox#KEY_LENGTH} bytes
	 * @param box encrypts
	 * @return the encryptor
	 * @throws IllegalArgumentException if the master key has another length
	 */
	public static ChannelEncryptor of(byte[] masterKey, SecretBox box) {
		if (masterKey.length != SecretBox.KEY_LENGTH) {
			throw new IllegalArgumentException("A master key has " + SecretBox.KEY_LENGTH + " bytes");
		}
		return new ChannelEncryptor(masterKey.clone(), box);
	}

	/**
	 * Return the encryptor of an application without a master key, which refuses
	 * encrypted channels.
	 * @return the encryptor
	 */
	public static ChannelEncryptor none() {
		return NONE;
	}

	/**
	 * Return what subscribers of a channel decrypt its events with.
	 * @param channel the name of the channel
	 * @return the key in base64; {@code null} unless the channel is an encrypted one
	 * @throws MissingMasterKeyException if it is one and there is no master key
	 */
	public @Nullable String sharedSecret(String channel) {
		return ChannelName.isEncrypted(channel) ? Base64.getEncoder().encodeToString(key(channel)) : null;
	}

	/**
	 * Encrypt the data of an event if its channel is an encrypted one.
	 * @param channel the name of the channel
	 * @param data the data as JSON text
	 * @return a JSON object with {@code nonce} and {@code ciphertext}, or else the data
	 * @throws MissingMasterKeyException if the channel is an encrypted one and there is
	 * no master key
	 */
	public String encrypt(String channel, String data) {
		if (!ChannelName.isEncrypted(channel)) {
			return data;
		}
		byte[] key = key(channel);
		byte[] message = data.getBytes(StandardCharsets.UTF_8);
		byte[] nonce = Arrays.copyOf(this.nonces.next(message), SecretBox.NONCE_LENGTH);
		Base64.Encoder base64 = Base64.getEncoder();
		return "{\"nonce\":\"" + base64.encodeToString(nonce) + "\",\"ciphertext\":\""
				+ base64.encodeToString(this.box.seal(message, nonce, key)) + "\"}";
	}

	private byte[] key(String channel) {
		byte[] masterKey = this.masterKey;
		if (masterKey == null) {
			throw new MissingMasterKeyException(channel);
		}
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(channel.getBytes(StandardCharsets.UTF_8));
			return digest.digest(masterKey);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	@Override
	public String toString() {
		return "ChannelEncryptor[masterKey=" + ((this.masterKey != null) ? "******" : null) + "]";
	}

}
