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

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;

import com.lattestream.ChannelType;
import com.lattestream.StreamPosition;
import com.lattestream.broker.CacheStore;
import com.lattestream.broker.CachedPublication;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.FrameCodec;
import com.lattestream.protocol.ServerFrame;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The last events of cache channels: keeps what servers publish, and gives it to those
 * who subscribe later. Versions tell which events a new subscriber has by that, so each
 * comes to it once, from here or live.
 */
final class CachedEvents {

	static final Consumer<Subscription> NOTHING = (subscription) -> {
	};

	/** How many events are kept in encoded form; a power of two. */
	private static final int ENCODED = 32;

	private final CacheStore store;

	private final ChannelRules rules;

	private final Function<Publication, Mono<PublicationReceipt>> publisher;

	private final FrameCodec codec;

	private final HubListener listener;

	private final AtomicReferenceArray<@Nullable Encoded> encoded = new AtomicReferenceArray<>(ENCODED);

	CachedEvents(CacheStore store, ChannelRules rules, Function<Publication, Mono<PublicationReceipt>> publisher,
			FrameCodec codec, HubListener listener) {
		this.store = store;
		this.rules = rules;
		this.publisher = publisher;
		this.codec = codec;
		this.listener = listener;
	}

	/**
	 * Publish an event of a server. If it is for a cache channel it is kept there.
	 * @param publication the event
	 * @return what is known of it then; never empty
	 */
	Mono<PublicationReceipt> publish(Publication publication) {
		return ChannelType.isCache(publication.channel()) ? keep(publication) : this.publisher.apply(publication);
	}

	/**
	 * Return the last event of a channel.
	 * @param channel the name of the channel
	 * @return the event; empty if there is none or it is no cache channel
	 */
	Mono<CachedPublication> last(String channel) {
		return ChannelType.isCache(channel) ? this.store.last(channel) : Mono.empty();
	}

	/**
	 * Find out what a new subscriber of a channel gets first. To be called when events
	 * from now on will arrive.
	 * @param subscription the subscription; one that was acknowledged before gets nothing
	 * @return sends it; to be called on the subscriber's lane, after the acknowledgement
	 * and before anything else of the channel
	 */
	Mono<Consumer<Subscription>> greeting(Subscription subscription) {
		if (subscription.isAcknowledged() || !ChannelType.isCache(subscription.channel())) {
			return Mono.just(NOTHING);
		}
		return Mono.defer(() -> this.store.last(subscription.channel()))
			.map((cached) -> hit(cached.publication()))
			.defaultIfEmpty(this::missed);
	}

	private Mono<PublicationReceipt> keep(Publication publication) {
		return Mono.defer(() -> {
			AtomicReference<@Nullable StreamPosition> position = new AtomicReference<>();
			return this.store
				.publish(publication, this.rules.cacheTtl(publication.channel()),
						(kept) -> this.publisher.apply(kept)
							.doOnNext((receipt) -> position.set(receipt.position()))
							.mapNotNull(PublicationReceipt::reached))
				.singleOptional()
				.map((reached) -> new PublicationReceipt(reached.orElse(null), position.get()));
		});
	}

	private Consumer<Subscription> hit(Publication publication) {
		return (subscription) -> {
			Connection connection = subscription.connection();
			subscription.startAfter(publication.cacheVersion());
			connection.send(encoded(publication).frame(connection.dialect()));
		};
	}

	private void missed(Subscription subscription) {
		subscription.connection().send(new ServerFrame.CacheMiss(subscription.channel()));
		this.listener.cacheMissed(subscription.channel());
	}

	/**
	 * Many may subscribe to a channel before its next event.
	 */
	private Delivery encoded(Publication publication) {
		int index = publication.channel().hashCode() & (ENCODED - 1);
		Encoded known = this.encoded.get(index);
		if (known != null && known.publication.equals(publication)) {
			return known.delivery;
		}
		Encoded created = new Encoded(publication, Delivery.of(publication, this.codec));
		this.encoded.set(index, created);
		return created.delivery;
	}

	private record Encoded(Publication publication, Delivery delivery) {

	}

}
