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

package com.lattestream.hub;

import com.lattestream.broker.Broker;
import org.jspecify.annotations.Nullable;

/**
 * Who a publication is for that is for no channel: everybody, a user or a connection. A
 * broker carries it under a name that no channel can have.
 *
 * @param kind whom it is for
 * @param id the user's id or the socket id; empty for everybody
 */
public record Address(Kind kind, String id) {

	/**
	 * Everybody who is connected.
	 */
	public static final Address EVERYBODY = new Address(Kind.EVERYBODY, "");

	/**
	 * Whom a publication can be for.
	 */
	public enum Kind {

		/**
		 * Everybody who is connected.
		 */
		EVERYBODY(Broker.ALL_NODES + "-connections"),

		/**
		 * All connections of a user. The prefix is Pusher's: its servers publish to users
		 * and its clients hear of them under this name.
		 */
		USER("#server-to-user-"),

		/**
		 * One connection.
		 */
		SOCKET(Broker.ALL_NODES + "-socket-");

		private final String prefix;

		Kind(String prefix) {
			this.prefix = prefix;
		}

	}

	/**
	 * Return the address of a user.
	 * @param userId the user's id
	 * @return the address
	 */
	public static Address ofUser(String userId) {
		return new Address(Kind.USER, userId);
	}

	/**
	 * Return the address of a connection.
	 * @param socketId its socket id
	 * @return the address
	 */
	public static Address ofSocket(String socketId) {
		return new Address(Kind.SOCKET, socketId);
	}

	/**
	 * Read a name.
	 * @param name the name of an address or of a channel
	 * @return the address, or {@code null} if it is the name of none
	 */
	public static @Nullable Address parse(String name) {
		if (!name.startsWith("#")) {
			return null;
		}
		for (Kind kind : Kind.values()) {
			if (name.startsWith(kind.prefix)) {
				return new Address(kind, name.substring(kind.prefix.length()));
			}
		}
		return null;
	}

	/**
	 * Return the channel that clients of Pusher hear of it in.
	 * @return its name, or {@code null} if it is in none for them, too
	 */
	@Nullable String pusherChannel() {
		return (this.kind == Kind.USER) ? name() : null;
	}

	/**
	 * Return the name that stands in place of a channel's.
	 * @return the name
	 */
	public String name() {
		return this.kind.prefix + this.id;
	}

}
