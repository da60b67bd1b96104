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

import java.security.Principal;

import com.lattestream.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

/**
 * Whose a connection is that is about to open.
 *
 * @param principal the user; {@code null} if nobody is known
 * @param byTicket whether a ticket says so rather than the application's login
 * @param refusal why a ticket is no help; {@code null} if all is well
 */
public record ConnectionLogin(@Nullable Principal principal, boolean byTicket, @Nullable CloseCode refusal) {

	/**
	 * Create one of the application's own login.
	 * @param principal the user, if the application knows
	 * @return the login
	 */
	public static ConnectionLogin of(@Nullable Principal principal) {
		return new ConnectionLogin(principal, false, null);
	}

	static ConnectionLogin byTicket(Principal principal) {
		return new ConnectionLogin(principal, true, null);
	}

	static ConnectionLogin refused(CloseCode code) {
		return new ConnectionLogin(null, true, code);
	}

	/**
	 * Return why a ticket is no help, in words.
	 * @return the words for the client
	 */
	String reason() {
		return (this.refusal == CloseCode.UNAUTHORIZED) ? "The ticket is used, expired or unknown"
				: "The ticket cannot be looked up now";
	}

}
