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

package com.lattestream.benchmarks.fanout;

import java.util.List;
import java.util.Map;

/**
 * How the driver subscribes to a channel of a server. What it gets then is the same for
 * all servers: messages that contain what was published, see {@link Message}.
 */
public interface Wire {

	/**
	 * Return what to compare it with: wires of one transport are in the same tables.
	 * @return the transport
	 */
	Transport transport();

	/**
	 * Return the name of it, for the tables.
	 * @return a few characters, such as "Pusher"; empty if the server offers one only
	 */
	default String name() {
		return "";
	}

	/**
	 * Return where to connect.
	 * @param channel the name of the channel, which needs no encoding
	 * @return path and query
	 */
	String target(String channel);

	/**
	 * Return the header fields that the request needs besides those of its transport.
	 * @return names and values
	 */
	default Map<String, String> headers() {
		return Map.of();
	}

	/**
	 * Return what is said after the request was answered, one after the other. The
	 * subscription holds when all of it is done.
	 * @param channel the name of the channel
	 * @return the exchanges; none if the answer to the request is enough
	 */
	default List<Exchange> exchanges(String channel) {
		return List.of();
	}

	/**
	 * Return the message that the server sends to see whether its client is alive.
	 * @return the whole message; empty if it uses those of WebSocket or none
	 */
	default String ping() {
		return "";
	}

	/**
	 * Return the answer to that message.
	 * @return the message
	 */
	default String pong() {
		return "";
	}

	/**
	 * What carries messages.
	 */
	enum Transport {

		/**
		 * Text or binary messages of RFC 6455, none of them fragmented.
		 */
		WEBSOCKET,

		/**
		 * A response that does not end, with chunks or without.
		 */
		EVENT_STREAM

	}

	/**
	 * One step until a subscription holds.
	 *
	 * @param send the text message to send; empty to send nothing. Not for event streams
	 * @param expect ASCII that the message to wait for contains; empty to wait for none
	 */
	record Exchange(String send, String expect) {

	}

}
