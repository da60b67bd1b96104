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

import java.util.List;

import com.lattestream.broker.Member;
import com.lattestream.broker.Publication;

/**
 * Several listeners as one.
 */
final class HubListeners implements HubListener {

	private final List<HubListener> listeners;

	HubListeners(List<HubListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void channelOccupied(String channel) {
		this.listeners.forEach((listener) -> listener.channelOccupied(channel));
	}

	@Override
	public void channelVacated(String channel) {
		this.listeners.forEach((listener) -> listener.channelVacated(channel));
	}

	@Override
	public void subscriptionCountChanged(String channel, int count) {
		this.listeners.forEach((listener) -> listener.subscriptionCountChanged(channel, count));
	}

	@Override
	public void memberAdded(String channel, Member member) {
		this.listeners.forEach((listener) -> listener.memberAdded(channel, member));
	}

	@Override
	public void memberRemoved(String channel, Member member) {
		this.listeners.forEach((listener) -> listener.memberRemoved(channel, member));
	}

	@Override
	public void clientEvent(Publication publication) {
		this.listeners.forEach((listener) -> listener.clientEvent(publication));
	}

}
