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

package com.lattestream.benchmarks.fanout.hub;

import java.util.List;

import com.lattestream.benchmarks.fanout.Wire;

/**
 * How clients of the hub subscribe.
 *
 * @param name the dialect, if there are several
 * @param transport what carries messages
 * @param path where to connect, up to the name of the channel if that is part of it
 * @param first what the client says before it subscribes; empty for nothing
 * @param prefix the beginning of the names of events that are about the protocol
 */
record HubWire(String name, Transport transport, String path, String first, String prefix) implements Wire {

	static final String KEY = "lspk_benchmark";

	static final HubWire LATTESTREAM = new HubWire("LatteStream", Transport.WEBSOCKET, "/lattestream",
			"{\"api_key\":\"" + KEY + "\"}", "lattestream:");

	static final HubWire PUSHER = new HubWire("Pusher", Transport.WEBSOCKET, "/app/" + KEY + "?protocol=7", "",
			"pusher:");

	static final HubWire EVENTS = new HubWire("", Transport.EVENT_STREAM,
			"/lattestream/sse?api_key=" + KEY + "&channel=", "", "");

	private static final String SUCCEEDED = "subscription_succeeded";

	@Override
	public String target(String channel) {
		return (this.transport == Transport.EVENT_STREAM) ? this.path + channel : this.path;
	}

	@Override
	public List<Exchange> exchanges(String channel) {
		if (this.transport == Transport.EVENT_STREAM) {
			return List.of(new Exchange("", SUCCEEDED));
		}
		String subscribe = "{\"event\":\"" + this.prefix + "subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}";
		return List.of(new Exchange(this.first, "connection_established"), new Exchange(subscribe, SUCCEEDED));
	}

}
