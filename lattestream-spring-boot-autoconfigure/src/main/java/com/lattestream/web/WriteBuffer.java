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

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What was written and not flushed: it leaves in one piece.
 */
public final class WriteBuffer {

	/** Enough to fill a socket's buffer, little enough not to matter. */
	private static final int FULL = 64 * 1024;

	private final List<byte[]> parts = new ArrayList<>(2);

	private int size;

	/**
	 * Write something.
	 * @param part the bytes, not to be changed
	 */
	public void add(byte[] part) {
		this.parts.add(part);
		this.size += part.length;
	}

	/**
	 * Return whether there is enough for now.
	 * @return whether the rest should wait
	 */
	public boolean isFull() {
		return this.size >= FULL;
	}

	/**
	 * Return whether there is nothing to flush.
	 * @return whether it is empty
	 */
	public boolean isEmpty() {
		return this.size == 0;
	}

	/**
	 * Return how much there is.
	 * @return the number of bytes
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Flush.
	 * @param target takes the bytes, part for part
	 */
	public void drainTo(Consumer<byte[]> target) {
		this.parts.forEach(target);
		this.parts.clear();
		this.size = 0;
	}

	/**
	 * Flush.
	 * @return the bytes in one piece; not to be changed, for it may be the only part
	 */
	public byte[] take() {
		byte[] whole;
		if (this.parts.size() == 1) {
			whole = this.parts.get(0);
			this.parts.clear();
		}
		else {
			ByteBuffer joined = ByteBuffer.allocate(this.size);
			this.parts.forEach(joined::put);
			this.parts.clear();
			whole = joined.array();
		}
		this.size = 0;
		return whole;
	}

}
