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
import java.util.List;
import java.util.stream.Stream;

import com.lattestream.web.ApiResponse;
import com.lattestream.web.WebhookEndpoint;
import com.lattestream.web.WebhookReceipt;
import com.lattestream.webhook.WebhookVerifier;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Takes webhooks in on their paths. What is not genuine ends here, whatever its method;
 * what is goes on to the application's own controller, with the body to be read again, or
 * is answered here if there is none.
 */
public final class ServletWebhookFilter extends OncePerRequestFilter implements Ordered {

	/** Right behind Spring Security, which has the first say. */
	private static final int ORDER = -99;

	private final WebhookEndpoint endpoint;

	private final List<PathPattern> paths;

	private final ControllerLookup controllers;

	/**
	 * Create a filter.
	 * @param endpoint takes the webhooks
	 * @param paths the patterns of the paths that they come on
	 * @param controllers knows whether there is a controller
	 */
	public ServletWebhookFilter(WebhookEndpoint endpoint, List<String> paths, ControllerLookup controllers) {
		this.endpoint = endpoint;
		// A filter behind this one may take a slash away
		this.paths = paths.stream()
			.flatMap((path) -> path.endsWith("/") ? Stream.of(path) : Stream.of(path, path + "/"))
			.map(PathPatternParser.defaultInstance::parse)
			.toList();
		this.controllers = controllers;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		PathContainer path = ServletPaths.parse(request).pathWithinApplication();
		return this.paths.stream().noneMatch((pattern) -> pattern.matches(path));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (!HttpMethod.POST.matches(request.getMethod())) {
			ServletResponses.methodNotAllowed(response, HttpMethod.POST);
			return;
		}
		byte[] body = ServletBodies.read(request, this.endpoint.maxSize());
		if (body == null) {
			ServletResponses.write(response, this.endpoint.tooLarge());
			return;
		}
		WebhookReceipt receipt = ServletResponses
			.await(this.endpoint.receive(request.getHeader(WebhookVerifier.LATTESTREAM_SIGNATURE),
					request.getHeader(WebhookVerifier.PUSHER_SIGNATURE), body));
		if (receipt == null) {
			ServletResponses.write(response, ApiResponse.unavailable());
			return;
		}
		HttpServletRequest readable = new ReadableRequest(request, body);
		if (receipt.isForController() && this.controllers.hasController(readable)) {
			chain.doFilter(readable, response);
			answered(readable, response, receipt);
		}
		else {
			ServletResponses.write(response, receipt.response());
		}
	}

	/**
	 * A controller that answers later has not done so yet.
	 */
	private static void answered(HttpServletRequest request, HttpServletResponse response, WebhookReceipt receipt) {
		if (request.isAsyncStarted()) {
			request.getAsyncContext().addListener(new Answered(receipt), request, response);
		}
		else {
			receipt.controllerAnswered(response.getStatus());
		}
	}

	/**
	 * Tells the receipt how the controller answered in the end.
	 *
	 * @param receipt the receipt
	 */
	private record Answered(WebhookReceipt receipt) implements AsyncListener {

		@Override
		public void onComplete(AsyncEvent event) {
			if (event.getSuppliedResponse() instanceof HttpServletResponse response) {
				this.receipt.controllerAnswered(response.getStatus());
			}
		}

		@Override
		public void onTimeout(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this, event.getSuppliedRequest(), event.getSuppliedResponse());
		}

	}

}
