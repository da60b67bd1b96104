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
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import com.lattestream.ConnectionInfo;
import com.lattestream.broker.Member;
import com.lattestream.broker.Publication;

/**
 * Keeps what it is told.
 */
final class RecordingHubListener implements HubListener {

	private final List<String> events = new ArrayList<>();

	private final List<String> connections = new ArrayList<>();

	@Override
	public void connectionOpened(ConnectionInfo connection) {
		this.connections.add("opened " + connection.socketId() + " " + connection.userId());
	}

	@Override
	public void connectionClosed(ConnectionInfo connection, Integer code, String reason, Duration duration) {
		this.connections.add("closed " + connection.socketId() + " " + new TreeSet<>(connection.channels()) + " " + code
				+ " " + reason + " " + duration.toSeconds());
	}

	@Override
	public void subscriptionSucceeded(String socketId, String userId, String channel) {
		this.connections.add("subscribed " + socketId + " " + userId + " " + channel);
	}

	@Override
	public void subscriptionDenied(String socketId, String userId, String channel, String reason) {
		this.connections.add("denied " + socketId + " " + userId + " " + channel + " " + reason);
	}

	@Override
	public void channelOccupied(String channel) {
		this.events.add("occupied " + channel);
	}

	@Override
	public void channelVacated(String channel) {
		this.events.add("vacated " + channel);
	}

	@Override
	public void subscriptionCountChanged(String channel, int count) {
		this.events.add("count " + channel + " " + count);
	}

	@Override
	public void cacheMissed(String channel) {
		this.events.add("missed " + channel);
	}

	@Override
	public void memberAdded(String channel, Member member) {
		this.events.add("added " + channel + " " + member.userId());
	}

	@Override
	public void memberRemoved(String channel, Member member) {
		this.events.add("removed " + channel + " " + member.userId());
	}

	@Override
	public void clientEvent(Publication publication) {
		this.events.add("event " + publication.channel() + " " + publication.event() + " " + publication.data() + " "
				+ publication.excludedSocketId() + " " + publication.userId());
	}

	/**
	 * Take what happened to connections since the last time; not part of {@link #take()}.
	 * @return what happened
	 */
	List<String> takeConnections() {
		List<String> taken = List.copyOf(this.connections);
		this.connections.clear();
		return taken;
	}

	List<String> take() {
		List<String> taken = List.copyOf(this.events);
		this.events.clear();
		return taken;
	}

}
