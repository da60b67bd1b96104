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

package com.lattestream.benchmarks.fanout.raw;

import java.util.List;

import com.lattestream.benchmarks.fanout.Peer;
import com.lattestream.benchmarks.fanout.Wire;

/**
 * The server that all others are compared with.
 */
public final class RawPeer {

	/**
	 * The name of the one that all are compared with.
	 */
	public static final String RAW = "raw Netty";

	private RawPeer() {
	}

	/**
	 * Return the one that writes each event by itself.
	 * @return the server
	 */
	public static Peer separate() {
		return peer(RAW, List.of());
	}

	/**
	 * Return the one that joins what it writes at once.
	 * @return the server
	 */
	public static Peer joined() {
		return peer(RAW + ", joined", List.of("--joined"));
	}

	private static Peer peer(String name, List<String> args) {
		return Peer
			.java(name, RawServer.class, List.of(), args, new Plain(Wire.Transport.WEBSOCKET),
					new Plain(Wire.Transport.EVENT_STREAM))
			.withCounts();
	}

	private record Plain(Transport transport) implements Wire {

		@Override
		public String target(String channel) {
			return "/subscribe?channel=" + channel;
		}

	}

}
