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

import java.nio.charset.StandardCharsets;

import com.lattestream.StreamPosition;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.FrameCodec;
import com.lattestream.protocol.JsonText;
import com.lattestream.protocol.Replay;
import com.lattestream.protocol.ServerFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StreamIds} and {@link StreamToken}.
 */
class StreamIdsTests {

	private static final FrameCodec CODEC = new FrameCodec(new JsonText(8));

	private final StreamIds ids = new StreamIds("12.34");

	@Test
	void streamWithoutHistoryCountsItsEvents() {
		assertThat(next(event("a", null))).isEqualTo("12.34-1");
		assertThat(next(event("a", null))).isEqualTo("12.34-2");
		assertThat(StreamToken.parse("12.34-2").socketId()).isEqualTo("12.34");
		assertThat(StreamToken.parse("12.34-2").position("a")).isNull();
	}

	@Test
	void eachIdTellsThePositionsOfAllChannels() {
		StreamPosition first = new StreamPosition("Ep-_1", StreamPosition.MAX_OFFSET);
		StreamPosition second = new StreamPosition("e", 0);
		next(event("a", first));
		String id = next(event("b", second));
		StreamToken token = StreamToken.parse(id);
		assertThat(token.position("a")).isEqualTo(first);
		assertThat(token.position("b")).isEqualTo(second);
		assertThat(token.position("c")).isNull();
		StreamToken later = StreamToken.parse(next(event("b", second.next())));
		assertThat(later.position("a")).isEqualTo(first);
		assertThat(later.position("b")).isEqualTo(second.next());
		assertThat(StreamToken.parse(next(event("plain", null))).position("a")).isEqualTo(first);
	}

	@Test
	void streamThatGoesOnStandsWhereItStood() {
		StreamPosition position = new StreamPosition("e", 7);
		this.ids.resume("a", new Replay(new Replay.Recover(position, "1.2"), null));
		this.ids.resume("b", new Replay(new Replay.Recover(null, null), null));
		this.ids.resume("c", Replay.NONE);
		StreamToken token = StreamToken.parse(next(event("plain", null)));
		assertThat(token.position("a")).isEqualTo(position);
		assertThat(token.position("b")).isNull();
	}

	@Test
	void idsDoNotGrowOverTheirLimit() {
		String id = "";
		for (int i = 0; i < 300; i++) {
			id = next(event("c" + i, new StreamPosition("x".repeat(32), StreamPosition.MAX_OFFSET)));
			assertThat(id.length()).isLessThanOrEqualTo(StreamToken.MAX_LENGTH);
		}
		assertThat(StreamToken.parse(id).position("c0")).isNotNull();
		assertThat(StreamToken.parse(id).position("c99")).isNotNull();
		assertThat(StreamToken.parse(id).position("c299")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-", "~", "x", "12.34", "12-1", "12.34-1~", "12.34-1~2", "12.34-1~1~", "12.34-1~1~n.e",
			"12.34-1~1~n.e.1.2", "12.34-1~1~n..1", "12.34-1~1~n.e.-1", "12.34-1~1~n.e.zzzzzzzzzzzz",
			"12.34-1~1~n.e.2gosa7pa2gw", "12.34-1~1~n.e e.1", "12.34-1~1~n.e.", "12.34-1\n~1~n.\u00e4.1" })
	void whatIsNoTokenIsNotRead(String text) {
		assertThat(StreamToken.parse(text)).isNull();
	}

	@Test
	void tokenThatIsTooLongIsNotRead() {
		assertThat(StreamToken.parse("12.34-1~1" + "~n.e.1".repeat(2000))).isNull();
	}

	private String next(EncodedFrame frame) {
		String line = new String(this.ids.next(frame), StandardCharsets.US_ASCII);
		assertThat(line).startsWith("id: ").endsWith("\n");
		return line.substring(4, line.length() - 1);
	}

	private static EncodedFrame event(String channel, StreamPosition position) {
		return CODEC.encode(new ServerFrame.ChannelEvent(channel, "e", "{}", false, null, position),
				Dialect.LATTESTREAM);
	}

}
