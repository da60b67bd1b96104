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
import java.util.concurrent.atomic.AtomicReferenceArray;

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

	/** How many channels the policies are remembered of; a power of two. */
	private static final int REMEMBERED = 1024;

	/** The most specific first. */
	private final List<ChannelPolicy> policies;

	/** By hash: a channel takes the place of another one. */
	private final AtomicReferenceArray<@Nullable Known> known;

	/**
	 * Create policies.
	 * @param policies the policies, in any order
	 * @throws IllegalArgumentException if two of them are for the same channels
	 */
	public ChannelPolicies(List<ChannelPolicy> policies) {
		this.policies = policies.stream().sorted(Comparator.comparing(ChannelPolicy::pattern)).toList();
		this.known = new AtomicReferenceArray<>(policies.isEmpty() ? 0 : REMEMBERED);
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
		if (this.policies.isEmpty()) {
			return null;
		}
		// Asked several times for each publication, and patterns take a while
		int hash = channel.hashCode();
		int index = (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
		Known last = this.known.get(index);
		if (last != null && last.channel.equals(channel)) {
			return last.policy;
		}
		ChannelPolicy policy = find(channel);
		this.known.set(index, new Known(channel, policy));
		return policy;
	}

	private @Nullable ChannelPolicy find(String channel) {
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

	/**
	 * Return whether clients may ask for what is kept of a channel when they subscribe.
	 * @param channel the name of the channel
	 * @return whether they may; not if nothing is kept
	 */
	public boolean mayRewind(String channel) {
		ChannelPolicy policy = policy(channel);
		return policy != null && policy.history() != null && policy.rewind();
	}

	private record Known(String channel, @Nullable ChannelPolicy policy) {

	}

}
