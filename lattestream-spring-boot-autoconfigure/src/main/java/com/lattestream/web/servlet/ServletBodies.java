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

	/** In bytes. */
	private static final int PATIENCE = 2 * 1024 * 1024;

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
		swallow(request);
		return null;
	}

	/**
	 * Read the rest of a body that is too large. Jetty closes the connection behind an
	 * answer that comes before: who still sends does not see it, and whoever keeps the
	 * connection for the next request fails with that. Tomcat is as patient by default.
	 * @param request the request
	 * @throws IOException if the client does not send it
	 */
	static void swallow(HttpServletRequest request) throws IOException {
		InputStream input = request.getInputStream();
		byte[] piece = new byte[8192];
		int size = 0;
		for (int left = PATIENCE; left > 0 && size >= 0; left -= size) {
			size = input.read(piece);
		}
	}

}
