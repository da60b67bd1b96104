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

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.ee11.servlet.ServletApiRequest;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.WebUtils;

/**
 * The connection of a request in Jetty.
 */
final class JettyConnection implements ContainerConnection {

	private final EndPoint endPoint;

	private JettyConnection(EndPoint endPoint) {
		this.endPoint = endPoint;
	}

	static @Nullable JettyConnection of(HttpServletRequest request) {
		ServletApiRequest nativeRequest = WebUtils.getNativeRequest(request, ServletApiRequest.class);
		return (nativeRequest != null)
				? new JettyConnection(nativeRequest.getRequest().getConnectionMetaData().getConnection().getEndPoint())
				: null;
	}

	@Override
	public void keepOpen() {
		this.endPoint.setIdleTimeout(0);
	}

	@Override
	public void abort() {
		this.endPoint.close();
	}

}
