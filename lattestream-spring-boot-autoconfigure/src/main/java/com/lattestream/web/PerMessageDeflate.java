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

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.FrameCompressor;
import org.jspecify.annotations.Nullable;

/**
 * Compression of WebSocket messages (RFC 7692). It is agreed on without memory from one
 * message to the next, in either direction: what was compressed once is right for every
 * connection, and no connection holds anything between its messages. Safe for use by many
 * threads.
 */
public final class PerMessageDeflate implements FrameCompressor {

	/**
	 * The header with the client's offers, and with the answer to them.
	 */
	public static final String HEADER = "Sec-WebSocket-Extensions";

	/** Ends what deflaters flush; not sent. */
	private static final byte[] FLUSHED = { 0, 0, -1, -1 };

	/** A block that says that it is the last: if it is read, nothing was cut off. */
	private static final byte[] LAST_BLOCK = { 1, 0, 0, -1, -1 };

	/** Clients may make each block a last one, which none does. */
	private static final int MAX_LAST_BLOCKS = 100;

	private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

	private final int minSize;

	private final Supplier<Deflater> deflaters;

	/**
	 * Create one.
	 * @param minSize how large a message has to be to be compressed, in bytes
	 */
	public PerMessageDeflate(int minSize) {
		this(minSize, () -> new Deflater(Deflater.DEFAULT_COMPRESSION, true));
	}

	PerMessageDeflate(int minSize, Supplier<Deflater> deflaters) {
		this.minSize = minSize;
		this.deflaters = deflaters;
	}

	/**
	 * Agree with a client on compression.
	 * @param offers the values of the header in its request
	 * @return the header's value in the answer, or {@code null} if messages stay
	 * uncompressed
	 */
	public @Nullable String agree(List<String> offers) {
		return DeflateOffers.answer(offers);
	}

	@Override
	public byte @Nullable [] compress(byte[] payload) {
		if (payload.length < this.minSize) {
			return null;
		}
		Deflater deflater = this.deflaters.get();
		try {
			deflater.setInput(payload);
			byte[] bytes = new byte[payload.length];
			int size = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
			return (size < bytes.length) ? Arrays.copyOf(bytes, size - FLUSHED.length) : null;
		}
		finally {
			deflater.end();
		}
	}

	/**
	 * Return how large the compressed payload of a message may be. Deflaters make
	 * messages larger that cannot be compressed.
	 * @param maxSize how large the message may be, in bytes
	 * @return the number of bytes
	 */
	public static int maxCompressedSize(int maxSize) {
		return (int) Math.min(maxSize + maxSize / 8L + 64, Integer.MAX_VALUE);
	}

	/**
	 * Inflate the payload of a message.
	 * @param payload the payload, all fragments in one
	 * @param maxSize how large the message may be, in bytes; it is not inflated any
	 * further
	 * @return the message
	 * @throws InvalidMessageException if it is too large, or was not compressed right
	 */
	public byte[] inflate(byte[] payload, int maxSize) throws InvalidMessageException {
		if (payload.length == 0) {
			return payload;
		}
		Inflater inflater = new Inflater(true);
		try {
			return inflate(inflater, withEnd(payload), maxSize);
		}
		catch (DataFormatException ex) {
			throw new InvalidMessageException(CloseCode.INVALID_COMPRESSION);
		}
		finally {
			inflater.end();
		}
	}

	private static byte[] withEnd(byte[] payload) {
		byte[] whole = Arrays.copyOf(payload, payload.length + FLUSHED.length + LAST_BLOCK.length);
		System.arraycopy(FLUSHED, 0, whole, payload.length, FLUSHED.length);
		System.arraycopy(LAST_BLOCK, 0, whole, payload.length + FLUSHED.length, LAST_BLOCK.length);
		return whole;
	}

	private static byte[] inflate(Inflater inflater, byte[] payload, int maxSize)
			throws DataFormatException, InvalidMessageException {
		// One more than there may be: who needs it has too many
		int room = (int) Math.min(maxSize + 1L, MAX_ARRAY);
		byte[] message = new byte[(int) Math.min(room, 4L * payload.length)];
		int size = 0;
		int lastBlocks = 0;
		inflater.setInput(payload);
		while (true) {
			int more = inflater.inflate(message, size, message.length - size);
			size += more;
			if (size == room) {
				throw new InvalidMessageException(CloseCode.MESSAGE_TOO_BIG);
			}
			if (inflater.finished()) {
				int rest = inflater.getRemaining();
				if (rest == 0) {
					return Arrays.copyOf(message, size);
				}
				if (++lastBlocks > MAX_LAST_BLOCKS) {
					throw new InvalidMessageException(CloseCode.INVALID_COMPRESSION);
				}
				inflater.reset();
				inflater.setInput(payload, payload.length - rest, rest);
			}
			else if (size == message.length) {
				message = Arrays.copyOf(message, (int) Math.min(room, 2L * size));
			}
			else if (more == 0) {
				throw new InvalidMessageException(CloseCode.INVALID_COMPRESSION);
			}
		}
	}

}
