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

import com.lattestream.ChannelName;
import com.lattestream.hub.HubSettings;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Turns properties into settings of the hub.
 */
final class HubSettingsFactory {

	private static final Duration SHORTEST_TYPING = Duration.ofMillis(100);

	private static final Duration LONGEST_TYPING = Duration.ofMinutes(1);

	private static final Duration LONGEST_CACHE_TTL = Duration.ofDays(30);

	private static final Duration LONGEST_BATCH_WINDOW = Duration.ofMillis(5);

	private static final Duration LONGEST_GRACE = Duration.ofMinutes(10);

	private HubSettingsFactory() {
	}

	static HubSettings create(LatteStreamProperties.Hub hub) {
		// No setting of the hub, but checked with them
		positive("tickets.ttl", hub.getTickets().getTtl());
		return new HubSettings(limits(hub),
				positive("websocket.authentication-timeout", hub.getWebsocket().getAuthenticationTimeout()),
				positive("activity-timeout", hub.getActivityTimeout()), positive("pong-timeout", hub.getPongTimeout()),
				positive("sse.heartbeat", hub.getSse().getHeartbeat()),
				notNegative("shutdown.spread", hub.getShutdown().getSpread()), hub.getClientEvents().isEnabled(),
				typingTtl(hub.getTypingTtl()), presenceGrace("presence.grace", hub.getPresence().getGrace()),
				cacheTtl("cache-ttl", hub.getCacheTtl()), hub.getSubscriptionCounts().isEnabled(),
				atLeast(1, "history.max-recovery", hub.getHistory().getMaxRecovery()));
	}

	private static HubSettings.Limits limits(LatteStreamProperties.Hub hub) {
		LatteStreamProperties.Limits limits = hub.getLimits();
		// No setting of the hub, but a limit all the same
		bytes("limits.request-size", limits.getRequestSize());
		return new HubSettings.Limits(atLeast(0, "limits.connections", limits.getConnections()),
				atLeast(1, "limits.subscriptions", limits.getSubscriptions()),
				bytes("limits.message-size", limits.getMessageSize()),
				atLeast(1, "limits.nesting-depth", limits.getNestingDepth()), channelName(limits.getChannelName()),
				bytes("limits.event-data", limits.getEventData()),
				bytes("limits.pusher-event-data", limits.getPusherEventData()),
				atLeast(1, "presence.max-members", hub.getPresence().getMaxMembers()),
				bytes("presence.max-member-size", hub.getPresence().getMaxMemberSize()),
				atLeast(1, "client-events.max-per-second", hub.getClientEvents().getMaxPerSecond()),
				atLeast(1, "limits.pending-messages", limits.getPendingMessages()),
				atLeast(1, "slow-consumer.max-messages", hub.getSlowConsumer().getMaxMessages()),
				bytes("slow-consumer.max-bytes", hub.getSlowConsumer().getMaxBytes()));
	}

	static int cacheMaxSize(LatteStreamProperties.Hub hub) {
		return bytes("cache-max-size", hub.getCacheMaxSize());
	}

	static int compressionMinSize(LatteStreamProperties.Hub hub) {
		return bytes("websocket.compression.min-size", hub.getWebsocket().getCompression().getMinSize());
	}

	static int historyMaxSize(LatteStreamProperties.Hub hub) {
		return bytes("history.max-size", hub.getHistory().getMaxSize());
	}

	static Duration presenceGrace(String property, Duration grace) {
		if (notNegative(property, grace).compareTo(LONGEST_GRACE) > 0) {
			throw invalid(property, grace, "It can be " + LONGEST_GRACE.toMinutes() + " minutes at most.");
		}
		return grace;
	}

	static Duration cacheTtl(String property, Duration ttl) {
		if (positive(property, ttl).compareTo(LONGEST_CACHE_TTL) > 0) {
			throw invalid(property, ttl, "It can be " + LONGEST_CACHE_TTL.toDays() + " days at most.");
		}
		return ttl;
	}

	static Duration batchWindow(String property, Duration window) {
		if (notNegative(property, window).compareTo(LONGEST_BATCH_WINDOW) > 0) {
			throw invalid(property, window, "It can be " + LONGEST_BATCH_WINDOW.toMillis() + " ms at most.");
		}
		return window;
	}

	private static int channelName(int length) {
		if (length < 1 || length > ChannelName.MAX_LENGTH) {
			throw invalid("limits.channel-name", length,
					"Channel names have 1 to " + ChannelName.MAX_LENGTH + " characters.");
		}
		return length;
	}

	private static Duration typingTtl(Duration ttl) {
		if (ttl.compareTo(SHORTEST_TYPING) < 0 || ttl.compareTo(LONGEST_TYPING) > 0) {
			throw invalid("typing-ttl", ttl,
					"It has to be " + SHORTEST_TYPING.toMillis() + " ms to " + LONGEST_TYPING.toSeconds() + " s.");
		}
		return ttl;
	}

	static int atLeast(int least, String property, int value) {
		if (value < least) {
			throw invalid(property, value, "It has to be at least " + least + ".");
		}
		return value;
	}

	static int bytes(String property, DataSize size) {
		long bytes = size.toBytes();
		if (bytes < 0 || bytes > Integer.MAX_VALUE) {
			throw invalid(property, size, "Sizes have 0 to " + Integer.MAX_VALUE + " bytes.");
		}
		return (int) bytes;
	}

	private static Duration positive(String property, Duration value) {
		if (value.isZero()) {
			throw invalid(property, value, "It has to be longer than nothing.");
		}
		return notNegative(property, value);
	}

	private static Duration notNegative(String property, Duration value) {
		if (value.isNegative()) {
			throw invalid(property, value, "It cannot be less than nothing.");
		}
		return value;
	}

	static InvalidConfigurationPropertyValueException invalid(String property, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException("lattestream.hub." + property, value, reason);
	}

}
