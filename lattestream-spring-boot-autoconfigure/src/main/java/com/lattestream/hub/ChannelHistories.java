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

import com.lattestream.StreamPosition;
import com.lattestream.broker.Broker;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.HistoryStore;
import com.lattestream.broker.Publication;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The histories of channels: keeps what servers and clients publish there, as far as the
 * policies say so. What is for no channel is never kept.
 */
final class ChannelHistories {

	private static final PublicationReceipt UNKNOWN = new PublicationReceipt(null, null);

	private final ChannelPolicies policies;

	private final HistoryStore store;

	private final Broker broker;

	ChannelHistories(ChannelPolicies policies, HistoryStore store, Broker broker) {
		this.policies = policies;
		this.store = store;
		this.broker = broker;
	}

	/**
	 * Publish an event. If its channel has a history, it is kept there.
	 * @param publication the event
	 * @return what is known of it then; never empty
	 */
	Mono<PublicationReceipt> publish(Publication publication) {
		HistoryRetention retention = retention(publication.channel());
		return (retention != null)
				? this.store.publish(publication, retention, this.broker::publish)
					.map((receipt) -> new PublicationReceipt(receipt.reached(), receipt.position()))
				: this.broker.publish(publication)
					.map((reached) -> new PublicationReceipt(reached, null))
					.defaultIfEmpty(UNKNOWN);
	}

	/**
	 * Return the events of a channel after a position.
	 * @param channel the name of the channel
	 * @param since the position; {@code null} for that before the oldest event
	 * @param limit how many events to return at most
	 * @return the events; empty if the channel has no history
	 */
	Mono<HistoryPage> read(String channel, @Nullable StreamPosition since, int limit) {
		return (retention(channel) != null) ? this.store.history(channel, since, limit) : Mono.empty();
	}

	/**
	 * Return whether a channel has a history.
	 * @param channel the name of the channel
	 * @return whether it has
	 */
	boolean has(String channel) {
		return retention(channel) != null;
	}

	/**
	 * Return whether clients may ask for the last events of a channel.
	 * @param channel the name of the channel
	 * @return whether they may
	 */
	boolean mayRewind(String channel) {
		return this.policies.mayRewind(channel);
	}

	private @Nullable HistoryRetention retention(String channel) {
		return (Address.parse(channel) == null) ? this.policies.history(channel) : null;
	}

}
