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
import java.io.UncheckedIOException;

import jakarta.servlet.http.WebConnection;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Takes sockets over by the Servlet API alone. Made by the container.
 */
public final class ServletWebSocketUpgrade implements WebSocketUpgrade {

	private UpgradedSocket.@Nullable Opener opener;

	private @Nullable ContainerConnection container;

	@Override
	public void prepare(UpgradedSocket.Opener opener, ContainerConnection container) {
		this.opener = opener;
		this.container = container;
	}

	@Override
	public void init(WebConnection connection) {
		Assert.state(this.opener != null && this.container != null, "Not prepared");
		try {
			ServletSocket socket = new ServletSocket(connection, this.container);
			socket.start(this.opener.open(socket));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void destroy() {
	}

}
