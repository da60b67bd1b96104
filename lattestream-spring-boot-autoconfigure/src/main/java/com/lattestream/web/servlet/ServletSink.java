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

package com.lattestream.web.servlet;

import java.io.IOException;

import com.lattestream.web.container.AsyncResponse;
import com.lattestream.web.container.NonBlockingSink;
import jakarta.servlet.ServletOutputStream;

/**
 * Writes to the non-blocking stream of a container, as long as the response is not over.
 */
final class ServletSink implements NonBlockingSink {

	private final ServletOutputStream out;

	/** Is not over while its monitor is held. */
	private final AsyncResponse response;

	/** Whether the container has been asked to send what it was given. */
	private boolean flushed = true;

	ServletSink(ServletOutputStream out, AsyncResponse response) {
		this.out = out;
		this.response = response;
	}

	@Override
	public boolean isReady() throws IOException {
		synchronized (this.response) {
			while (!this.response.isOver() && this.out.isReady()) {
				if (this.flushed) {
					return true;
				}
				this.flushed = true;
				this.out.flush();
			}
			return false;
		}
	}

	@Override
	public void write(byte[] bytes) throws IOException {
		synchronized (this.response) {
			if (this.response.isOver()) {
				throw new IOException("The response is over");
			}
			this.flushed = false;
			this.out.write(bytes);
		}
	}

}
