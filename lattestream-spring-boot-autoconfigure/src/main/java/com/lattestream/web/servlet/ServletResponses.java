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
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.lattestream.web.ApiResponse;
import com.lattestream.web.ClientScript;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.context.request.ServletWebRequest;

/**
 * Writes answers to servlet responses. Nothing is left to the container's error pages:
 * what they show, and whether they are shown, is up to the application.
 */
final class ServletResponses {

	private static final Log logger = LogFactory.getLog(ServletResponses.class);

	/** As long as containers wait for asynchronous requests unless they are told. */
	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private ServletResponses() {
	}

	/**
	 * Write an answer once it is there. The thread of the request waits for it, as it
	 * does for any answer of Spring MVC: filters find a response that is complete.
	 * @param response the response
	 * @param answer the answer
	 */
	static void write(HttpServletResponse response, Mono<ApiResponse> answer) {
		ApiResponse known = await(answer);
		write(response, (known != null) ? known : ApiResponse.unavailable());
	}

	/**
	 * Wait for something that belongs to an answer, but not for ever.
	 * @param <T> its type
	 * @param value what to wait for
	 * @return the value; {@code null} if there is none, or none in time
	 */
	static <T> @Nullable T await(Mono<T> value) {
		return value.timeout(TIMEOUT, Mono.empty()).block();
	}

	static void write(HttpServletResponse response, ApiResponse answer) {
		response.setStatus(answer.status());
		response.setContentType(answer.contentType());
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		write(response, answer.body().getBytes(StandardCharsets.UTF_8));
	}

	static void write(HttpServletRequest request, HttpServletResponse response, ClientScript script) {
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
		if (!new ServletWebRequest(request, response).checkNotModified(script.etag())) {
			response.setContentType(script.contentType());
			write(response, script.content());
		}
	}

	static void methodNotAllowed(HttpServletResponse response, HttpMethod allowed) {
		response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
		response.setHeader(HttpHeaders.ALLOW, allowed.name());
	}

	private static void write(HttpServletResponse response, byte[] bytes) {
		response.setContentLength(bytes.length);
		try {
			response.getOutputStream().write(bytes);
		}
		catch (IOException ex) {
			// Nothing that anybody could do something about
			logger.debug("A client went away before it had its answer", ex);
		}
	}

}
