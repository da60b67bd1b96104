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

package com.lattestream.broker.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import com.lattestream.StreamPosition;
import com.lattestream.broker.Publication;
import org.jspecify.annotations.Nullable;

/**
 * Publications as bytes, in messages and in histories: a version, flags that say what is
 * there, and then name of the channel, event, data, excluded socket id, user id, cache
 * version (8 bytes) and bytes. Texts are in UTF-8; they and the bytes are each preceded
 * by their length (4 bytes). The channel is left out where the topic or key tells it.
 * <p>
 * A message is the byte that tells its kind and then the publication. One with a position
 * has {@code <epoch>:<offset>:} in between, which scripts write.
 */
final class PublicationCodec {

	private static final byte VERSION = 1;

	private static final int VERBATIM = 1;

	private static final int EXCLUDED_SOCKET_ID = 2;

	private static final int USER_ID = 4;

	private static final int CACHE_VERSION = 8;

	private static final int BYTES = 16;

	private static final int CHANNEL = 32;

	private static final int ALL_FLAGS = 63;

	private static final int MAX_POSITION_LENGTH = StreamPosition.MAX_EPOCH_LENGTH + 20;

	private PublicationCodec() {
	}

	/**
	 * Write a message.
	 * @param publication the publication, with or without a position
	 * @param withChannel whether the topic does not tell the channel
	 * @return the message
	 */
	static byte[] encodeMessage(Publication publication, boolean withChannel) {
		StreamPosition position = publication.position();
		byte[] body = encode(publication, withChannel);
		String head = (position != null)
				? (char) RedisMessage.POSITIONED + position.epoch() + ":" + position.offset() + ":"
				: String.valueOf((char) RedisMessage.PUBLICATION);
		byte[] message = new byte[head.length() + body.length];
		System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, message, 0, head.length());
		System.arraycopy(body, 0, message, head.length(), body.length);
		return message;
	}

	/**
	 * Write a publication without its position.
	 * @param publication the publication
	 * @param withChannel whether to write the channel, too
	 * @return the bytes
	 */
	static byte[] encode(Publication publication, boolean withChannel) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + publication.data().length());
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(VERSION);
			out.writeByte(flags(publication, withChannel));
			if (withChannel) {
				write(out, publication.channel());
			}
			write(out, publication.event());
			write(out, publication.data());
			if (publication.excludedSocketId() != null) {
				write(out, publication.excludedSocketId());
			}
			if (publication.userId() != null) {
				write(out, publication.userId());
			}
			if (publication.cacheVersion() != 0) {
				out.writeLong(publication.cacheVersion());
			}
			byte[] binary = publication.bytes();
			if (binary != null) {
				out.writeInt(binary.length);
				out.write(binary);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static int flags(Publication publication, boolean withChannel) {
		return (publication.verbatim() ? VERBATIM : 0)
				| ((publication.excludedSocketId() != null) ? EXCLUDED_SOCKET_ID : 0)
				| ((publication.userId() != null) ? USER_ID : 0)
				| ((publication.cacheVersion() != 0) ? CACHE_VERSION : 0) | ((publication.bytes() != null) ? BYTES : 0)
				| (withChannel ? CHANNEL : 0);
	}

	private static void write(DataOutputStream out, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	/**
	 * Read a message.
	 * @param channel the channel of the topic
	 * @param message the message, a publication with or without a position
	 * @return the publication
	 * @throws IllegalArgumentException if it is none
	 */
	static Publication decodeMessage(String channel, byte[] message) {
		if (message[0] == RedisMessage.PUBLICATION) {
			return decode(channel, message, 1, null);
		}
		int first = indexOfColon(message, 1);
		int second = indexOfColon(message, first + 1);
		String epoch = new String(message, 1, first - 1, StandardCharsets.US_ASCII);
		long offset = Long.parseLong(new String(message, first + 1, second - first - 1, StandardCharsets.US_ASCII));
		return decode(channel, message, second + 1, new StreamPosition(epoch, offset));
	}

	private static int indexOfColon(byte[] message, int from) {
		for (int i = from; i < message.length && i <= MAX_POSITION_LENGTH; i++) {
			if (message[i] == ':') {
				return i;
			}
		}
		throw new IllegalArgumentException("The message has no position");
	}

	/**
	 * Read a publication.
	 * @param channel its channel, if it does not tell
	 * @param bytes the bytes
	 * @param position its position
	 * @return the publication
	 * @throws IllegalArgumentException if it is none
	 */
	static Publication decode(String channel, byte[] bytes, @Nullable StreamPosition position) {
		return decode(channel, bytes, 0, position);
	}

	private static Publication decode(String channel, byte[] bytes, int from, @Nullable StreamPosition position) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, from, bytes.length - from))) {
			int version = in.readUnsignedByte();
			int flags = in.readUnsignedByte();
			if (version != VERSION || (flags & ~ALL_FLAGS) != 0) {
				throw new IllegalArgumentException("Publications of version " + version + " are not known");
			}
			String actualChannel = has(flags, CHANNEL) ? readText(in) : channel;
			String event = readText(in);
			String data = readText(in);
			String excludedSocketId = has(flags, EXCLUDED_SOCKET_ID) ? readText(in) : null;
			String userId = has(flags, USER_ID) ? readText(in) : null;
			long cacheVersion = has(flags, CACHE_VERSION) ? in.readLong() : 0;
			byte[] binary = has(flags, BYTES) ? readBytes(in) : null;
			if (in.available() > 0) {
				throw new IllegalArgumentException("A publication is longer than it says");
			}
			return new Publication(actualChannel, event, data, has(flags, VERBATIM), excludedSocketId, userId,
					cacheVersion, binary, position);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("A publication is shorter than it says", ex);
		}
	}

	private static boolean has(int flags, int flag) {
		return (flags & flag) != 0;
	}

	private static String readText(DataInputStream in) throws IOException {
		return new String(readBytes(in), StandardCharsets.UTF_8);
	}

	private static byte[] readBytes(DataInputStream in) throws IOException {
		int length = in.readInt();
		if (length < 0 || length > in.available()) {
			throw new IllegalArgumentException("A publication is shorter than it says");
		}
		return in.readNBytes(length);
	}

}
