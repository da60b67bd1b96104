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

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A socket of Jetty that has left HTTP, as a connection of Jetty. Jetty's threads only
 * tell that there is something to do.
 */
final class JettySocket extends AbstractConnection.NonBlocking
		implements Connection.UpgradeTo, UpgradedSocket, Callback {

	private enum Output {

		READY, WRITING, AWAITED

	}

	private final UpgradedSocket.Opener opener;

	private final AtomicReference<Output> output = new AtomicReference<>(Output.READY);

	/** What came together with the request. */
	private @Nullable ByteBuffer first;

	private volatile UpgradedSocket.@Nullable Listener listener;

	JettySocket(EndPoint endPoint, Executor executor, UpgradedSocket.Opener opener) {
		super(endPoint, executor);
		this.opener = opener;
	}

	@Override
	public void onUpgradeTo(ByteBuffer buffer) {
		this.first = buffer;
	}

	@Override
	public void onOpen() {
		super.onOpen();
		// The hub looks after silent clients in its own way
		getEndPoint().setIdleTimeout(0);
		UpgradedSocket.Listener opened = this.opener.open(this);
		this.listener = opened;
		opened.writable();
		opened.readable();
	}

	@Override
	public int read(byte[] target) throws IOException {
		ByteBuffer buffer = this.first;
		if (buffer != null && buffer.hasRemaining()) {
			int size = Math.min(buffer.remaining(), target.length);
			buffer.get(target, 0, size);
			return size;
		}
		this.first = null;
		// Jetty adds to what is in a buffer already
		int size = getEndPoint().fill(ByteBuffer.wrap(target).limit(0));
		if (size == 0) {
			fillInterested();
		}
		return size;
	}

	@Override
	public void onFillable() {
		if (this.listener != null) {
			this.listener.readable();
		}
	}

	@Override
	public void onFillInterestedFailed(Throwable cause) {
		failed(cause);
	}

	@Override
	public boolean onIdleExpired(TimeoutException ex) {
		return false;
	}

	@Override
	public boolean isReady() {
		return this.output.get() == Output.READY || !this.output.compareAndSet(Output.WRITING, Output.AWAITED);
	}

	@Override
	public void write(byte[] bytes) {
		this.output.set(Output.WRITING);
		getEndPoint().write(this, ByteBuffer.wrap(bytes));
	}

	/**
	 * What was written has left.
	 */
	@Override
	public void succeeded() {
		if (this.output.getAndSet(Output.READY) == Output.AWAITED && this.listener != null) {
			this.listener.writable();
		}
	}

	@Override
	public void failed(Throwable cause) {
		if (this.listener != null) {
			this.listener.failed(cause);
		}
	}

	@Override
	public InvocationType getInvocationType() {
		return InvocationType.NON_BLOCKING;
	}

	@Override
	public void onClose(@Nullable Throwable cause) {
		super.onClose(cause);
		failed((cause != null) ? cause : new EOFException("Closed"));
	}

}
