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
import java.util.Collection;
import java.util.function.Function;
import java.util.function.IntSupplier;

import com.lattestream.PayloadTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * What counts in a channel: what its policy says, or else what the settings of the hub
 * say.
 */
public final class ChannelRules {

	private final HubSettings settings;

	private final ChannelPolicies policies;

	ChannelRules(HubSettings settings, ChannelPolicies policies) {
		this.settings = settings;
		this.policies = policies;
	}

	/**
	 * Check the size of an event. The limits of dialects and adapters are for them to
	 * check.
	 * @param channels the names of its channels
	 * @param size the size of its data in bytes, before encryption; asked for where there
	 * is a limit
	 * @throws PayloadTooLargeException if that is too much for one of the channels
	 */
	public void checkEventData(Collection<String> channels, IntSupplier size) {
		for (String channel : channels) {
			Integer limit = limit(channel, ChannelPolicy.Limits::eventData);
			if (limit != null && size.getAsInt() > limit) {
				throw new PayloadTooLargeException(size.getAsInt(), limit);
			}
		}
	}

	int eventData(String channel, int general) {
		Integer limit = limit(channel, ChannelPolicy.Limits::eventData);
		return (limit != null) ? Math.min(limit, general) : general;
	}

	int members(String channel) {
		Integer limit = limit(channel, ChannelPolicy.Limits::members);
		return (limit != null) ? limit : this.settings.limits().members();
	}

	Duration presenceGrace(String channel) {
		return get(channel, ChannelPolicy::presenceGrace, this.settings.presenceGrace());
	}

	Duration cacheTtl(String channel) {
		return get(channel, ChannelPolicy::cacheTtl, this.settings.cacheTtl());
	}

	Duration batchWindow(String channel) {
		return get(channel, ChannelPolicy::batchWindow, Duration.ZERO);
	}

	boolean allowClientEvents(String channel) {
		return get(channel, ChannelPolicy::clientEvents, this.settings.clientEvents());
	}

	/**
	 * Count an event of a client, typing included: in its channel alone if the policy has
	 * a limit, with those of all other channels if not.
	 * @param subscription the client's place in the channel
	 * @return why it may not be sent, or {@code null} if it may
	 */
	@Nullable String countClientEvent(Subscription subscription) {
		Connection connection = subscription.connection();
		Integer limit = limit(subscription.channel(), ChannelPolicy.Limits::clientEventsPerSecond);
		boolean allowed = (limit != null) ? subscription.mayPublish(limit) : connection.mayPublish();
		int perSecond = (limit != null) ? limit : this.settings.limits().clientEventsPerSecond();
		return (!allowed) ? "Too many client events: " + perSecond + " a second are allowed" : null;
	}

	private @Nullable Integer limit(String channel, Function<ChannelPolicy.Limits, @Nullable Integer> limit) {
		ChannelPolicy policy = this.policies.policy(channel);
		return (policy != null) ? limit.apply(policy.limits()) : null;
	}

	private <T> T get(String channel, Function<ChannelPolicy, @Nullable T> property, T general) {
		ChannelPolicy policy = this.policies.policy(channel);
		T special = (policy != null) ? property.apply(policy) : null;
		return (special != null) ? special : general;
	}

}
