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

import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.FrameCodec;
import com.lattestream.protocol.JsonText;
import com.lattestream.protocol.ServerFrame;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Takes the forms of a frame that transports write: made for the first subscriber, there
 * for all others.
 */
public class EncodedFrameBenchmark extends MicroBenchmark {

	private EncodedFrame frame = new FrameCodec(new JsonText(16)).encode(
			new ServerFrame.ChannelEvent("private-room", "moved", FrameCodecBenchmark.DATA, false, null),
			Dialect.LATTESTREAM);

	/**
	 * Make the WebSocket message. A new frame of the same JSON is part of this; it copies
	 * nothing.
	 * @return the message
	 */
	@Benchmark
	public byte[] firstWebSocket() {
		return this.frame.shared().webSocket();
	}

	/**
	 * Take the WebSocket message that is there.
	 * @return the message
	 */
	@Benchmark
	public byte[] laterWebSocket() {
		return this.frame.webSocket();
	}

	/**
	 * Make the server-sent event, of a new frame as {@link #firstWebSocket()}.
	 * @return the event
	 */
	@Benchmark
	public byte[] firstServerSentEvent() {
		return this.frame.shared().serverSentEvent();
	}

	/**
	 * Take the server-sent event that is there.
	 * @return the event
	 */
	@Benchmark
	public byte[] laterServerSentEvent() {
		return this.frame.serverSentEvent();
	}

}
