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

/**
 * A socket that has left HTTP. Nothing here makes anybody wait, and everything is for the
 * connection's lane.
 */
public interface UpgradedSocket extends NonBlockingSink {

	/**
	 * Read what has come.
	 * @param target takes the bytes
	 * @return how many there are; zero if there are none now and the listener will be
	 * told of more; negative if there will be no more
	 * @throws IOException if the socket is closed
	 */
	int read(byte[] target) throws IOException;

	/**
	 * Close the socket at once, whatever has not left yet.
	 */
	void close();

	/**
	 * Is told of a socket's state, on any thread. The first thing that it is told is that
	 * the socket is writable.
	 */
	interface Listener {

		/**
		 * There is something to read.
		 */
		void readable();

		/**
		 * The socket has taken what it was given.
		 */
		void writable();

		/**
		 * The socket is not good for anything any more.
		 * @param cause what happened
		 */
		void failed(Throwable cause);

	}

	/**
	 * Takes sockets that have left HTTP.
	 */
	interface Opener {

		/**
		 * Open a connection on a socket.
		 * @param socket the socket
		 * @return is told of the socket's state
		 */
		Listener open(UpgradedSocket socket);

	}

}
