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

import java.util.ArrayDeque;
import java.util.function.Supplier;

import com.lattestream.protocol.EncodedFrame;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait until the transport takes them: so many messages and so many bytes, no
 * more, and events that are replayed, which do not count and are encoded when it is their
 * turn. Made on first need, since most connections never wait.
 */
final class OutboundQueue {

	private final int maxMessages;

	private final int maxBytes;

	/** Frames, and suppliers of frames that are replayed. */
	private @Nullable ArrayDeque<Object> waiting;

	private int messages;

	private int bytes;

	OutboundQueue(int maxMessages, int maxBytes) {
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
	}

	boolean isEmpty() {
		return this.waiting == null;
	}

	/**
	 * Add a frame.
	 * @param frame the frame
	 * @return whether there was room for it
	 */
	boolean offer(EncodedFrame frame) {
		int size = frame.size();
		if (this.messages > 0 && (this.messages >= this.maxMessages || this.bytes + size > this.maxBytes)) {
			return false;
		}
		add(frame);
		this.messages++;
		this.bytes += size;
		return true;
	}

	/**
	 * Add a frame that is replayed.
	 * @param frame makes the frame
	 */
	void addReplay(Supplier<EncodedFrame> frame) {
		add(frame);
	}

	private void add(Object next) {
		if (this.waiting == null) {
			this.waiting = new ArrayDeque<>();
		}
		this.waiting.add(next);
	}

	/**
	 * Take the next frame.
	 * @return the frame, or {@code null} if there is none
	 */
	@Nullable EncodedFrame poll() {
		if (this.waiting == null) {
			return null;
		}
		Object next = this.waiting.poll();
		if (this.waiting.isEmpty()) {
			this.waiting = null;
		}
		if (next instanceof EncodedFrame frame) {
			this.messages--;
			this.bytes -= frame.size();
			return frame;
		}
		return (EncodedFrame) ((Supplier<?>) next).get();
	}

	void clear() {
		this.waiting = null;
		this.messages = 0;
		this.bytes = 0;
	}

}
