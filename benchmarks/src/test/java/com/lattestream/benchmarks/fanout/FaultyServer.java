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

package com.lattestream.benchmarks.fanout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A server that treats its first subscriber badly. Event streams come in pieces of seven
 * bytes.
 */
final class FaultyServer implements AutoCloseable {

	private static final int PIECE = 7;

	private final Fault fault;

	private final ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());

	private final List<Socket> sockets = new ArrayList<>();

	private final List<Out> subscribers = new ArrayList<>();

	private byte[] held = {};

	private int published;

	FaultyServer(Fault fault) throws IOException {
		this.fault = fault;
		new Thread(this::accept, "faulty server").start();
	}

	int port() {
		return this.server.getLocalPort();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				this.sockets.add(socket);
				new Thread(() -> serve(socket), "faulty server, client").start();
			}
		}
		catch (IOException ex) {
			// It was closed
		}
	}

	private void serve(Socket socket) {
		try {
			BufferedReader in = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
			OutputStream out = socket.getOutputStream();
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				String head = head(in).toLowerCase(Locale.ROOT);
				if (line.startsWith("POST")) {
					char[] body = new char[Message.SIZE];
					for (int read = 0; read < body.length;) {
						read += in.read(body, read, body.length - read);
					}
					publish(new String(body).getBytes(StandardCharsets.ISO_8859_1));
					out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				}
				else {
					subscribe(out, head.contains("upgrade: websocket"));
				}
			}
		}
		catch (IOException ex) {
			// The client is gone
		}
	}

	private static String head(BufferedReader in) throws IOException {
		StringBuilder head = new StringBuilder();
		for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
			head.append(line).append('\n');
		}
		return head.toString();
	}

	private synchronized void subscribe(OutputStream out, boolean webSocket) throws IOException {
		out.write((webSocket ? "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
				: "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII));
		this.subscribers.add((data) -> {
			if (webSocket) {
				out.write(new byte[] { (byte) 0x81, 126, (byte) (data.length >>> 8), (byte) data.length });
				out.write(data);
			}
			else {
				writeInPieces(out, data);
			}
		});
	}

	private static void writeInPieces(OutputStream out, byte[] data) throws IOException {
		for (int i = 0; i < data.length; i += PIECE) {
			byte[] piece = Arrays.copyOfRange(data, i, Math.min(data.length, i + PIECE));
			out.write((Integer.toHexString(piece.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
			out.write(piece);
			out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
		}
	}

	private synchronized void publish(byte[] data) throws IOException {
		this.published++;
		for (Out subscriber : this.subscribers.subList(1, this.subscribers.size())) {
			subscriber.write(data);
		}
		Out first = this.subscribers.get(0);
		boolean wrong = this.published == 3;
		if (wrong && this.fault == Fault.SWAPS) {
			this.held = data;
			return;
		}
		if (!wrong || this.fault != Fault.LOSES) {
			first.write(data);
		}
		if (wrong && this.fault == Fault.REPEATS) {
			first.write(data);
		}
		if (this.held.length > 0) {
			first.write(this.held);
			this.held = new byte[0];
		}
	}

	@Override
	public void close() {
		try {
			this.server.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What it does wrong with the third event.
	 */
	enum Fault {

		NONE, LOSES, SWAPS, REPEATS

	}

	@FunctionalInterface
	private interface Out {

		void write(byte[] data) throws IOException;

	}

}
