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

package com.lattestream.web;

import java.util.List;

import com.lattestream.protocol.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the REST APIs. An asterisk stands for a name or an id.
 */
enum ApiRoute {

	/** Publish an event in one or several channels. */
	EVENTS(null, "POST", "events"),

	/** Publish several events. */
	BATCH_EVENTS(null, "POST", "batch_events"),

	/** Ask for the channels that have subscriptions. */
	CHANNELS(null, "GET", "channels"),

	/** Ask about a channel. */
	CHANNEL(null, "GET", "channels", "*"),

	/** Ask for the members of a presence channel. */
	USERS(null, "GET", "channels", "*", "users"),

	/** Read the history of a channel. */
	HISTORY(null, "GET", "channels", "*", "history"),

	/** Close the connections of a user. */
	TERMINATE_CONNECTIONS(null, "POST", "users", "*", "terminate_connections"),

	/** Publish an event whose data is the body; Pusher has it for old clients. */
	CHANNEL_EVENTS(Dialect.PUSHER, "POST", "channels", "*", "events"),

	/** Authorise a connection for a channel. */
	AUTH(Dialect.LATTESTREAM, "POST", "auth"),

	/** Issue a token that clients connect with. */
	ACCESS_TOKEN(Dialect.LATTESTREAM, "POST", "apps", "token");

	private static final String ANY = "*";

	private final @Nullable Dialect dialect;

	private final String method;

	private final List<String> segments;

	ApiRoute(@Nullable Dialect dialect, String method, String... segments) {
		this.dialect = dialect;
		this.method = method;
		this.segments = List.of(segments);
	}

	/**
	 * Return the status of the answer when the call succeeds.
	 * @return the status
	 */
	int status() {
		return (this == CHANNEL_EVENTS) ? 202 : 200;
	}

	/**
	 * Find the call of a request.
	 * @param dialect the dialect of the API
	 * @param method the method
	 * @param segments the segments of the path
	 * @return the call, or {@code null} if there is none
	 */
	static @Nullable ApiRoute find(Dialect dialect, String method, List<String> segments) {
		for (ApiRoute route : values()) {
			if (route.method.equals(method) && (route.dialect == null || route.dialect == dialect)
					&& route.matches(segments)) {
				return route;
			}
		}
		return null;
	}

	private boolean matches(List<String> given) {
		if (given.size() != this.segments.size()) {
			return false;
		}
		for (int i = 0; i < given.size(); i++) {
			if (!this.segments.get(i).equals(ANY) && !this.segments.get(i).equals(given.get(i))) {
				return false;
			}
		}
		return true;
	}

}
