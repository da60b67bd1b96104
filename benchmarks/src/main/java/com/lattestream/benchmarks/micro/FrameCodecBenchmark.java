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

import com.lattestream.protocol.ClientFrame;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.FrameCodec;
import com.lattestream.protocol.JsonText;
import com.lattestream.protocol.ServerFrame;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Reads what a client sends to a channel, and writes what its subscribers get.
 */
public class FrameCodecBenchmark extends MicroBenchmark {

	static final String DATA = "{\"id\":4711,\"text\":\"" + "x".repeat(179) + "\"}";

	private FrameCodec codec = new FrameCodec(new JsonText(16));

	private String clientEvent = "{\"event\":\"client-moved\",\"channel\":\"private-room\",\"data\":" + DATA + "}";

	private String subscribe = "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-room\",\"auth\":\"key:"
			+ "0f".repeat(32) + "\"}}";

	private ServerFrame channelEvent = new ServerFrame.ChannelEvent("private-room", "moved", DATA, false, null);

	/**
	 * Read a client event of a LatteStream client.
	 * @return the frame
	 */
	@Benchmark
	public ClientFrame decodeClientEventOfLatteStream() {
		return this.codec.decode(this.clientEvent, Dialect.LATTESTREAM);
	}

	/**
	 * Read a client event of a Pusher client.
	 * @return the frame
	 */
	@Benchmark
	public ClientFrame decodeClientEventOfPusher() {
		return this.codec.decode(this.clientEvent, Dialect.PUSHER);
	}

	/**
	 * Read a subscription, whose name has a prefix and whose data is taken apart.
	 * @return the frame
	 */
	@Benchmark
	public ClientFrame decodeSubscribeOfPusher() {
		return this.codec.decode(this.subscribe, Dialect.PUSHER);
	}

	/**
	 * Write a channel event for LatteStream clients.
	 * @return the bytes
	 */
	@Benchmark
	public EncodedFrame encodeChannelEventForLatteStream() {
		return this.codec.encode(this.channelEvent, Dialect.LATTESTREAM);
	}

	/**
	 * Write a channel event for Pusher clients, who get the data as text.
	 * @return the bytes
	 */
	@Benchmark
	public EncodedFrame encodeChannelEventForPusher() {
		return this.codec.encode(this.channelEvent, Dialect.PUSHER);
	}

}
