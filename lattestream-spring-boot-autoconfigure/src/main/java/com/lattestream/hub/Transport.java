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

package com.lattestream.hub;

import java.time.Duration;

import com.lattestream.TransportType;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.EncodedFrame;

/**
 * The way out of a connection, made by a web adapter. There is no way in: the adapter
 * tells the {@link Connection} what came. All methods are called on the connection's lane
 * and do not block.
 */
public interface Transport {

	/**
	 * How long a close may take. Then the socket is closed, whether or not the client has
	 * read all.
	 */
	Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

	/**
	 * Return the type.
	 * @return the type
	 */
	TransportType type();

	/**
	 * Return whether a frame written now would leave without piling up.
	 * @return whether it would; if not, and a {@link #flush()} does not change it,
	 * {@link Connection#writable()} is called later
	 */
	boolean isWritable();

	/**
	 * Write a frame. It may stay here until {@link #flush()}.
	 * @param frame the frame
	 */
	void write(EncodedFrame frame);

	/**
	 * Write frames that leave together. They may stay here until {@link #flush()}.
	 * @param frames the frames
	 */
	default void write(JoinedFrames frames) {
		frames.forEach(this::write);
	}

	/**
	 * Send what was written.
	 */
	void flush();

	/**
	 * Ask for or give a sign of life below the protocol: a native ping, a comment line.
	 */
	void ping();

	/**
	 * Close the connection. It ends even when the client does not read, after
	 * {@link #CLOSE_TIMEOUT} at the latest; {@link Connection#closed()} follows.
	 * @param code why
	 * @param reason why, in words
	 */
	void close(CloseCode code, String reason);

}
