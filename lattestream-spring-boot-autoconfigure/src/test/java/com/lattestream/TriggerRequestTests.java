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

package com.lattestream;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TriggerRequest} and {@link BatchEvent}.
 */
class TriggerRequestTests {

	@Test
	void channelsAreTakenOnceEachInTheirOrder() {
		TriggerRequest request = TriggerRequest.of(List.of("b", "a", "b"), "e", null);
		assertThat(request.channels()).containsExactly("b", "a");
	}

	@Test
	void channelsAreCopied() {
		List<String> channels = new ArrayList<>(List.of("a"));
		TriggerRequest request = TriggerRequest.of(channels, "e", null);
		channels.add("not a name");
		assertThat(request.channels()).containsExactly("a");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> request.channels().add("b"));
	}

	@Test
	void hundredChannelsAreTakenAndNoMore() {
		assertThat(TriggerRequest.of(channels(100), "e", 1).channels()).hasSize(100);
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> TriggerRequest.of(channels(101), "e", 1))
			.withMessageContaining("101");
	}

	@Test
	void noChannelIsRefused() {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> TriggerRequest.of(List.of(), "e", 1));
	}

	@Test
	void oneInvalidChannelNameIsRefused() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> TriggerRequest.of(List.of("a", "b c"), "e", 1));
	}

	@Test
	void invalidEventNameIsRefused() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> TriggerRequest.of("a", "pusher:subscribe", 1));
	}

	@Test
	void exceptNamesOneConnection() {
		TriggerRequest request = TriggerRequest.of("a", "e", 1);
		assertThat(request.excludedSocketId()).isNull();
		assertThat(request.except("1.2")).isEqualTo(new TriggerRequest(List.of("a"), "e", 1, "1.2"));
		assertThat(request.except("1.2").except(null)).isEqualTo(request);
	}

	@Test
	void lastWordOnWhoIsLeftOutCounts() {
		TriggerRequest request = TriggerRequest.of("a", "e", 1);
		assertThat(request.exceptCurrent()).isFalse();
		assertThat(request.except("1.2").toOthers())
			.isEqualTo(new TriggerRequest(List.of("a"), "e", 1, null, true, null));
		assertThat(request.toOthers().except("1.2")).isEqualTo(request.except("1.2"));
		BatchEvent event = new BatchEvent("a", "e", 1);
		assertThat(event.except("1.2").toOthers()).isEqualTo(new BatchEvent("a", "e", 1, null, true));
		assertThat(event.toOthers().except("1.2")).isEqualTo(event.except("1.2"));
		assertThat(event.toOthers().toRequest()).isEqualTo(request.toOthers());
	}

	@Test
	void idempotencyKeyStaysWhoeverIsLeftOut() {
		TriggerRequest request = TriggerRequest.of("a", "e", 1).withIdempotencyKey("k");
		assertThat(request.idempotencyKey()).isEqualTo("k");
		assertThat(request.except("1.2").idempotencyKey()).isEqualTo("k");
		assertThat(request.toOthers().idempotencyKey()).isEqualTo("k");
		assertThat(request.toOthers().withIdempotencyKey(null)).isEqualTo(TriggerRequest.of("a", "e", 1).toOthers());
		assertThat(request.except("1.2").withIdempotencyKey("l").excludedSocketId()).isEqualTo("1.2");
		assertThat(request.withIdempotencyKey("x".repeat(255)).idempotencyKey()).hasSize(255);
	}

	@Test
	void invalidIdempotencyKeyIsRefused() {
		TriggerRequest request = TriggerRequest.of("a", "e", 1);
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> request.withIdempotencyKey(""))
			.withMessageContaining("255");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> request.withIdempotencyKey("x".repeat(256)));
		TriggerRequest encrypted = TriggerRequest.of("private-encrypted-a", "e", 1);
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> encrypted.withIdempotencyKey("k"))
			.withMessageContaining("encrypted");
	}

	@Test
	void invalidSocketIdIsRefused() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> TriggerRequest.of("a", "e", 1).except("abc"));
	}

	@Test
	void batchEventBecomesTheRequestThatSendsItAlone() {
		assertThat(new BatchEvent("a", "e", 1, "1.2").toRequest())
			.isEqualTo(new TriggerRequest(List.of("a"), "e", 1, "1.2"));
		assertThat(new BatchEvent("a", "e", 1).toRequest().excludedSocketId()).isNull();
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> new BatchEvent("a b", "e", 1).toRequest());
	}

	private static List<String> channels(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "channel-" + i).toList();
	}

}
