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

import java.io.EOFException;

import jakarta.servlet.http.WebConnection;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Takes sockets over from Tomcat, as its own WebSockets do. By the Servlet API alone
 * there is no way to close one whose client neither reads nor writes, nor to read later
 * than at once. Made by Tomcat.
 */
public final class TomcatWebSocketUpgrade implements InternalHttpUpgradeHandler {

	private UpgradedSocket.@Nullable Opener opener;

	private @Nullable SocketWrapperBase<?> wrapper;

	private UpgradedSocket.@Nullable Listener listener;

	/**
	 * Tell what to do with the socket.
	 * @param opener takes it
	 */
	void prepare(UpgradedSocket.Opener opener) {
		this.opener = opener;
	}

	@Override
	public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
		this.wrapper = wrapper;
	}

	@Override
	public void init(WebConnection connection) {
		Assert.state(this.opener != null && this.wrapper != null, "Not prepared");
		UpgradedSocket.Listener opened = this.opener.open(new TomcatSocket(this.wrapper));
		this.listener = opened;
		opened.writable();
		// Something may have come together with the request
		opened.readable();
	}

	/**
	 * Pass an event on. Never close the socket here: it may be in use on the lane, and
	 * Tomcat would give its parts to another one.
	 */
	@Override
	public SocketState upgradeDispatch(SocketEvent event) {
		if (this.listener != null) {
			switch (event) {
				case OPEN_READ -> this.listener.readable();
				case OPEN_WRITE -> this.listener.writable();
				default -> this.listener.failed(new EOFException("Tomcat reports " + event));
			}
		}
		return SocketState.ASYNC_IO;
	}

	@Override
	public boolean hasAsyncIO() {
		// We ask for the next event when we want it
		return true;
	}

	@Override
	public void timeoutAsync(long now) {
	}

	@Override
	public void setSslSupport(@Nullable SSLSupport sslSupport) {
	}

	@Override
	public void pause() {
	}

	/**
	 * Tomcat has closed the socket, or we did.
	 */
	@Override
	public void destroy() {
		if (this.listener != null) {
			this.listener.failed(new EOFException("Closed"));
		}
	}

}
