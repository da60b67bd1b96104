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

import java.util.ArrayList;
import java.util.List;

import com.lattestream.TransportType;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.EncodedFrame;

/**
 * A transport that keeps what it is given. Frames count once they are flushed.
 */
final class FakeTransport implements Transport {

	private final TransportType type;

	private final List<EncodedFrame> buffered = new ArrayList<>();

	private final List<EncodedFrame> sent = new ArrayList<>();

	private final List<JoinedFrames> joined = new ArrayList<>();

	private boolean writable = true;

	private int capacity = Integer.MAX_VALUE;

	private boolean failing;

	private int flushes;

	private int pings;

	private CloseCode closeCode;

	private String closeReason;

	FakeTransport(TransportType type) {
		this.type = type;
	}

	@Override
	public TransportType type() {
		return this.type;
	}

	@Override
	public boolean isWritable() {
		return this.writable && this.buffered.size() < this.capacity;
	}

	/**
	 * Let everything but closing fail from now on.
	 */
	void fail() {
		this.failing = true;
	}

	/**
	 * Set how much can be written until it is flushed.
	 * @param frames how many frames
	 */
	void setCapacity(int frames) {
		this.capacity = frames;
	}

	void setWritable(boolean writable) {
		this.writable = writable;
	}

	@Override
	public void write(EncodedFrame frame) {
		checkOpen();
		this.buffered.add(frame);
	}

	@Override
	public void write(JoinedFrames frames) {
		this.joined.add(frames);
		frames.forEach(this::write);
	}

	@Override
	public void flush() {
		checkOpen();
		if (!this.buffered.isEmpty()) {
			this.flushes++;
			this.sent.addAll(this.buffered);
			this.buffered.clear();
		}
	}

	@Override
	public void ping() {
		checkOpen();
		this.pings++;
	}

	@Override
	public void close(CloseCode code, String reason) {
		this.failing = false;
		checkOpen();
		this.closeCode = code;
		this.closeReason = reason;
	}

	private void checkOpen() {
		if (this.closeCode != null) {
			throw new AssertionError("The transport is closed");
		}
		if (this.failing) {
			throw new IllegalStateException("The transport fails");
		}
	}

	/**
	 * Take the frames that were sent since the last time.
	 * @return the frames
	 */
	List<EncodedFrame> take() {
		List<EncodedFrame> taken = List.copyOf(this.sent);
		this.sent.clear();
		return taken;
	}

	/**
	 * Take what was written as joined frames since the last time.
	 * @return the joined frames, one for each write
	 */
	List<JoinedFrames> takeJoined() {
		List<JoinedFrames> taken = List.copyOf(this.joined);
		this.joined.clear();
		return taken;
	}

	int flushes() {
		return this.flushes;
	}

	int pings() {
		return this.pings;
	}

	CloseCode closeCode() {
		return this.closeCode;
	}

	String closeReason() {
		return this.closeReason;
	}

}
