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

package com.example.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between browser and server and can cut all connections, as a bad network does.
 */
final class TcpProxy implements AutoCloseable {

	private final int target;

	private final ServerSocket server;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile boolean cut;

	TcpProxy(int target) throws IOException {
		this.target = target;
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		run("accept", this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Drop every connection and, until {@link #restore()}, each new one too.
	 */
	void cut() {
		this.cut = true;
		this.sockets.forEach(TcpProxy::close);
	}

	void restore() {
		this.cut = false;
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		cut();
	}

	private void accept() throws IOException {
		while (true) {
			Socket browser = this.server.accept();
			if (this.cut) {
				close(browser);
				continue;
			}
			Socket application = new Socket(InetAddress.getLoopbackAddress(), this.target);
			this.sockets.add(browser);
			this.sockets.add(application);
			run("upstream", () -> pump(browser, application));
			run("downstream", () -> pump(application, browser));
			if (this.cut) {
				close(browser);
				close(application);
			}
		}
	}

	private void pump(Socket from, Socket to) throws IOException {
		try {
			from.setTcpNoDelay(true);
			from.getInputStream().transferTo(to.getOutputStream());
		}
		finally {
			close(from);
			close(to);
			this.sockets.remove(from);
		}
	}

	private void run(String name, Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// That is how connections end here.
			}
		}, "proxy-" + name);
		thread.setDaemon(true);
		thread.start();
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What a thread does.
	 */
	@FunctionalInterface
	private interface Task {

		void run() throws IOException;

	}

}
