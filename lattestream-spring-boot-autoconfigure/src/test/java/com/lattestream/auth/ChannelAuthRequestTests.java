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

package com.lattestream.auth;

import java.util.HashMap;
import java.util.Map;

import com.lattestream.ChannelType;
import com.lattestream.InvalidRequestException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ChannelAuthRequest}.
 */
class ChannelAuthRequestTests {

	@Test
	void typeIsThatOfTheChannel() {
		assertThat(request("1.2", "private-a").type()).isEqualTo(ChannelType.PRIVATE);
		assertThat(request("1.2", "presence-a").type()).isEqualTo(ChannelType.PRESENCE);
	}

	@Test
	void invalidSocketIdInvalidNameAndPublicChannelAreRefused() {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> request("1.2\n", "private-a"));
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> request("1.2", "private-a\n"));
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> request("1.2", "a"));
	}

	@Test
	void parametersAreCopied() {
		Map<String, String> parameters = new HashMap<>(Map.of("a", "1"));
		ChannelAuthRequest request = new ChannelAuthRequest("1.2", "private-a", parameters, null, "exchange");
		parameters.clear();
		assertThat(request.parameters()).containsExactly(Map.entry("a", "1"));
	}

	@Test
	void toStringTellsNoParameters() {
		ChannelAuthRequest request = new ChannelAuthRequest("1.2", "private-a", Map.of("password", "hidden"), null,
				"exchange");
		assertThat(request).hasToString("ChannelAuthRequest[socketId=1.2, channel=private-a]");
	}

	private static ChannelAuthRequest request(String socketId, String channel) {
		return new ChannelAuthRequest(socketId, channel, Map.of(), null, "exchange");
	}

}
