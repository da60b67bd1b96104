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

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;

/**
 * Compressed messages as clients make them, and a count of those that the hub makes.
 */
public final class DeflatedMessages {

	private DeflatedMessages() {
	}

	/**
	 * Compress a message, however small.
	 * @param message the message
	 * @return the payload of the compressed message
	 */
	public static byte[] deflate(byte[] message) {
		return deflate(message, Deflater.DEFAULT_COMPRESSION);
	}

	static byte[] deflate(byte[] message, int level) {
		Deflater deflater = new Deflater(level, true);
		deflater.setInput(message);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		byte[] buffer = new byte[1000];
		int size = buffer.length;
		while (size == buffer.length) {
			size = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
			out.write(buffer, 0, size);
		}
		deflater.end();
		return Arrays.copyOf(out.toByteArray(), out.size() - 4);
	}

	/**
	 * Return a compression that counts.
	 * @param minSize how large a message has to be to be compressed, in bytes
	 * @param count counts the messages that were compressed
	 * @return the compression
	 */
	public static PerMessageDeflate counting(int minSize, AtomicInteger count) {
		return new PerMessageDeflate(minSize, () -> {
			count.incrementAndGet();
			return new Deflater(Deflater.DEFAULT_COMPRESSION, true);
		});
	}

}
