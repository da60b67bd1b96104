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

package com.example.contract;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;

/**
 * A TCP connection that does what WebSocket clients with manners do not: stop reading,
 * leave pings unanswered, send broken frames, vanish.
 */
final class TcpSocket implements AutoCloseable {

	static final int CONTINUATION = 0;

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	private final Socket socket;

	private final DataInputStream in;

	private final int port;

	TcpSocket(int port, int receiveBuffer) {
		this(new Socket(), port, receiveBuffer);
	}

	/**
	 * Open a connection.
	 * @param socket not connected yet
	 * @param port where to connect to
	 * @param receiveBuffer bytes that are received unread; 0 for the system's choice
	 */
	TcpSocket(Socket socket, int port, int receiveBuffer) {
		this.socket = socket;
		this.port = port;
		try {
			if (receiveBuffer > 0) {
				this.socket.setReceiveBufferSize(receiveBuffer);
			}
			this.socket.setTcpNoDelay(true);
			this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			this.socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(RawSocket.TIMEOUT_SECONDS));
			this.in = new DataInputStream(new BufferedInputStream(this.socket.getInputStream()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Send a request.
	 * @param path path and query
	 * @param headers further header lines
	 * @return the head of the response
	 */
	String get(String path, String... headers) {
		StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost:" + this.port + "\r\n");
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		send(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
		return readHead();
	}

	/**
	 * Ask for a WebSocket.
	 * @param path path and query
	 * @param headers further header lines
	 * @return the head of the response
	 */
	String upgrade(String path, String... headers) {
		String[] all = new String[headers.length + 4];
		all[0] = "Upgrade: websocket";
		all[1] = "Connection: Upgrade";
		all[2] = "Sec-WebSocket-Version: 13";
		all[3] = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
		System.arraycopy(headers, 0, all, 4, headers.length);
		return get(path, all);
	}

	TcpSocket send(byte[] bytes) {
		try {
			this.socket.getOutputStream().write(bytes);
			this.socket.getOutputStream().flush();
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	TcpSocket sendText(String text) {
		return send(frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Make a masked frame.
	 * @param last whether it is the last one of the message
	 * @param opcode the kind of frame
	 * @param payload the payload
	 * @return the bytes
	 */
	static byte[] frame(boolean last, int opcode, byte[] payload) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
		out.write((last ? 0x80 : 0) | opcode);
		if (payload.length < 126) {
			out.write(0x80 | payload.length);
		}
		else if (payload.length < 1 << 16) {
			out.write(0x80 | 126);
			out.write(payload.length >>> 8);
			out.write(payload.length);
		}
		else {
			out.write(0x80 | 127);
			for (int shift = 56; shift >= 0; shift -= 8) {
				out.write((int) (((long) payload.length) >>> shift));
			}
		}
		byte[] mask = { 1, 2, 3, 4 };
		out.writeBytes(mask);
		for (int i = 0; i < payload.length; i++) {
			out.write(payload[i] ^ mask[i % 4]);
		}
		return out.toByteArray();
	}

	/**
	 * Read the next frame.
	 * @return the frame
	 */
	Frame read() {
		try {
			int head = this.in.readUnsignedByte();
			long length = this.in.readUnsignedByte() & 0x7f;
			if (length == 126) {
				length = this.in.readUnsignedShort();
			}
			else if (length == 127) {
				length = this.in.readLong();
			}
			return new Frame(head & 0x0f, (head & 0x70) == 0x40, this.in.readNBytes((int) length));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read the next text frame.
	 * @return what is in it
	 */
	JsonNode next() {
		Frame frame = read();
		if (frame.opcode() != TEXT) {
			throw new AssertionError("Frame with opcode " + frame.opcode());
		}
		return Json.parse(frame.text());
	}

	/**
	 * Read until there is a close frame or no more.
	 * @return its code; -1 if the connection ended without one
	 */
	int readCloseCode() {
		while (true) {
			try {
				Frame frame = read();
				if (frame.opcode() == CLOSE) {
					return ((frame.payload()[0] & 0xff) << 8) | (frame.payload()[1] & 0xff);
				}
			}
			catch (UncheckedIOException ex) {
				if (ex.getCause() instanceof EOFException || ex.getCause() instanceof SocketException) {
					return -1;
				}
				throw ex;
			}
		}
	}

	/**
	 * Read all there is until the server ends the connection.
	 * @return the bytes
	 */
	byte[] readToEnd() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		try {
			int count = this.in.read(buffer);
			while (count >= 0) {
				out.write(buffer, 0, count);
				count = this.in.read(buffer);
			}
		}
		catch (SocketException ex) {
			// A reset is an end, too
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toByteArray();
	}

	/**
	 * Vanish: the peer gets a reset.
	 */
	void reset() {
		try {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private String readHead() {
		StringBuilder head = new StringBuilder();
		try {
			while (head.indexOf("\r\n\r\n") < 0) {
				head.append((char) this.in.readUnsignedByte());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return head.toString();
	}

	/**
	 * A frame from the server.
	 *
	 * @param opcode the kind
	 * @param compressed whether it says that it is compressed
	 * @param payload the payload
	 */
	record Frame(int opcode, boolean compressed, byte[] payload) {

		String text() {
			return new String(this.payload, StandardCharsets.UTF_8);
		}

	}

}
