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

package com.lattestream.hub;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.FrameCodec;
import com.lattestream.protocol.FrameCompressor;
import com.lattestream.protocol.JsonText;
import com.lattestream.protocol.ServerFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JoinedFrames}.
 */
class JoinedFramesTests {

	private final FrameCodec codec = new FrameCodec(new JsonText(8));

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 100 })
	void messagesStandOneBehindTheOther(int count) {
		List<EncodedFrame> frames = IntStream.range(0, count).mapToObj(this::frame).toList();
		JoinedFrames joined = new JoinedFrames(frames);
		ByteArrayOutputStream expected = new ByteArrayOutputStream();
		frames.forEach((frame) -> expected.writeBytes(frame.webSocket()));
		assertThat(joined.webSocket(null)).isEqualTo(expected.toByteArray()).isSameAs(joined.webSocket(null));
		List<EncodedFrame> visited = new ArrayList<>();
		joined.forEach(visited::add);
		assertThat(visited).isEqualTo(frames);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 200, 70_000 })
	void singleMessageIsNotCopied(int length) {
		EncodedFrame frame = frame(length);
		assertThat(new JoinedFrames(List.of(frame)).webSocket(null)).isSameAs(frame.webSocket());
	}

	@Test
	void messagesAreCompressedForThoseWhoAgreedOnIt() {
		List<byte[]> payloads = new ArrayList<>();
		FrameCompressor compressor = (payload) -> {
			payloads.add(payload);
			return new byte[] { 7 };
		};
		JoinedFrames joined = new JoinedFrames(List.of(frame(1).shared(), frame(2).shared()));
		assertThat(joined.webSocket(compressor)).containsExactly(0xC1, 1, 7, 0xC1, 1, 7)
			.isSameAs(joined.webSocket(compressor));
		assertThat(payloads).hasSize(2);
		assertThat(joined.webSocket(null)).startsWith(0x81);
	}

	private EncodedFrame frame(int length) {
		return this.codec.encode(
				new ServerFrame.ChannelEvent("a", "e", '"' + "x".repeat(length) + '"', false, null, null),
				Dialect.PUSHER);
	}

}
