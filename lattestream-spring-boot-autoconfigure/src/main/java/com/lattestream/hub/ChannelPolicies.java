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

import java.util.Comparator;
import java.util.List;

import com.lattestream.broker.HistoryRetention;
import org.jspecify.annotations.Nullable;

/**
 * What is special about channels, by pattern. Of several patterns that match a channel,
 * the most specific one counts, and it counts alone: what its policy does not say is as
 * for channels without a policy.
 */
public final class ChannelPolicies {

	/** Nothing special about any channel. */
	public static final ChannelPolicies NONE = new ChannelPolicies(List.of());

	/** The most specific first. */
	private final List<ChannelPolicy> policies;

	/**
	 * Create policies.
	 * @param policies the policies, in any order
	 * @throws IllegalArgumentException if two of them are for the same channels
	 */
	public ChannelPolicies(List<ChannelPolicy> policies) {
		this.policies = policies.stream().sorted(Comparator.comparing(ChannelPolicy::pattern)).toList();
		for (int i = 0; i < policies.size(); i++) {
			for (ChannelPolicy other : policies.subList(0, i)) {
				if (other.pattern().isEquivalentTo(policies.get(i).pattern())) {
					throw new IllegalArgumentException("The patterns '" + other.pattern() + "' and '"
							+ policies.get(i).pattern() + "' match the same channels");
				}
			}
		}
	}

	/**
	 * Return the policy of a channel.
	 * @param channel the name of the channel
	 * @return the policy, or {@code null} if there is nothing special about it
	 */
	public @Nullable ChannelPolicy policy(String channel) {
		for (ChannelPolicy policy : this.policies) {
			if (policy.pattern().match(channel) != null) {
				return policy;
			}
		}
		return null;
	}

	/**
	 * Return how much of a channel is kept.
	 * @param channel the name of the channel
	 * @return how much, or {@code null} for nothing
	 */
	public @Nullable HistoryRetention history(String channel) {
		ChannelPolicy policy = policy(channel);
		return (policy != null) ? policy.history() : null;
	}

}
