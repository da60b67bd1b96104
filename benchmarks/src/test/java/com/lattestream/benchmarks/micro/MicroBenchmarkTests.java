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

package com.lattestream.benchmarks.micro;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.lattestream.protocol.ClientFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for all subclasses of {@link MicroBenchmark}: each must do what it is to measure.
 */
class MicroBenchmarkTests {

	private static final String DATA = FrameCodecBenchmark.DATA;

	private static final String JSON = "{\"event\":\"moved\",\"channel\":\"private-room\",\"data\":" + DATA + "}";

	@Test
	void framesAreReadAndWritten() {
		FrameCodecBenchmark benchmark = new FrameCodecBenchmark();
		ClientFrame clientEvent = new ClientFrame.ClientEvent("private-room", "client-moved", DATA, true, null);
		assertThat(DATA).hasSize(200);
		assertThat(benchmark.decodeClientEventOfLatteStream()).isEqualTo(clientEvent);
		assertThat(benchmark.decodeClientEventOfPusher()).isEqualTo(clientEvent);
		assertThat(benchmark.decodeSubscribeOfPusher())
			.isEqualTo(new ClientFrame.Subscribe("private-room", "key:" + "0f".repeat(32), null));
		assertThat(benchmark.encodeChannelEventForLatteStream()).hasToString(JSON);
		assertThat(benchmark.encodeChannelEventForPusher())
			.hasToString(JSON.replace(DATA, "\"" + DATA.replace("\"", "\\\"") + "\""));
	}

	@Test
	void formsOfFramesAreMadeOnceOrEachTime() {
		EncodedFrameBenchmark benchmark = new EncodedFrameBenchmark();
		assertThat(benchmark.firstWebSocket()).endsWith(JSON.getBytes(StandardCharsets.UTF_8))
			.hasSize(JSON.length() + 4)
			.isNotSameAs(benchmark.firstWebSocket())
			.isEqualTo(benchmark.laterWebSocket());
		assertThat(benchmark.laterWebSocket()).isSameAs(benchmark.laterWebSocket());
		assertThat(benchmark.firstServerSentEvent()).asString(StandardCharsets.UTF_8)
			.isEqualTo("event: moved\ndata: " + JSON + "\n\n");
		assertThat(benchmark.firstServerSentEvent()).isNotSameAs(benchmark.firstServerSentEvent())
			.isEqualTo(benchmark.laterServerSentEvent());
		assertThat(benchmark.laterServerSentEvent()).isSameAs(benchmark.laterServerSentEvent());
	}

	@Test
	void channelsMatchTheirPatterns() {
		ChannelPatternBenchmark benchmark = new ChannelPatternBenchmark();
		assertThat(benchmark.exact()).isEmpty();
		assertThat(benchmark.prefix()).isEmpty();
		assertThat(benchmark.variable()).isEqualTo(Map.of("order", "4711"));
		assertThat(benchmark.noMatch()).isNull();
	}

	@Test
	void whatIsSignedIsAccepted() {
		SignatureBenchmark benchmark = new SignatureBenchmark();
		assertThat(benchmark.signChannel()).matches("lspk_key:[0-9a-f]{64}");
		assertThat(benchmark.verifyChannel()).isTrue();
		assertThat(benchmark.signRequest().signature()).matches("[0-9a-f]{64}");
		assertThat(benchmark.verifyRequest()).isNull();
		assertThat(benchmark.signPusherRequest()).containsKeys("auth_signature", "body_md5");
		assertThat(benchmark.verifyPusherRequest()).isNull();
	}

}
