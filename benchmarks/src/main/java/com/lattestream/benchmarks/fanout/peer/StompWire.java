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

package com.lattestream.benchmarks.fanout.peer;

import java.util.List;
import java.util.Map;

import com.lattestream.benchmarks.fanout.Wire;

/**
 * STOMP 1.2 without heartbeats.
 *
 * @param topic what comes before the name of a channel
 */
record StompWire(String topic) implements Wire {

	@Override
	public Transport transport() {
		return Transport.WEBSOCKET;
	}

	@Override
	public String target(String channel) {
		return "/stomp";
	}

	@Override
	public Map<String, String> headers() {
		return Map.of("Sec-WebSocket-Protocol", "v12.stomp");
	}

	@Override
	public List<Exchange> exchanges(String channel) {
		return List.of(new Exchange("CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,0\n\n\0", "CONNECTED"),
				new Exchange("SUBSCRIBE\nid:0\nreceipt:r\ndestination:" + this.topic + channel + "\n\n\0", "RECEIPT"));
	}

}
