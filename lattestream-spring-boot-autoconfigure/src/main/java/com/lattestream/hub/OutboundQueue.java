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

import com.lattestream.protocol.EncodedFrame;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait until the transport takes them: so many messages and so many bytes, no
 * more. Made on first need, since most connections never wait.
 */
final class OutboundQueue {

	private final int maxMessages;

	private final int maxBytes;

	private @Nullable ArrayDeque<EncodedFrame> frames;

	private int bytes;

	OutboundQueue(int maxMessages, int maxBytes) {
		this.maxMessages = maxMessages;
		this.maxBytes = maxBytes;
	}

	boolean isEmpty() {
		return this.frames == null;
	}

	/**
	 * Add a frame.
	 * @param frame the frame
	 * @return whether there was room for it
	 */
	boolean offer(EncodedFrame frame) {
		int size = frame.size();
		ArrayDeque<EncodedFrame> queue = this.frames;
		if (queue == null) {
			queue = new ArrayDeque<>();
			this.frames = queue;
		}
		else if (queue.size() >= this.maxMessages || this.bytes + size > this.maxBytes) {
			return false;
		}
		queue.add(frame);
		this.bytes += size;
		return true;
	}

	/**
	 * Take the next frame.
	 * @return the frame, or {@code null} if there is none
	 */
	@Nullable EncodedFrame poll() {
		if (this.frames == null) {
			return null;
		}
		EncodedFrame frame = this.frames.poll();
		this.bytes -= frame.size();
		if (this.frames.isEmpty()) {
			this.frames = null;
		}
		return frame;
	}

	void clear() {
		this.frames = null;
		this.bytes = 0;
	}

}
