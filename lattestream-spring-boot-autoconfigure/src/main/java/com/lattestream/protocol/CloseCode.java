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

/**
 * Why a connection is closed. Clients of both dialects read from the code what to do
 * next: 4000 to 4099 do not come back unchanged, 4100 to 4199 come back after a while,
 * 4200 to 4299 come back at once.
 */
public enum CloseCode {

	/**
	 * The frame breaks the rules of WebSockets (RFC 6455).
	 */
	PROTOCOL_ERROR(1002, "Protocol error"),

	/**
	 * The frame's type is not understood here (RFC 6455).
	 */
	UNSUPPORTED_DATA(1003, "Unsupported data"),

	/**
	 * The text is not UTF-8 (RFC 6455).
	 */
	INVALID_TEXT(1007, "Invalid UTF-8"),

	/**
	 * The message was not compressed as agreed (RFC 7692).
	 */
	INVALID_COMPRESSION(1007, "Invalid compressed data"),

	/**
	 * The message is larger than the limit (RFC 6455).
	 */
	MESSAGE_TOO_BIG(1009, "Message too big"),

	/**
	 * No application has this key.
	 */
	UNKNOWN_KEY(4001, "Application does not exist"),

	/**
	 * The node has as many connections as it may have.
	 */
	OVER_CONNECTION_QUOTA(4004, "Application is over connection quota"),

	/**
	 * The version of the protocol is no number.
	 */
	INVALID_VERSION(4006, "Invalid version string format"),

	/**
	 * The version of the protocol is not spoken here.
	 */
	UNSUPPORTED_PROTOCOL(4007, "Unsupported protocol version"),

	/**
	 * The connection may not be: its origin is not allowed, its ticket is not good, it
	 * did not authenticate in time, its token has expired, or its user's connections are
	 * terminated.
	 */
	UNAUTHORIZED(4009, "Connection is unauthorized"),

	/**
	 * The node takes no connections now, or the client reads too slowly.
	 */
	OVER_CAPACITY(4100, "Over capacity"),

	/**
	 * The node stops; others are there.
	 */
	RECONNECT(4200, "Reconnect immediately"),

	/**
	 * There was no sign of life.
	 */
	PONG_NOT_RECEIVED(4201, "Pong reply not received");

	private final int code;

	private final String reason;

	CloseCode(int code, String reason) {
		this.code = code;
		this.reason = reason;
	}

	/**
	 * Return the code on the wire.
	 * @return the code
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Return whether clients do not come back unchanged.
	 * @return whether the code tells them so
	 */
	public boolean isFinal() {
		return this.code >= 4000 && this.code < 4100;
	}

	/**
	 * Return the words that go with it.
	 * @return the reason
	 */
	public String reason() {
		return this.reason;
	}

}
