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

package com.lattestream.broker.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a client and a server and does to their connections what networks do.
 */
public final class TcpProxy implements AutoCloseable {

	private volatile int target;

	private final ServerSocket server;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final Object monitor = new Object();

	private boolean refusing;

	private boolean stalled;

	private boolean answersHeld;

	private boolean closed;

	/**
	 * Create a proxy that lets everything through.
	 * @param target the port of the server on this machine
	 */
	public TcpProxy(int target) {
		this.target = target;
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		run("accept", this::accept);
	}

	/**
	 * Return where it listens.
	 * @return the port on this machine
	 */
	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Send connections that are made from now on elsewhere, as a load balancer does.
	 * @param port the port of the other server on this machine
	 */
	public void redirect(int port) {
		this.target = port;
	}

	/**
	 * Cut all connections. New ones are let through.
	 */
	public void cut() {
		this.sockets.forEach(TcpProxy::close);
		this.sockets.clear();
	}

	/**
	 * Cut all connections, and new ones as soon as they are made.
	 */
	public void refuse() {
		synchronized (this.monitor) {
			this.refusing = true;
		}
		cut();
	}

	/**
	 * Keep all connections open but let nothing through, in either direction.
	 */
	public void stall() {
		synchronized (this.monitor) {
			this.stalled = true;
		}
	}

	/**
	 * Keep all connections open but let nothing through that the server says.
	 */
	public void holdAnswers() {
		synchronized (this.monitor) {
			this.answersHeld = true;
		}
	}

	/**
	 * Let everything through again, also what was held back.
	 */
	public void resume() {
		synchronized (this.monitor) {
			this.refusing = false;
			this.stalled = false;
			this.answersHeld = false;
			this.monitor.notifyAll();
		}
	}

	@Override
	public void close() {
		synchronized (this.monitor) {
			this.closed = true;
			this.monitor.notifyAll();
		}
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		cut();
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.server.accept();
			if (isRefusing()) {
				close(client);
				continue;
			}
			Socket upstream = new Socket();
			this.sockets.add(client);
			this.sockets.add(upstream);
			try {
				upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.target), 2000);
			}
			catch (IOException ex) {
				end(client, upstream);
				continue;
			}
			if (isRefusing()) {
				end(client, upstream);
				continue;
			}
			run("up", () -> pump(client, upstream, false));
			run("down", () -> pump(upstream, client, true));
		}
	}

	private void pump(Socket from, Socket to, boolean answers) throws IOException {
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[8192];
			int length = in.read(buffer);
			while (length >= 0) {
				awaitPassage(answers);
				out.write(buffer, 0, length);
				length = in.read(buffer);
			}
		}
		finally {
			end(from, to);
		}
	}

	private void awaitPassage(boolean answers) throws IOException {
		synchronized (this.monitor) {
			while ((this.stalled || answers && this.answersHeld) && !this.closed) {
				try {
					this.monitor.wait();
				}
				catch (InterruptedException ex) {
					throw new IOException(ex);
				}
			}
		}
	}

	private boolean isRefusing() {
		synchronized (this.monitor) {
			return this.refusing;
		}
	}

	private void end(Socket first, Socket second) {
		close(first);
		close(second);
		this.sockets.remove(first);
		this.sockets.remove(second);
	}

	private static void run(String name, Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// The connection was cut, which is what this class is for
			}
		}, "tcp-proxy-" + name);
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

	@FunctionalInterface
	private interface Task {

		void run() throws IOException;

	}

}
