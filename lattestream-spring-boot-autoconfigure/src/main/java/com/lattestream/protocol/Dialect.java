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

package com.lattestream.protocol;

import com.lattestream.ConnectionInfo;

/**
 * The two languages that clients speak. They differ in the prefix of the protocol's own
 * events and in the form of data.
 */
public enum Dialect {

	/**
	 * LatteStream: data is a JSON value.
	 */
	LATTESTREAM("lattestream:", "lattestream_internal:", ConnectionInfo.Protocol.LATTESTREAM),

	/**
	 * Pusher Channels, protocol 7: data is mostly JSON text in a string.
	 */
	PUSHER("pusher:", "pusher_internal:", ConnectionInfo.Protocol.PUSHER);

	private final String prefix;

	private final String internalPrefix;

	private final ConnectionInfo.Protocol protocol;

	Dialect(String prefix, String internalPrefix, ConnectionInfo.Protocol protocol) {
		this.prefix = prefix;
		this.internalPrefix = internalPrefix;
		this.protocol = protocol;
	}

	/**
	 * Return the name that applications know it by.
	 * @return the protocol
	 */
	public ConnectionInfo.Protocol protocol() {
		return this.protocol;
	}

	String event(String name) {
		return this.prefix + name;
	}

	String internalEvent(String name) {
		return this.internalPrefix + name;
	}

	/**
	 * Return the name of a protocol event without the prefix.
	 * @param event the name as it came over the wire
	 * @return the bare name, empty if the event is none of this dialect's protocol
	 */
	String bareName(String event) {
		return event.startsWith(this.prefix) ? event.substring(this.prefix.length()) : "";
	}

}
