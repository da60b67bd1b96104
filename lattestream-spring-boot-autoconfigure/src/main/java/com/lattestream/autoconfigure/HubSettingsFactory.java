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

package com.lattestream.autoconfigure;

import com.lattestream.ChannelName;
import com.lattestream.hub.HubSettings;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Turns properties into settings of the hub.
 */
final class HubSettingsFactory {

	private HubSettingsFactory() {
	}

	static HubSettings create(LatteStreamProperties.Hub hub) {
		return new HubSettings(limits(hub), hub.getWebsocket().getAuthenticationTimeout(), hub.getActivityTimeout(),
				hub.getPongTimeout(), hub.getSse().getHeartbeat(), hub.getShutdown().getSpread(),
				hub.getClientEvents().isEnabled());
	}

	private static HubSettings.Limits limits(LatteStreamProperties.Hub hub) {
		LatteStreamProperties.Limits limits = hub.getLimits();
		int channelName = limits.getChannelName();
		if (channelName < 1 || channelName > ChannelName.MAX_LENGTH) {
			throw new InvalidConfigurationPropertyValueException("lattestream.hub.limits.channel-name", channelName,
					"Channel names have 1 to " + ChannelName.MAX_LENGTH + " characters.");
		}
		// No setting of the hub, but a limit all the same
		bytes("limits.request-size", limits.getRequestSize());
		return new HubSettings.Limits(limits.getConnections(), limits.getSubscriptions(),
				bytes("limits.message-size", limits.getMessageSize()), limits.getNestingDepth(), channelName,
				bytes("limits.event-data", limits.getEventData()),
				bytes("limits.pusher-event-data", limits.getPusherEventData()), hub.getPresence().getMaxMembers(),
				bytes("presence.max-member-size", hub.getPresence().getMaxMemberSize()),
				hub.getClientEvents().getMaxPerSecond(), limits.getPendingMessages(),
				hub.getSlowConsumer().getMaxMessages(),
				bytes("slow-consumer.max-bytes", hub.getSlowConsumer().getMaxBytes()));
	}

	private static int bytes(String property, DataSize size) {
		long bytes = size.toBytes();
		if (bytes < 0 || bytes > Integer.MAX_VALUE) {
			throw new InvalidConfigurationPropertyValueException("lattestream.hub." + property, size,
					"Sizes have 0 to " + Integer.MAX_VALUE + " bytes.");
		}
		return (int) bytes;
	}

}
