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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.hub.ChannelPolicies;
import com.lattestream.hub.ChannelPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Turns properties into policies of channels.
 */
final class ChannelPoliciesFactory {

	private static final String HUB = "lattestream.hub.";

	private static final String PREFIX = HUB + "channels";

	private static final int LARGEST_SIZE = 10_000;

	private static final Duration LONGEST_TTL = Duration.ofDays(30);

	private ChannelPoliciesFactory() {
	}

	static ChannelPolicies create(LatteStreamProperties.Hub hub) {
		List<ChannelPolicy> policies = new ArrayList<>();
		for (LatteStreamProperties.Channel channel : hub.getChannels()) {
			String name = PREFIX + "[" + policies.size() + "]";
			ChannelPattern pattern = pattern(name, channel.getPattern());
			requireNew(pattern, name, policies);
			policies.add(policy(pattern, name, channel, hub));
		}
		return new ChannelPolicies(policies);
	}

	private static ChannelPolicy policy(ChannelPattern pattern, String name, LatteStreamProperties.Channel channel,
			LatteStreamProperties.Hub hub) {
		LatteStreamProperties.ChannelHistory history = channel.getHistory();
		HistoryRetention retention = history(name + ".history", history);
		if (retention == null && history.getRewind() != null) {
			throw new InvalidChannelPolicyException(
					"'" + name + ".history.rewind' is set but there is no history to rewind",
					"Set '" + name + ".history.size' and '" + name + ".history.ttl', too, such as '100' and '5m'.");
		}
		String property = name.substring(HUB.length());
		Duration grace = channel.getPresence().getGrace();
		Duration cacheTtl = channel.getCacheTtl();
		Duration window = channel.getBatchWindow();
		return new ChannelPolicy(pattern, retention, !Boolean.FALSE.equals(history.getRewind()),
				(grace != null) ? HubSettingsFactory.presenceGrace(property + ".presence.grace", grace) : null,
				(cacheTtl != null) ? HubSettingsFactory.cacheTtl(property + ".cache-ttl", cacheTtl) : null,
				channel.getClientEvents(), limits(property, channel, hub),
				(window != null) ? HubSettingsFactory.batchWindow(property + ".batch-window", window) : null);
	}

	private static ChannelPolicy.Limits limits(String property, LatteStreamProperties.Channel channel,
			LatteStreamProperties.Hub hub) {
		LatteStreamProperties.ChannelLimits limits = channel.getLimits();
		return new ChannelPolicy.Limits(
				atLeastOne(property + ".presence.max-members", channel.getPresence().getMaxMembers()),
				atLeastOne(property + ".limits.client-events-per-second", limits.getClientEventsPerSecond()),
				eventData(property + ".limits.event-data", limits.getEventData(), hub.getLimits().getEventData()));
	}

	private static @Nullable Integer atLeastOne(String property, @Nullable Integer value) {
		return (value != null) ? HubSettingsFactory.atLeast(1, property, value) : null;
	}

	private static @Nullable Integer eventData(String property, @Nullable DataSize size, DataSize general) {
		if (size == null) {
			return null;
		}
		if (size.compareTo(general) > 0) {
			throw HubSettingsFactory.invalid(property, size, "It can be no more than 'lattestream.hub.limits"
					+ ".event-data', which is " + general.toBytes() + " bytes.");
		}
		return HubSettingsFactory.bytes(property, size);
	}

	private static ChannelPattern pattern(String name, @Nullable String pattern) {
		if (pattern == null || pattern.isBlank()) {
			throw new InvalidChannelPolicyException("'" + name + "' does not say which channels it is for",
					"Set '" + name + ".pattern', such as 'private-orders-*'.");
		}
		try {
			return ChannelPattern.parse(pattern);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(name + ".pattern", pattern,
					"It is no pattern of channels: " + ex.getMessage() + ".");
		}
	}

	private static void requireNew(ChannelPattern pattern, String name, List<ChannelPolicy> policies) {
		for (int i = 0; i < policies.size(); i++) {
			if (policies.get(i).pattern().isEquivalentTo(pattern)) {
				throw new InvalidChannelPolicyException(
						"'" + PREFIX + "[" + i + "]' and '" + name + "' are for the same channels, '" + pattern + "'",
						"Put both together in one of them.");
			}
		}
	}

	private static @Nullable HistoryRetention history(String name, LatteStreamProperties.ChannelHistory history) {
		Integer size = history.getSize();
		Duration ttl = history.getTtl();
		if (size == null && ttl == null) {
			return null;
		}
		if (ttl == null) {
			throw new InvalidChannelPolicyException("'" + name + ".size' is set but '" + name + ".ttl' is not",
					"Set '" + name + ".ttl', too, such as '5m': channels that nobody publishes to any more would "
							+ "keep their events for ever. Or remove the size to keep none.");
		}
		if (size == null) {
			throw new InvalidChannelPolicyException("'" + name + ".ttl' is set but '" + name + ".size' is not",
					"Set '" + name + ".size', too, such as '100': busy channels would keep any number of events. "
							+ "Or remove the ttl to keep none.");
		}
		if (size < 1 || size > LARGEST_SIZE) {
			throw new InvalidConfigurationPropertyValueException(name + ".size", size,
					"It has to be 1 to " + LARGEST_SIZE + ".");
		}
		if (ttl.isZero() || ttl.isNegative() || ttl.compareTo(LONGEST_TTL) > 0) {
			throw new InvalidConfigurationPropertyValueException(name + ".ttl", ttl,
					"It has to be longer than nothing and " + LONGEST_TTL.toDays() + " days at most.");
		}
		return new HistoryRetention(size, ttl);
	}

}
