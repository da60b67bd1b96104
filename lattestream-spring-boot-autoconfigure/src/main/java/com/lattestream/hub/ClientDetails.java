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

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the application knows of a client, or wants to be known, when it connects.
 *
 * @param userId the id of the user it belongs to
 * @param attributes what the application notes about the connection
 * @param remoteAddress the address of the client as the web server knows it
 * @param refusal why the application does not want it, in words for the client;
 * {@code null} if it does
 */
public record ClientDetails(@Nullable String userId, Map<String, Object> attributes, @Nullable String remoteAddress,
		@Nullable String refusal) {

	/**
	 * Nothing is known.
	 */
	public static final ClientDetails UNKNOWN = new ClientDetails(null, Map.of(), null, null);

	public ClientDetails {
		attributes = Map.copyOf(attributes);
	}

}
