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

import com.lattestream.protocol.ServerFrame;

/**
 * A subscription is refused; the client is told why.
 */
final class SubscriptionException extends RuntimeException {

	private final String type;

	private final int status;

	SubscriptionException(String type, int status, String message) {
		super(message, null, false, false);
		this.type = type;
		this.status = status;
	}

	ServerFrame toFrame(String channel) {
		return new ServerFrame.SubscriptionError(channel, this.type, String.valueOf(getMessage()), this.status);
	}

	static SubscriptionException invalid(String message) {
		return new SubscriptionException("InvalidRequest", 400, message);
	}

	static SubscriptionException unauthorized(String message) {
		return new SubscriptionException("AuthError", 401, message);
	}

	static SubscriptionException limitReached(String message) {
		return new SubscriptionException("LimitReached", 429, message);
	}

}
