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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A socket behind the head of a response in chunks (RFC 9112, section 7.1), which go on
 * to be made here: each write is one, and one without content is the end.
 */
final class ChunkedSocket implements UpgradedSocket {

	private static final Log logger = LogFactory.getLog(ChunkedSocket.class);

	private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	private final UpgradedSocket socket;

	/**
	 * Create one.
	 * @param socket the socket itself
	 */
	ChunkedSocket(UpgradedSocket socket) {
		this.socket = socket;
	}

	@Override
	public int read(byte[] target) throws IOException {
		return this.socket.read(target);
	}

	@Override
	public boolean isReady() throws IOException {
		return this.socket.isReady();
	}

	@Override
	public void write(byte[] bytes) throws IOException {
		byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
		ByteBuffer chunk = ByteBuffer.allocate(size.length + bytes.length + 2);
		chunk.put(size).put(bytes).put((byte) '\r').put((byte) '\n');
		this.socket.write(chunk.array());
	}

	/**
	 * End the response, if the client has read all of it, and close the socket.
	 */
	@Override
	public void close() {
		try {
			if (this.socket.isReady()) {
				this.socket.write(LAST);
				this.socket.isReady();
			}
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("A client is gone", ex);
		}
		this.socket.close();
	}

}
