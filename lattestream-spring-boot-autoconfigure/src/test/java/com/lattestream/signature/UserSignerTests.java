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

import java.util.Locale;

import com.lattestream.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link UserSigner}. The vector is that of Pusher's documentation.
 */
class UserSignerTests {

	private static final AppCredentials CREDENTIALS = new AppCredentials("3", "278d425bdf160c739803",
			"7ad3773142a6692b25b8");

	private static final String HEX = "4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba";

	private static final String USER = "{\"id\":\"12345\"}";

	private final UserSigner signer = new UserSigner(CREDENTIALS);

	@Test
	void signMakesWhatPusherDocuments() {
		assertThat(this.signer.sign("1234.1234", USER)).isEqualTo("278d425bdf160c739803:" + HEX);
	}

	@Test
	void signForServiceNamesTheSocketInsteadOfTheKey() {
		assertThat(this.signer.signForService("1234.1234", USER)).isEqualTo("1234.1234:" + HEX);
	}

	@Test
	void verifyTakesBothForms() {
		assertThat(this.signer.verify("278d425bdf160c739803:" + HEX, "1234.1234", USER)).isTrue();
		assertThat(this.signer.verify("1234.1234:" + HEX, "1234.1234", USER)).isTrue();
	}

	@Test
	void verifyRefusesWhateverIsDifferent() {
		String auth = this.signer.sign("1234.1234", USER);
		assertThat(this.signer.verify(auth, "1234.1235", USER)).isFalse();
		assertThat(this.signer.verify(auth, "1234.1234", "{\"id\": \"12345\"}")).isFalse();
		assertThat(this.signer.verify(auth.toUpperCase(Locale.ROOT), "1234.1234", USER)).isFalse();
		assertThat(this.signer.verify("other:" + HEX, "1234.1234", USER)).isFalse();
		assertThat(this.signer.verify(HEX, "1234.1234", USER)).isFalse();
		assertThat(this.signer.verify("", "1234.1234", USER)).isFalse();
	}

	@Test
	void authorisationForChannelSignsNobodyIn() {
		ChannelSigner channels = new ChannelSigner(CREDENTIALS, new MutableClock());
		assertThat(this.signer.verify(channels.sign("1234.1234", "presence-a", USER), "1234.1234", USER)).isFalse();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> channels.sign("1234.1234", ":user::" + USER, null));
		assertThat(channels.verify(this.signer.sign("1234.1234", USER), "1234.1234", "presence-a", USER)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "1.2:private-a", "1.2\n", ":1.2", "1.2:", "a.b", "1.2::user::{}" })
	void signsNothingForWhatIsNoSocketId(String socketId) {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> this.signer.sign(socketId, USER));
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.signer.signForService(socketId, USER));
	}

}
