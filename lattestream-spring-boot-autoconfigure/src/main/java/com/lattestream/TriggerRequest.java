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

package com.lattestream;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One event for one or several channels.
 *
 * @param channels the names of the channels, 1 to {@value #MAX_CHANNELS}, each once
 * @param event the name of the event
 * @param data the data, written as JSON, or bytes as {@code byte[]} or {@link ByteBuffer}
 * @param excludedSocketId the socket id of a connection that does not get the event;
 * usually the one whose user caused it
 * @param exceptCurrent whether that is the connection that the current request names when
 * the event is sent, see {@link #toOthers()}
 * @param idempotencyKey names the event, 1 to {@value #MAX_KEY_LENGTH} characters, see
 * {@link #withIdempotencyKey(String)}
 */
public record TriggerRequest(List<String> channels, String event, @Nullable Object data,
		@Nullable String excludedSocketId, boolean exceptCurrent, @Nullable String idempotencyKey) {

	/**
	 * Most channels in one request.
	 */
	public static final int MAX_CHANNELS = 100;

	/**
	 * The longest idempotency key, in characters.
	 */
	public static final int MAX_KEY_LENGTH = 255;

	/**
	 * Create a request.
	 * @param channels the names of the channels
	 * @param event the name of the event
	 * @param data the data
	 * @param excludedSocketId the socket id to leave out
	 * @param exceptCurrent whether to leave out that of the current request
	 * @param idempotencyKey names the event
	 * @throws InvalidRequestException if there are no or too many channels, if one of
	 * several is an encrypted one, which has its own key, if the data for such a channel
	 * is bytes, if it has an idempotency key, or if a name, the socket id or the
	 * idempotency key is not valid
	 */
	public TriggerRequest {
		channels = channels.stream().distinct().toList();
		if (channels.isEmpty() || channels.size() > MAX_CHANNELS) {
			throw new InvalidRequestException(
					"An event goes to 1 to " + MAX_CHANNELS + " channels but " + channels.size() + " were given");
		}
		channels.forEach(ChannelName::new);
		if (channels.size() > 1 && channels.stream().anyMatch(ChannelName::isEncrypted)) {
			throw new InvalidRequestException("An event for an encrypted channel goes to no other channel");
		}
		if ((data instanceof byte[] || data instanceof ByteBuffer) && ChannelName.isEncrypted(channels.get(0))) {
			throw new InvalidRequestException("The data of events in encrypted channels cannot be bytes");
		}
		if (idempotencyKey != null) {
			checkKey(idempotencyKey, channels);
		}
		new EventName(event);
		if (excludedSocketId != null) {
			SocketId.check(excludedSocketId);
		}
	}

	/**
	 * Create a request.
	 * @param channels the names of the channels
	 * @param event the name of the event
	 * @param data the data
	 * @param excludedSocketId the socket id to leave out
	 * @throws InvalidRequestException if there are no or too many channels, or if a name
	 * or the socket id is not valid
	 */
	public TriggerRequest(List<String> channels, String event, @Nullable Object data,
			@Nullable String excludedSocketId) {
		this(channels, event, data, excludedSocketId, false, null);
	}

	/**
	 * Create a request for one channel.
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @param data the data
	 * @return the request
	 */
	public static TriggerRequest of(String channel, String event, @Nullable Object data) {
		return new TriggerRequest(List.of(channel), event, data, null);
	}

	/**
	 * Create a request for several channels.
	 * @param channels the names of the channels
	 * @param event the name of the event
	 * @param data the data
	 * @return the request
	 */
	public static TriggerRequest of(Collection<String> channels, String event, @Nullable Object data) {
		return new TriggerRequest(List.copyOf(channels), event, data, null);
	}

	/**
	 * Return a request that leaves one connection out.
	 * @param socketId the socket id of that connection; an unknown one leaves nobody out
	 * @return the new request
	 */
	public TriggerRequest except(@Nullable String socketId) {
		return new TriggerRequest(this.channels, this.event, this.data, socketId, false, this.idempotencyKey);
	}

	/**
	 * Return a request that leaves out the connection of whoever caused it: the one whose
	 * socket id came with the HTTP request that is being served when the event is sent.
	 * Where none came, everybody gets the event.
	 * @return the new request
	 * @see CurrentSocketId
	 */
	public TriggerRequest toOthers() {
		return new TriggerRequest(this.channels, this.event, this.data, null, true, this.idempotencyKey);
	}

	/**
	 * Return a request that is carried out once, however often it is sent within the time
	 * that idempotency keys are remembered: repeats get the first result, with the first
	 * positions. For those who publish at least once, for example from an outbox.
	 * <p>
	 * The same key with another event is refused. Data counts as it is written: keep it
	 * as text, or write it the same each time. An event for an encrypted channel cannot
	 * have a key, since it is encrypted differently each time.
	 * @param key names the event, for example by its id in the outbox
	 * @return the new request
	 */
	public TriggerRequest withIdempotencyKey(@Nullable String key) {
		return new TriggerRequest(this.channels, this.event, this.data, this.excludedSocketId, this.exceptCurrent, key);
	}

	private static void checkKey(String key, List<String> channels) {
		if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
			throw new InvalidRequestException("An idempotency key has 1 to " + MAX_KEY_LENGTH + " characters");
		}
		if (ChannelName.isEncrypted(channels.get(0))) {
			throw new InvalidRequestException("An event for an encrypted channel has no idempotency key");
		}
	}

}
