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

package com.lattestream.web.reactive;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What was written and not flushed: it leaves in one piece.
 */
final class WriteBuffer {

	/** Enough to fill a socket's buffer, little enough not to matter. */
	private static final int FULL = 64 * 1024;

	private final List<byte[]> parts = new ArrayList<>(2);

	private int size;

	void add(byte[] part) {
		this.parts.add(part);
		this.size += part.length;
	}

	boolean isFull() {
		return this.size >= FULL;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	int size() {
		return this.size;
	}

	void drainTo(Consumer<byte[]> target) {
		this.parts.forEach(target);
		this.parts.clear();
		this.size = 0;
	}

}
