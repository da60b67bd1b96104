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

import java.time.Duration;
import java.util.Locale;

import com.lattestream.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ChannelSigner}.
 */
class ChannelSignerTests {

	private static final String KEY = "278d425bdf160c739803";

	private static final String SOCKET_ID = "1234.1234";

	private static final String MEMBER = "{\"user_id\":10,\"user_info\":{\"name\":\"Mr. Pusher\"}}";

	private final MutableClock clock = new MutableClock();

	private final ChannelSigner signer = new ChannelSigner(new AppCredentials("3", KEY, "7ad3773142a6692b25b8"),
			this.clock);

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					private-foobar          |                                              | 58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4
					presence-foobar         | {"user_id":10,"user_info":{"name":"Mr. Pusher"}}   | afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c
					presence-foobar         | {"user_id":10,"user_info":{"name":"Mr. Channels"}} | 31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80
					private-azAZ9_=@,.;     |                                              | 208cbbce2a22fd7d7c3509046b17a97b99d345cf4c195bc0d54af9004a022b0b
					""")
	void signIsThatOfPusher(String channel, String channelData, String signature) {
		assertThat(this.signer.sign(SOCKET_ID, channel, channelData)).isEqualTo(KEY + ":" + signature);
		assertThat(this.signer.verify(KEY + ":" + signature, SOCKET_ID, channel, channelData)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.2:private-foobar", "1.2\n", "\n1.2", ":1.2", "1.2:", "abc", "" })
	void signWhenSocketIdIsInvalidIsRefused(String socketId) {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.signer.sign(socketId, "private-foobar", null));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.signer.issueToken(socketId, "private-foobar", null));
	}

	@ParameterizedTest
	@ValueSource(strings = { ":user::{\"id\":\"a\"}", "presence-r:{\"user_id\":\"a\"}", "private-a\n", "\nprivate-a",
			":private-a", "private-a:", "private-a:{\"user_id\":\"a\"}", "" })
	void signWhenChannelNameIsInvalidIsRefused(String channel) {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.signer.sign(SOCKET_ID, channel, null));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.signer.issueToken(SOCKET_ID, channel, null));
	}

	@Test
	void signWhenChannelIsPublicIsRefused() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.signer.sign(SOCKET_ID, "orders", null));
	}

	@Test
	void verifyTakesAllThreeForms() {
		String pusher = this.signer.sign(SOCKET_ID, "presence-foobar", MEMBER);
		String local = SOCKET_ID + pusher.substring(KEY.length());
		String token = this.signer.issueToken(SOCKET_ID, "presence-foobar", MEMBER);
		assertThat(token).startsWith("lspc_");
		for (String auth : new String[] { pusher, local, token }) {
			assertThat(this.signer.verify(auth, SOCKET_ID, "presence-foobar", MEMBER)).as(auth).isTrue();
			assertThat(this.signer.verify(auth, "1234.1235", "presence-foobar", MEMBER)).as(auth).isFalse();
			assertThat(this.signer.verify(auth, SOCKET_ID, "presence-foobaz", MEMBER)).as(auth).isFalse();
			assertThat(this.signer.verify(auth, SOCKET_ID, "presence-foobar", MEMBER + " ")).as(auth).isFalse();
			assertThat(this.signer.verify(auth, SOCKET_ID, "presence-foobar", null)).as(auth).isFalse();
			assertThat(this.signer.verify(auth + " ", SOCKET_ID, "presence-foobar", MEMBER)).as(auth).isFalse();
		}
	}

	@Test
	void verifyWhenMembersPropertiesAreReorderedIsFalse() {
		String auth = this.signer.sign(SOCKET_ID, "presence-foobar", "{\"user_id\":\"1\",\"user_info\":2}");
		assertThat(this.signer.verify(auth, SOCKET_ID, "presence-foobar", "{\"user_info\":2,\"user_id\":\"1\"}"))
			.isFalse();
	}

	@Test
	void verifyWhenPrivateChannelHasDataThatWasNotSignedIsFalse() {
		String auth = this.signer.sign(SOCKET_ID, "private-foobar", null);
		assertThat(this.signer.verify(auth, SOCKET_ID, "private-foobar", MEMBER)).isFalse();
	}

	@Test
	void verifyWhenPrivateChannelHasSignedDataIsTrue() {
		String auth = this.signer.sign(SOCKET_ID, "private-foobar", "any text");
		assertThat(this.signer.verify(auth, SOCKET_ID, "private-foobar", "any text")).isTrue();
	}

	@Test
	void verifyWhenKeyOrSocketIdBeforeTheSignatureIsAnotherIsFalse() {
		String signature = this.signer.sign(SOCKET_ID, "private-foobar", null).substring(KEY.length() + 1);
		for (String signer : new String[] { "other", "", KEY + " ", KEY.toUpperCase(Locale.ROOT), "1234.1235" }) {
			assertThat(this.signer.verify(signer + ":" + signature, SOCKET_ID, "private-foobar", null)).as(signer)
				.isFalse();
		}
	}

	@Test
	void verifyWhenSignatureIsUpperCaseOrHasBlanksIsFalse() {
		String signature = this.signer.sign(SOCKET_ID, "private-foobar", null).substring(KEY.length() + 1);
		for (String wrong : new String[] { signature.toUpperCase(Locale.ROOT), signature + " ", " " + signature,
				signature + "\n", signature.substring(2), signature + ":x", "" }) {
			assertThat(this.signer.verify(KEY + ":" + wrong, SOCKET_ID, "private-foobar", null)).as(wrong).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ":", "no colon", KEY, KEY + ":", ":" + KEY, "lspc_", "lspc_x.y", "lspc_AAAA.AAAA" })
	void verifyWhenAuthorizationIsNotWellFormedIsFalse(String auth) {
		assertThat(this.signer.verify(auth, SOCKET_ID, "private-foobar", null)).isFalse();
	}

	@Test
	void verifyWhenSecretIsAnotherIsFalse() {
		ChannelSigner other = new ChannelSigner(new AppCredentials("3", KEY, "other"), this.clock);
		assertThat(this.signer.verify(other.sign(SOCKET_ID, "private-a", null), SOCKET_ID, "private-a", null))
			.isFalse();
		assertThat(this.signer.verify(other.issueToken(SOCKET_ID, "private-a", null), SOCKET_ID, "private-a", null))
			.isFalse();
	}

	@Test
	void verifyWhenTokenIsExpiredIsFalse() {
		String token = this.signer.issueToken(SOCKET_ID, "private-a", null);
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(this.signer.verify(token, SOCKET_ID, "private-a", null)).isTrue();
		assertThat(this.signer.channelOf(token)).isEqualTo("private-a");
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.signer.verify(token, SOCKET_ID, "private-a", null)).isFalse();
		assertThat(this.signer.channelOf(token)).isNull();
	}

	@Test
	void verifyWhenTokenIsOfAnotherKindIsFalse() {
		String signature = this.signer.sign(SOCKET_ID, "private-a", null).substring(KEY.length() + 1);
		TokenSigner tokens = new TokenSigner("7ad3773142a6692b25b8", this.clock);
		String discovery = tokens.issue(TokenSigner.DISCOVERY, Duration.ofMinutes(1), "private-a", signature);
		assertThat(this.signer.verify(discovery, SOCKET_ID, "private-a", null)).isFalse();
		assertThat(this.signer.channelOf(discovery)).isNull();
		String renamed = discovery.replace(TokenSigner.DISCOVERY, TokenSigner.CHANNEL);
		assertThat(this.signer.verify(renamed, SOCKET_ID, "private-a", null)).isFalse();
		assertThat(this.signer.channelOf(renamed)).isNull();
	}

	@Test
	void channelOfWhenTextIsASignatureIsNull() {
		assertThat(this.signer.channelOf(this.signer.sign(SOCKET_ID, "private-a", null))).isNull();
	}

}
