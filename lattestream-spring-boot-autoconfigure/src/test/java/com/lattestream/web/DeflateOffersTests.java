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

package com.lattestream.web;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeflateOffers}.
 */
class DeflateOffersTests {

	private static final String ANSWER = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

	@ParameterizedTest
	@ValueSource(strings = { "permessage-deflate", "permessage-deflate; client_max_window_bits",
			"permessage-deflate; client_max_window_bits=8", "permessage-deflate;client_max_window_bits=\"15\"",
			"permessage-deflate; server_no_context_takeover", "permessage-deflate; client_no_context_takeover",
			" permessage-deflate ;\tserver_no_context_takeover ; client_no_context_takeover; client_max_window_bits = 10",
			"x-webkit-deflate-frame, permessage-deflate", "bbf-usp-protocol; eid=\"a,b;\\\"c\", permessage-deflate",
			"permessage-deflate; server_max_window_bits=10, permessage-deflate",
			"permessage-deflate; mystery, permessage-deflate; client_max_window_bits", ",permessage-deflate",
			"permessage-bzip2; client_max_window_bits, permessage-deflate" })
	void offerIsTakenWithoutMemoryBetweenMessages(String offer) {
		assertThat(DeflateOffers.answer(List.of(offer))).isEqualTo(ANSWER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "permessage-deflate; server_max_window_bits=15",
			"permessage-deflate; server_max_window_bits=\"15\"; client_max_window_bits",
			"permessage-deflate; server_max_window_bits=9, permessage-deflate; server_max_window_bits=15" })
	void largestWindowIsConfirmed(String offer) {
		assertThat(DeflateOffers.answer(List.of(offer))).isEqualTo(ANSWER + "; server_max_window_bits=15");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ",", ";", "permessage-bzip2", "x; permessage-deflate",
			"permessage-deflate; mystery", "permessage-deflate; mystery=1", "permessage-deflate;",
			"permessage-deflate; server_no_context_takeover=true", "permessage-deflate; client_no_context_takeover=",
			"permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=14",
			"permessage-deflate; server_max_window_bits=8", "permessage-deflate; server_max_window_bits=16",
			"permessage-deflate; server_max_window_bits=015", "permessage-deflate; client_max_window_bits=7",
			"permessage-deflate; client_max_window_bits=16", "permessage-deflate; client_max_window_bits=08",
			"permessage-deflate; client_max_window_bits=", "permessage-deflate; client_max_window_bits=x",
			"permessage-deflate; server_no_context_takeover; server_no_context_takeover",
			"permessage-deflate; client_max_window_bits; client_max_window_bits=10", "permessage-deflate=1",
			"\"permessage-deflate\"", "\"permessage-deflate", "permessage-deflate; client_max_window_bits=\"15",
			"permessage-deflate; x=\"\\", "permessage deflate", "PERMESSAGE-DEFLATE-2" })
	void offerThatIsNotUnderstoodIsNone(String offer) {
		assertThat(DeflateOffers.answer(List.of(offer))).isNull();
	}

	@Test
	void offersMayBeInSeveralHeaders() {
		assertThat(DeflateOffers.answer(List.of("x, y", "permessage-deflate; server_max_window_bits=11",
				"permessage-deflate; client_max_window_bits")))
			.isEqualTo(ANSWER);
		assertThat(DeflateOffers.answer(List.of())).isNull();
	}

}
