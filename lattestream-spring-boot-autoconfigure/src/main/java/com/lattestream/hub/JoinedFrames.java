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
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.FrameCompressor;
import org.jspecify.annotations.Nullable;

/**
 * Frames of one channel and dialect that waited for each other, in order. They are joined
 * once, on first use, for all connections of a lane that get all of them. For one thread.
 */
public final class JoinedFrames {

	private final List<EncodedFrame> frames;

	private byte @Nullable [] webSocket;

	private byte @Nullable [] compressed;

	/**
	 * Join frames.
	 * @param frames the frames, one at least
	 */
	JoinedFrames(List<EncodedFrame> frames) {
		this.frames = frames;
	}

	/**
	 * Do something with each frame, for transports that put something of their own
	 * between them.
	 * @param action what to do
	 */
	public void forEach(Consumer<EncodedFrame> action) {
		this.frames.forEach(action);
	}

	/**
	 * Return the frames as unmasked WebSocket messages, one after the other.
	 * @param compressor compresses each, if that was agreed on; always the same one
	 * @return headers and payloads; the same array for all, not to be changed
	 */
	public byte[] webSocket(@Nullable FrameCompressor compressor) {
		return (compressor != null) ? compressed(compressor) : webSocket();
	}

	private byte[] webSocket() {
		byte[] bytes = this.webSocket;
		if (bytes == null) {
			bytes = join(EncodedFrame::webSocket);
			this.webSocket = bytes;
		}
		return bytes;
	}

	private byte[] compressed(FrameCompressor compressor) {
		byte[] bytes = this.compressed;
		if (bytes == null) {
			bytes = join((frame) -> frame.webSocket(compressor));
			this.compressed = bytes;
		}
		return bytes;
	}

	private byte[] join(Function<EncodedFrame, byte[]> form) {
		if (this.frames.size() == 1) {
			return form.apply(this.frames.get(0));
		}
		int length = 0;
		for (EncodedFrame frame : this.frames) {
			length += form.apply(frame).length;
		}
		ByteBuffer joined = ByteBuffer.allocate(length);
		for (EncodedFrame frame : this.frames) {
			joined.put(form.apply(frame));
		}
		return joined.array();
	}

}
