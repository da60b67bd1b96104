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

import com.lattestream.broker.OccupancyListener;

/**
 * Passes on how many subscriptions channels have on all nodes: to listeners of the hub
 * what one node of all is to tell, and to subscribers what concerns them.
 */
final class ChannelOccupancy implements OccupancyListener {

	private final HubListener listener;

	private final SubscriptionCounts counts;

	ChannelOccupancy(HubListener listener, SubscriptionCounts counts) {
		this.listener = listener;
		this.counts = counts;
	}

	@Override
	public void occupied(String channel) {
		this.listener.channelOccupied(channel);
	}

	@Override
	public void vacated(String channel) {
		this.listener.channelVacated(channel);
	}

	@Override
	public void counted(String channel, int count) {
		this.listener.subscriptionCountChanged(channel, count);
	}

	@Override
	public void changed(String channel, int count) {
		this.counts.changed(channel, count);
	}

}
