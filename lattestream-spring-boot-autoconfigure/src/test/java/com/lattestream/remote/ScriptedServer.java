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

package com.lattestream.remote;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * An HTTP server that does as it is told, down to the bytes and to the end of the
 * connection: first what the script says, one answer a request, then always the same.
 */
final class ScriptedServer implements AutoCloseable {

	private final ServerSocket listener = listen();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicInteger connections = new AtomicInteger();

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private final Queue<Answer> script = new ArrayDeque<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile Answer otherwise = Answer.ok("{}");

	ScriptedServer() {
		this.threads.execute(this::accept);
	}

	URI uri() {
		return URI.create("http://localhost:" + this.listener.getLocalPort());
	}

	/**
	 * Add to the script.
	 * @param answers the answers to the next requests
	 * @return this
	 */
	ScriptedServer then(Answer... answers) {
		synchronized (this.script) {
			this.script.addAll(List.of(answers));
		}
		return this;
	}

	/**
	 * Set what comes when the script has ended.
	 * @param answer the answer
	 * @return this
	 */
	ScriptedServer otherwise(Answer answer) {
		this.otherwise = answer;
		return this;
	}

	List<Request> requests() {
		return this.requests;
	}

	int connections() {
		return this.connections.get();
	}

	@Override
	public void close() {
		this.closed.countDown();
		try {
			this.listener.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.shutdownNow();
	}

	private static ServerSocket listen() {
		try {
			return new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.listener.accept();
				this.sockets.add(socket);
				this.connections.incrementAndGet();
				this.threads.execute(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			InputStream in = new BufferedInputStream(socket.getInputStream());
			for (Request request = read(in); request != null; request = read(in)) {
				Answer answer;
				synchronized (this.script) {
					this.requests.add(request);
					answer = this.script.isEmpty() ? this.otherwise : this.script.remove();
				}
				answer.write(request, new Exchange(socket, socket.getOutputStream(), this.closed));
			}
		}
		catch (IOException ex) {
			// The client went or the answer was to break the connection
		}
		finally {
			this.sockets.remove(socket);
		}
	}

	private static @Nullable Request read(InputStream in) throws IOException {
		String first = line(in);
		if (first == null) {
			return null;
		}
		Map<String, String> headers = new TreeMap<>();
		for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
		}
		String[] words = first.split(" ");
		int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
		return new Request(words[0], words[1], headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
	}

	private static @Nullable String line(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = in.read(); b != '\n'; b = in.read()) {
			if (b < 0) {
				return null;
			}
			if (b != '\r') {
				line.write(b);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	/**
	 * A request.
	 *
	 * @param method the method
	 * @param path the path with its query
	 * @param headers the headers, names in lower case
	 * @param body the body
	 */
	record Request(String method, String path, Map<String, String> headers, String body) {

		String nonce() {
			return String.valueOf(this.headers.get("x-lattestream-nonce"));
		}

	}

	/**
	 * Where an answer goes.
	 *
	 * @param socket the socket
	 * @param out the way to the client
	 * @param closed counts down when the server is closed
	 */
	record Exchange(Socket socket, OutputStream out, CountDownLatch closed) {

		void write(String text) throws IOException {
			this.out.write(text.getBytes(StandardCharsets.UTF_8));
			this.out.flush();
		}

		void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

		void hang() {
			try {
				this.closed.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	/**
	 * An answer.
	 */
	@FunctionalInterface
	interface Answer {

		void write(Request request, Exchange exchange) throws IOException;

		static Answer ok(String body) {
			return status(200, body);
		}

		static Answer status(int status, String body, String... headers) {
			return (request, exchange) -> exchange.write(head(status, body, headers) + body);
		}

		static Answer reset() {
			return (request, exchange) -> exchange.reset();
		}

		static Answer cutShort(int status, String body) {
			return (request, exchange) -> {
				exchange.write(head(status, body) + body.substring(0, body.length() / 2));
				exchange.reset();
			};
		}

		static Answer hang() {
			return (request, exchange) -> exchange.hang();
		}

		static Answer hangInBody(int status, String body) {
			return (request, exchange) -> {
				exchange.write(head(status, body) + body.substring(0, body.length() / 2));
				exchange.hang();
			};
		}

		static Answer garbage() {
			return (request, exchange) -> {
				exchange.write("This is not HTTP\r\n\r\n");
				exchange.reset();
			};
		}

		private static String head(int status, String body, String... headers) {
			StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
			for (String header : headers) {
				head.append(header).append("\r\n");
			}
			return head.append("Content-Type: application/json\r\nContent-Length: ")
				.append(body.getBytes(StandardCharsets.UTF_8).length)
				.append("\r\n\r\n")
				.toString();
		}

	}

}
