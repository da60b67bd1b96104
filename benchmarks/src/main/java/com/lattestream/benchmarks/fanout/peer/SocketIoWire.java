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

import com.lattestream.benchmarks.fanout.Wire;

/**
 * Protocol 5 of Socket.IO over WebSocket from the start.
 */
final class SocketIoWire implements Wire {

	@Override
	public Transport transport() {
		return Transport.WEBSOCKET;
	}

	@Override
	public String target(String channel) {
		return "/socket.io/?EIO=4&transport=websocket";
	}

	@Override
	public List<Exchange> exchanges(String channel) {
		return List.of(new Exchange("", "\"sid\""), new Exchange("40", "40{"),
				new Exchange("420[\"subscribe\",\"" + channel + "\"]", "430[\"subscribed\"]"));
	}

	@Override
	public String ping() {
		return "2";
	}

	@Override
	public String pong() {
		return "3";
	}

}
