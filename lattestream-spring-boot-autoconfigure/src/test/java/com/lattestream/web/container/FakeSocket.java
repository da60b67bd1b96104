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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A socket that takes and gives what a test wants.
 */
final class FakeSocket implements UpgradedSocket {

	private final ByteArrayOutputStream written = new ByteArrayOutputStream();

	private final Deque<byte[]> incoming = new ArrayDeque<>();

	private int writes;

	private boolean stalled;

	private boolean awaited;

	private boolean broken;

	private boolean atEnd;

	private volatile int closes;

	void stall() {
		this.stalled = true;
	}

	void recover() {
		this.stalled = false;
		this.awaited = false;
	}

	void breakDown() {
		this.broken = true;
	}

	void give(byte[] bytes) {
		this.incoming.add(bytes);
	}

	void end() {
		this.atEnd = true;
	}

	int writes() {
		return this.writes;
	}

	boolean isAwaited() {
		return this.awaited;
	}

	int closes() {
		return this.closes;
	}

	byte[] bytes() {
		return this.written.toByteArray();
	}

	String text() {
		return this.written.toString(StandardCharsets.UTF_8);
	}

	@Override
	public int read(byte[] target) throws IOException {
		check();
		byte[] next = this.incoming.poll();
		if (next == null) {
			return this.atEnd ? -1 : 0;
		}
		System.arraycopy(next, 0, target, 0, next.length);
		return next.length;
	}

	@Override
	public boolean isReady() throws IOException {
		check();
		if (this.awaited) {
			throw new IllegalStateException("Asked again before it told");
		}
		this.awaited = this.stalled;
		return !this.stalled;
	}

	@Override
	public void write(byte[] bytes) throws IOException {
		check();
		if (this.awaited) {
			throw new IllegalStateException("More than one write is outstanding");
		}
		this.writes++;
		this.written.writeBytes(bytes);
	}

	@Override
	public void close() {
		this.closes++;
	}

	private void check() throws IOException {
		if (this.broken || this.closes > 0) {
			throw new IOException("Broken pipe");
		}
	}

}
