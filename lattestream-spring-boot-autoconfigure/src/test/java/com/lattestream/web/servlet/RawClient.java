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

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import com.lattestream.web.container.MaskedFrames;

/**
 * A TCP connection that speaks WebSocket and HTTP as far as a test wants it to.
 */
final class RawClient implements AutoCloseable {

	private final Socket socket = new Socket();

	private final int port;

	private final DataInputStream in;

	/** What is left of the chunk of a body; negative before the first one. */
	private int chunk = -1;

	private boolean chunked;

	RawClient(int port, int receiveBuffer) {
		this.port = port;
		try {
			if (receiveBuffer > 0) {
				this.socket.setReceiveBufferSize(receiveBuffer);
			}
			this.socket.setTcpNoDelay(true);
			this.socket.setSoTimeout(10_000);
			this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			this.in = new DataInputStream(new BufferedInputStream(this.socket.getInputStream()));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	String get(String path, String... headers) throws IOException {
		return request("GET " + path + " HTTP/1.1", headers);
	}

	String request(String line, String... headers) throws IOException {
		StringBuilder request = new StringBuilder(line + "\r\nHost: localhost:" + this.port + "\r\n");
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		send(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) this.in.readUnsignedByte());
		}
		this.chunked = head.toString().toLowerCase().contains("\r\ntransfer-encoding: chunked\r\n");
		return head.toString();
	}

	/**
	 * Open a WebSocket.
	 * @return this client, after the hub's first frame
	 */
	RawClient open() throws IOException {
		upgrade();
		read();
		return this;
	}

	String upgrade() throws IOException {
		return get(StreamingServer.SOCKET, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
				"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
	}

	RawClient send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		this.socket.getOutputStream().flush();
		return this;
	}

	RawClient send(int head, String payload) throws IOException {
		return send(MaskedFrames.frame(head, payload.getBytes(StandardCharsets.UTF_8)));
	}

	Frame read() throws IOException {
		int head = this.in.readUnsignedByte();
		long length = this.in.readUnsignedByte();
		if (length == 126) {
			length = this.in.readUnsignedShort();
		}
		else if (length == 127) {
			length = this.in.readLong();
		}
		return new Frame(head, this.in.readNBytes((int) length));
	}

	/**
	 * Read until a close frame comes.
	 * @return its code
	 */
	int readCloseCode() throws IOException {
		Frame frame = read();
		while (frame.head() != 0x88) {
			frame = read();
		}
		return ((frame.payload()[0] & 0xFF) << 8) | (frame.payload()[1] & 0xFF);
	}

	/**
	 * Read a line of a body.
	 * @return the line
	 */
	String readLine() throws IOException {
		StringBuilder line = new StringBuilder();
		char next = readOfChunk();
		while (next != '\n') {
			line.append(next);
			next = readOfChunk();
		}
		return line.toString();
	}

	private char readOfChunk() throws IOException {
		if (!this.chunked) {
			return (char) this.in.readUnsignedByte();
		}
		if (this.chunk <= 0) {
			if (this.chunk == 0) {
				readToLineFeed();
			}
			this.chunk = Integer.parseInt(readToLineFeed().trim(), 16);
		}
		this.chunk--;
		return (char) this.in.readUnsignedByte();
	}

	private String readToLineFeed() throws IOException {
		StringBuilder line = new StringBuilder();
		int next = this.in.readUnsignedByte();
		while (next != '\n') {
			line.append((char) next);
			next = this.in.readUnsignedByte();
		}
		return line.toString();
	}

	String readLine(String beginning) throws IOException {
		String line = readLine();
		while (!line.startsWith(beginning)) {
			line = readLine();
		}
		return line;
	}

	/**
	 * Return whether the server has ended the connection.
	 * @return whether it has, after whatever it sent before
	 */
	boolean isEnded() {
		try {
			this.in.transferTo(java.io.OutputStream.nullOutputStream());
			return true;
		}
		catch (java.net.SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A frame of the server.
	 *
	 * @param head its first byte
	 * @param payload its payload
	 */
	record Frame(int head, byte[] payload) {

		String text() {
			return new String(this.payload, StandardCharsets.UTF_8);
		}

	}

}
