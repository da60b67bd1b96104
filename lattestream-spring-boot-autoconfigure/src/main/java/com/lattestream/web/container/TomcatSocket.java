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
import java.util.concurrent.locks.Lock;

import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * A socket of Tomcat that has left HTTP.
 */
final class TomcatSocket implements UpgradedSocket {

	private final SocketWrapperBase<?> wrapper;

	TomcatSocket(SocketWrapperBase<?> wrapper) {
		this.wrapper = wrapper;
	}

	@Override
	public int read(byte[] target) throws IOException {
		try {
			int size = this.wrapper.read(false, target, 0, target.length);
			if (size == 0) {
				this.wrapper.registerReadInterest();
			}
			return size;
		}
		catch (EOFException ex) {
			return -1;
		}
	}

	@Override
	public boolean isReady() throws IOException {
		if (!this.wrapper.flush(false)) {
			return true;
		}
		this.wrapper.registerWriteInterest();
		return false;
	}

	@Override
	public void write(byte[] bytes) throws IOException {
		this.wrapper.write(false, bytes, 0, bytes.length);
	}

	@Override
	public void close() {
		// While Tomcat passes an event on, it would not find all that is to be forgotten
		Lock lock = this.wrapper.getLock();
		lock.lock();
		try {
			this.wrapper.close();
		}
		finally {
			lock.unlock();
		}
	}

}
