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

import com.lattestream.benchmarks.fanout.Message;

/**
 * What servers without a protocol of their own send over WebSocket, so that a client can
 * tell channels and events from each other as it can with the hub.
 */
final class Envelope {

	/**
	 * What a subscriber gets when its subscription holds.
	 */
	static final String SUBSCRIBED = "{\"event\":\"subscribed\"}";

	private Envelope() {
	}

	/**
	 * Make one.
	 * @param channel the name of the channel, which needs no escaping
	 * @param data its data, which is JSON
	 * @return the message as JSON
	 */
	static String of(String channel, String data) {
		return "{\"event\":\"" + Message.EVENT + "\",\"channel\":\"" + channel + "\",\"data\":" + data + "}";
	}

}
