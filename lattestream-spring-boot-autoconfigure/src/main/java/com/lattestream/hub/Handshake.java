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

import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection when it opens.
 *
 * @param socketId its socket id, from {@link LatteStreamHub#nextSocketId()}
 * @param dialect the dialect it speaks
 * @param key the public key or access token, where the address has it; {@code null} if
 * the first frame is to bring it
 * @param principal who made the handshake, if the application knows
 * @param refusal why the connection is not wanted; {@code null} if it is
 * @param client what else is known
 * @param admitted whether the client has shown by a ticket that it may connect, so that
 * no frame has to bring the key
 * @param authorizer decides about private and presence channels without a signature;
 * {@code null} if they take one
 */
public record Handshake(String socketId, Dialect dialect, @Nullable String key, @Nullable Principal principal,
		@Nullable CloseCode refusal, ClientDetails client, boolean admitted,
		@Nullable SubscriptionAuthorizer authorizer) {

	/**
	 * Create one of a client of whom no more is known.
	 * @param socketId its socket id
	 * @param dialect the dialect it speaks
	 * @param key the public key
	 * @param principal who made the handshake
	 * @param refusal why the connection is not wanted
	 */
	public Handshake(String socketId, Dialect dialect, @Nullable String key, @Nullable Principal principal,
			@Nullable CloseCode refusal) {
		this(socketId, dialect, key, principal, refusal, ClientDetails.UNKNOWN);
	}

	/**
	 * Create one that brings a key and takes signatures.
	 * @param socketId its socket id
	 * @param dialect the dialect it speaks
	 * @param key the public key
	 * @param principal who made the handshake
	 * @param refusal why the connection is not wanted
	 * @param client what else is known
	 */
	public Handshake(String socketId, Dialect dialect, @Nullable String key, @Nullable Principal principal,
			@Nullable CloseCode refusal, ClientDetails client) {
		this(socketId, dialect, key, principal, refusal, client, false, null);
	}

	/**
	 * Return the same with what the application said. If it does not want the connection,
	 * nobody does.
	 * @param details what it said
	 * @return another handshake
	 */
	public Handshake with(ClientDetails details) {
		return new Handshake(this.socketId, this.dialect, this.key, this.principal,
				(details.refusal() != null) ? CloseCode.UNAUTHORIZED : this.refusal, details, this.admitted,
				this.authorizer);
	}

	/**
	 * Return the same with somebody who decides about channels.
	 * @param decider who decides
	 * @return another handshake
	 */
	public Handshake with(SubscriptionAuthorizer decider) {
		return new Handshake(this.socketId, this.dialect, this.key, this.principal, this.refusal, this.client,
				this.admitted, decider);
	}

	@Override
	public String toString() {
		return "Handshake[socketId=" + this.socketId + ", dialect=" + this.dialect + "]";
	}

	/**
	 * Return the user that the connection belongs to: the one the application names, and
	 * otherwise the principal.
	 * @return the user's id, or {@code null} if it belongs to nobody
	 */
	public @Nullable String userId() {
		if (this.client.userId() != null) {
			return this.client.userId();
		}
		return (this.principal != null) ? this.principal.getName() : null;
	}

}
