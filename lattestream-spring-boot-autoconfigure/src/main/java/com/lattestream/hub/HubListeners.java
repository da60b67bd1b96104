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
import java.util.List;
import java.util.function.Consumer;

import com.lattestream.ConnectionInfo;
import com.lattestream.broker.Member;
import com.lattestream.broker.Publication;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Several listeners as one. One that fails stops neither the others nor the hub.
 */
final class HubListeners implements HubListener {

	private static final Log logger = LogFactory.getLog(HubListeners.class);

	private final List<HubListener> listeners;

	HubListeners(List<HubListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void connectionOpened(ConnectionInfo connection) {
		each((listener) -> listener.connectionOpened(connection));
	}

	@Override
	public void connectionClosed(ConnectionInfo connection, @Nullable Integer code, String reason, Duration duration) {
		each((listener) -> listener.connectionClosed(connection, code, reason, duration));
	}

	@Override
	public void subscriptionSucceeded(String socketId, @Nullable String userId, String channel) {
		each((listener) -> listener.subscriptionSucceeded(socketId, userId, channel));
	}

	@Override
	public void subscriptionDenied(String socketId, @Nullable String userId, String channel, String reason) {
		each((listener) -> listener.subscriptionDenied(socketId, userId, channel, reason));
	}

	@Override
	public void channelOccupied(String channel) {
		each((listener) -> listener.channelOccupied(channel));
	}

	@Override
	public void channelVacated(String channel) {
		each((listener) -> listener.channelVacated(channel));
	}

	@Override
	public void subscriptionCountChanged(String channel, int count) {
		each((listener) -> listener.subscriptionCountChanged(channel, count));
	}

	@Override
	public void cacheMissed(String channel) {
		each((listener) -> listener.cacheMissed(channel));
	}

	@Override
	public void memberAdded(String channel, Member member) {
		each((listener) -> listener.memberAdded(channel, member));
	}

	@Override
	public void memberRemoved(String channel, Member member) {
		each((listener) -> listener.memberRemoved(channel, member));
	}

	@Override
	public void clientEvent(Publication publication) {
		each((listener) -> listener.clientEvent(publication));
	}

	private void each(Consumer<HubListener> call) {
		for (HubListener listener : this.listeners) {
			try {
				call.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.error("A listener of the hub failed", ex);
			}
		}
	}

}
