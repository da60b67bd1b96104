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

package com.lattestream.signature;

import com.lattestream.InvalidRequestException;
import com.lattestream.SocketId;

/**
 * Signs and verifies which user a connection is of. Two forms are accepted, and issued
 * here: {@code key:signature} (Pusher) and {@code socketId:signature} (LatteStream).
 * Clients of both dialects can use the first.
 * <p>
 * The signed text is {@code socketId::user::userData}, with the user data byte for byte
 * as the client sends it. No channel has a name that makes this an authorisation for it.
 */
public final class UserSigner {

	private final AppCredentials credentials;

	private final HmacSigner hmac;

	/**
	 * Create a signer.
	 * @param credentials the application's credentials
	 */
	public UserSigner(AppCredentials credentials) {
		this.credentials = credentials;
		this.hmac = new HmacSigner(credentials.secret());
	}

	/**
	 * Sign a user.
	 * @param socketId the socket id of the connection
	 * @param userData the user as JSON text
	 * @return the authorisation, {@code key:signature}
	 * @throws InvalidRequestException if the socket id is not valid; nothing is signed
	 * then
	 */
	public String sign(String socketId, String userData) {
		SocketId.check(socketId);
		return this.credentials.key() + ":" + this.hmac.sign(text(socketId, userData));
	}

	/**
	 * Sign a user in the form of LatteStream's service, for clients that are connected
	 * there.
	 * @param socketId the socket id of the connection
	 * @param userData the user as JSON text
	 * @return the authorisation, {@code socketId:signature}
	 * @throws InvalidRequestException as {@link #sign}
	 */
	public String signForService(String socketId, String userData) {
		SocketId.check(socketId);
		return socketId + ":" + this.hmac.sign(text(socketId, userData));
	}

	/**
	 * Return whether an authorisation is good for a connection and a user.
	 * @param auth the authorisation, in any of the two forms
	 * @param socketId the socket id of the connection
	 * @param userData the user data as the client sent it
	 * @return whether it is good
	 */
	public boolean verify(String auth, String socketId, String userData) {
		return ChannelSigner.isSigned(text(socketId, userData), auth, socketId, this.credentials, this.hmac);
	}

	private static String text(String socketId, String userData) {
		return socketId + "::user::" + userData;
	}

}
