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

import java.time.Clock;
import java.time.Duration;

import com.lattestream.ChannelName;
import com.lattestream.ChannelType;
import com.lattestream.InvalidRequestException;
import com.lattestream.SocketId;
import org.jspecify.annotations.Nullable;

/**
 * Signs and verifies authorisations for channels. Three forms are accepted:
 * {@code key:signature} (Pusher), {@code socketId:signature} (LatteStream, signed
 * locally) and {@code lspc_…} (LatteStream, issued by a service); this class issues all
 * of them. Clients of both dialects can use the first.
 * <p>
 * The signed text is {@code socketId:channel} or {@code socketId:channel:channelData},
 * with the channel data byte for byte as the client sends it.
 */
public final class ChannelSigner {

	private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(5);

	private final AppCredentials credentials;

	private final HmacSigner hmac;

	private final TokenSigner tokens;

	/**
	 * Create a signer.
	 * @param credentials the application's credentials
	 * @param clock the clock that issued tokens expire by
	 */
	public ChannelSigner(AppCredentials credentials, Clock clock) {
		this.credentials = credentials;
		this.hmac = new HmacSigner(credentials.secret());
		this.tokens = new TokenSigner(credentials.secret(), clock);
	}

	/**
	 * Sign an authorisation.
	 * @param socketId the socket id of the connection
	 * @param channel the name of the channel
	 * @param channelData the member as JSON text, for presence channels
	 * @return the authorisation, {@code key:signature}
	 * @throws InvalidRequestException if the socket id or the name is not valid or the
	 * channel is public; nothing is signed then (a crafted name could otherwise make a
	 * signature valid for something else)
	 */
	public String sign(String socketId, String channel, @Nullable String channelData) {
		check(socketId, channel);
		return this.credentials.key() + ":" + this.hmac.sign(text(socketId, channel, channelData));
	}

	/**
	 * Sign an authorisation in the form of LatteStream's service, for clients that are
	 * connected there.
	 * @param socketId the socket id of the connection
	 * @param channel the name of the channel
	 * @param channelData the member as JSON text, for presence channels
	 * @return the authorisation, {@code socketId:signature}
	 * @throws InvalidRequestException as {@link #sign}
	 */
	public String signForService(String socketId, String channel, @Nullable String channelData) {
		check(socketId, channel);
		return socketId + ":" + this.hmac.sign(text(socketId, channel, channelData));
	}

	/**
	 * Issue an authorisation as an {@code lspc_} token that expires after five minutes.
	 * @param socketId the socket id of the connection
	 * @param channel the name of the channel
	 * @param channelData the member as JSON text, for presence channels
	 * @return the token
	 * @throws InvalidRequestException as {@link #sign}
	 */
	public String issueToken(String socketId, String channel, @Nullable String channelData) {
		check(socketId, channel);
		String signature = this.hmac.sign(text(socketId, channel, channelData));
		return this.tokens.issue(TokenSigner.CHANNEL, TOKEN_LIFETIME, channel, signature);
	}

	/**
	 * Return whether an authorisation is good for a connection and a channel.
	 * @param auth the authorisation, in any of the three forms
	 * @param socketId the socket id of the connection
	 * @param channel the name of the channel
	 * @param channelData the channel data as the client sent it
	 * @return whether it is good
	 */
	public boolean verify(String auth, String socketId, String channel, @Nullable String channelData) {
		String text = text(socketId, channel, channelData);
		if (auth.startsWith(TokenSigner.CHANNEL)) {
			String[] claims = this.tokens.verify(TokenSigner.CHANNEL, auth);
			return claims != null && claims.length == 2 && claims[0].equals(channel)
					&& this.hmac.verify(text, claims[1]);
		}
		return isSigned(text, auth, socketId, this.credentials, this.hmac);
	}

	/**
	 * Return whether an authorisation is the signature of a text.
	 * @param text the text
	 * @param auth the authorisation, {@code key:signature} or {@code socketId:signature}
	 * @param socketId the socket id of the connection
	 * @param credentials have the key
	 * @param hmac has the secret
	 * @return whether it is
	 */
	static boolean isSigned(String text, String auth, String socketId, AppCredentials credentials, HmacSigner hmac) {
		int colon = auth.indexOf(':');
		if (colon < 0) {
			return false;
		}
		String signer = auth.substring(0, colon);
		return (signer.equals(credentials.key()) || signer.equals(socketId))
				&& hmac.verify(text, auth.substring(colon + 1));
	}

	/**
	 * Return the channel that an {@code lspc_} token was issued for.
	 * @param token the token
	 * @return the name of the channel, or {@code null} if the token is not genuine or has
	 * expired
	 */
	public @Nullable String channelOf(String token) {
		String[] claims = this.tokens.verify(TokenSigner.CHANNEL, token);
		return (claims != null && claims.length == 2) ? claims[0] : null;
	}

	private static void check(String socketId, String channel) {
		SocketId.check(socketId);
		if (new ChannelName(channel).type() == ChannelType.PUBLIC) {
			throw new InvalidRequestException("Public channels need no authorisation");
		}
	}

	private static String text(String socketId, String channel, @Nullable String channelData) {
		String text = socketId + ":" + channel;
		return (channelData != null) ? text + ":" + channelData : text;
	}

}
