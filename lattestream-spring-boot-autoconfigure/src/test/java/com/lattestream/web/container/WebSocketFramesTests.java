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

package com.lattestream.web.container;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketFrames}.
 */
class WebSocketFramesTests {

	@Test
	void framesAreWritten() {
		assertThat(WebSocketFrames.ping()).containsExactly(0x89, 0);
		assertThat(WebSocketFrames.pong(new byte[] { 1, 2 })).containsExactly(0x8A, 2, 1, 2);
		assertThat(WebSocketFrames.close(1000, "ok")).containsExactly(0x88, 4, 0x03, 0xE8, 'o', 'k');
		assertThat(WebSocketFrames.close(new byte[0])).containsExactly(0x88, 0);
	}

	@Test
	void longReasonIsCutBetweenCharacters() {
		byte[] frame = WebSocketFrames.close(1000, "€".repeat(100));
		assertThat(frame).hasSize(2 + 2 + 123).startsWith(0x88, 125);
		assertThat(new String(frame, 4, 123, StandardCharsets.UTF_8)).isEqualTo("€".repeat(41));
		assertThat(WebSocketFrames.close(1000, "x" + "€".repeat(100))).hasSize(2 + 2 + 121);
	}

}
