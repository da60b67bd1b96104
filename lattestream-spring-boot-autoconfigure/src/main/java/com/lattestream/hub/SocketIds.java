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

import java.nio.ByteBuffer;

import com.lattestream.signature.UnguessableBytes;

/**
 * Makes socket ids: 90 bits that nobody can guess from earlier ones.
 */
final class SocketIds {

	private static final int BITS = 45;

	private final UnguessableBytes bytes = new UnguessableBytes();

	String next() {
		ByteBuffer next = ByteBuffer.wrap(this.bytes.next());
		return (next.getLong() >>> (Long.SIZE - BITS)) + "." + (next.getLong() >>> (Long.SIZE - BITS));
	}

}
