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

import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.lattestream.ConnectionInfo;
import com.lattestream.TransportType;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is about to open, as {@linkplain ConnectionCustomizer customizers}
 * see it. For one thread at a time.
 */
public final class ConnectionRequest {

	private final TransportType transport;

	private final ConnectionInfo.Protocol protocol;

	private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private final Map<String, List<String>> query;

	private final @Nullable Principal principal;

	private final @Nullable String remoteAddress;

	private final Map<String, Object> attributes = new HashMap<>();

	private final Map<String, List<String>> responseHeaders = new LinkedHashMap<>();

	private @Nullable String userId;

	private @Nullable String refusal;

	/**
	 * Create a request.
	 * @param transport what is to carry the connection
	 * @param protocol what is to be spoken on it
	 * @param headers the headers of the handshake
	 * @param query the query parameters of the handshake
	 * @param principal who made the handshake, if the application knows
	 * @param remoteAddress the address of the client, if known
	 */
	public ConnectionRequest(TransportType transport, ConnectionInfo.Protocol protocol,
			Map<String, List<String>> headers, Map<String, List<String>> query, @Nullable Principal principal,
			@Nullable String remoteAddress) {
		this.transport = transport;
		this.protocol = protocol;
		this.headers.putAll(headers);
		this.query = Map.copyOf(query);
		this.principal = principal;
		this.remoteAddress = remoteAddress;
	}

	/**
	 * Return what is to carry the connection.
	 * @return the transport
	 */
	public TransportType transport() {
		return this.transport;
	}

	/**
	 * Return what is to be spoken on the connection.
	 * @return the protocol
	 */
	public ConnectionInfo.Protocol protocol() {
		return this.protocol;
	}

	/**
	 * Return a header of the handshake.
	 * @param name its name, in any case
	 * @return its first value, or {@code null} if there is none
	 */
	public @Nullable String header(String name) {
		return first(this.headers, name);
	}

	/**
	 * Return the headers of the handshake.
	 * @return their values by name, in any case
	 */
	public Map<String, List<String>> headers() {
		return Collections.unmodifiableMap(this.headers);
	}

	/**
	 * Return a query parameter of the handshake.
	 * @param name its name
	 * @return its first value, or {@code null} if there is none
	 */
	public @Nullable String queryParameter(String name) {
		return first(this.query, name);
	}

	/**
	 * Return who made the handshake.
	 * @return the principal, or {@code null} if the application does not know
	 */
	public @Nullable Principal principal() {
		return this.principal;
	}

	/**
	 * Return the address of the client as the web server knows it.
	 * @return the address, or {@code null} if it is not known
	 */
	public @Nullable String remoteAddress() {
		return this.remoteAddress;
	}

	/**
	 * Say which user the connection belongs to. It is the name of the principal unless
	 * something is said.
	 * @param userId the user's id
	 */
	public void setUserId(String userId) {
		this.userId = userId;
	}

	/**
	 * Note something about the connection.
	 * @param name the name of the attribute
	 * @param value what to note
	 */
	public void setAttribute(String name, Object value) {
		this.attributes.put(name, value);
	}

	/**
	 * Add a header to the response. Counts for event streams only: the answer to a
	 * WebSocket handshake is the web server's.
	 * @param name its name
	 * @param value its value
	 */
	public void addResponseHeader(String name, String value) {
		this.responseHeaders.computeIfAbsent(name, (key) -> new ArrayList<>(1)).add(value);
	}

	/**
	 * Refuse the connection, with close code 4009 or status 403. Later customizers are
	 * not asked.
	 * @param reason why, in words for the client
	 */
	public void refuse(String reason) {
		this.refusal = reason;
	}

	/**
	 * Return whether the connection was refused.
	 * @return whether it was
	 */
	public boolean isRefused() {
		return this.refusal != null;
	}

	/**
	 * Return the headers that the response gets.
	 * @return their values by name
	 */
	public Map<String, List<String>> responseHeaders() {
		return this.responseHeaders;
	}

	/**
	 * Return what was said.
	 * @return the details
	 */
	public ClientDetails details() {
		return new ClientDetails(this.userId, this.attributes, this.remoteAddress, this.refusal);
	}

	private static @Nullable String first(Map<String, List<String>> values, String name) {
		List<String> all = values.getOrDefault(name, List.of());
		return (!all.isEmpty()) ? all.get(0) : null;
	}

}
