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
		if (request.getContentLengthLong() > maxSize) {
			return null;
		}
		byte[] body = request.getInputStream().readNBytes(maxSize);
		boolean atEnd = body.length < maxSize || request.getInputStream().read() < 0;
		return atEnd ? body : null;
	}

}
