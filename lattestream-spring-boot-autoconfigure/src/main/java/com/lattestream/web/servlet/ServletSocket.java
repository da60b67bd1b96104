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

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A socket that has left HTTP, by the Servlet API alone.
 */
final class ServletSocket implements UpgradedSocket {

	private static final Log logger = LogFactory.getLog(ServletSocket.class);

	private final WebConnection connection;

	private final ContainerConnection container;

	private final ServletInputStream in;

	private final ServletSink out;

	ServletSocket(WebConnection connection, ContainerConnection container) throws IOException {
		this.connection = connection;
		this.container = container;
		this.in = connection.getInputStream();
		this.out = new ServletSink(connection.getOutputStream());
	}

	/**
	 * Begin.
	 * @param listener is told of the socket's state
	 * @throws IOException if the socket is closed
	 */
	void start(Listener listener) throws IOException {
		this.container.keepOpen();
		this.connection.getOutputStream().setWriteListener(new WriteListener() {

			@Override
			public void onWritePossible() {
				listener.writable();
			}

			@Override
			public void onError(Throwable ex) {
				listener.failed(ex);
			}

		});
		this.in.setReadListener(new ReadListener() {

			@Override
			public void onDataAvailable() {
				listener.readable();
			}

			@Override
			public void onAllDataRead() {
				listener.readable();
			}

			@Override
			public void onError(Throwable ex) {
				listener.failed(ex);
			}

		});
	}

	@Override
	public int read(byte[] target) throws IOException {
		if (this.in.isFinished()) {
			return -1;
		}
		return this.in.isReady() ? this.in.read(target) : 0;
	}

	@Override
	public boolean isReady() throws IOException {
		return this.out.isReady();
	}

	@Override
	public void write(byte[] bytes) throws IOException {
		this.out.write(bytes);
	}

	@Override
	public void close() {
		try {
			this.connection.close();
		}
		catch (Exception ex) {
			logger.debug("A socket could not be closed in the proper way", ex);
		}
		this.container.abort();
	}

}
