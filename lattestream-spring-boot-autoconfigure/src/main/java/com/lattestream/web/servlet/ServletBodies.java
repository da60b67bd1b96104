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
import java.io.InputStream;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of requests, so much of them at most.
 */
final class ServletBodies {

	private ServletBodies() {
	}

	/**
	 * Read a body as it was sent.
	 * @param request the request
	 * @param maxSize how many bytes it may have
	 * @return the bytes, none if there is no body; {@code null} if they are more
	 * @throws IOException if the client does not send it
	 */
	static byte @Nullable [] read(HttpServletRequest request, int maxSize) throws IOException {
		InputStream input = request.getInputStream();
		if (request.getContentLengthLong() <= maxSize) {
			byte[] body = input.readNBytes(maxSize);
			if (body.length < maxSize || input.read() < 0) {
				return body;
			}
		}
		swallow(input, maxSize);
		return null;
	}

	/**
	 * Who still sends does not see the answer if the connection is closed. As much again
	 * is patience enough.
	 */
	private static void swallow(InputStream input, int most) throws IOException {
		byte[] piece = new byte[8192];
		int size = 0;
		for (int left = most; left > 0 && size >= 0; left -= size) {
			size = input.read(piece);
		}
	}

}
