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

package com.lattestream.web.container;

import java.io.IOException;

import com.lattestream.web.WriteBuffer;

/**
 * What a connection writes: flushed in one piece, one piece at a time. The next one waits
 * here until the socket has taken the last, so that a client that does not read costs a
 * buffer and no thread. For the connection's lane.
 */
final class NonBlockingOutput {

	private final NonBlockingSink sink;

	private final WriteBuffer buffer = new WriteBuffer();

	/** Whether the socket has not taken all that it was given; at first it tells when. */
	private boolean blocked = true;

	/**
	 * Create an output.
	 * @param sink takes the bytes; the first ones when it is {@link #ready()}
	 */
	NonBlockingOutput(NonBlockingSink sink) {
		this.sink = sink;
	}

	/**
	 * Return whether what is written now leaves without piling up.
	 * @return whether it does
	 */
	boolean isWritable() {
		return !this.blocked && !this.buffer.isFull();
	}

	/**
	 * Return whether everything has left.
	 * @return whether there is nothing to wait for
	 */
	boolean isDone() {
		return !this.blocked && this.buffer.isEmpty();
	}

	void add(byte[] part) {
		this.buffer.add(part);
	}

	/**
	 * Send what was written, if the socket takes it.
	 * @throws IOException if the socket is closed
	 */
	void flush() throws IOException {
		if (this.blocked || this.buffer.isEmpty()) {
			return;
		}
		this.sink.write(this.buffer.take());
		this.blocked = !this.sink.isReady();
	}

	/**
	 * The socket has taken what it was given.
	 * @throws IOException if the socket is closed
	 */
	void ready() throws IOException {
		this.blocked = !this.sink.isReady();
		flush();
	}

}
