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

package com.lattestream.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.lattestream.StreamPosition;
import com.lattestream.TriggerRequest;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.hub.PublicationReceipt;
import com.lattestream.protocol.Dialect;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishes events that came in through a REST API and tells what became of them.
 */
final class ApiPublisher {

	private final LatteStreamHub hub;

	private final ApiChannels channels;

	private final Dialect dialect;

	ApiPublisher(LatteStreamHub hub, ApiChannels channels, Dialect dialect) {
		this.hub = hub;
		this.channels = channels;
		this.dialect = dialect;
	}

	/**
	 * Publish one event.
	 * @param event the event
	 * @return the answer: in Pusher's dialect the attributes asked for, in LatteStream's
	 * the event too; in both the positions in channels with a history
	 */
	Mono<String> publish(ApiEvent event) {
		return carry(event).flatMap(this::describe);
	}

	/**
	 * Publish events in their order.
	 * @param events the events
	 * @return the answer, with an object for each event if there is something to tell
	 */
	Mono<String> publish(List<ApiEvent> events) {
		return Flux.fromIterable(events).concatMap(this::carry).collectList().flatMap((carried) -> {
			if (this.dialect == Dialect.PUSHER && carried.stream().noneMatch(Carried::isToBeDescribed)) {
				return Mono.just("{}");
			}
			return Flux.fromIterable(carried)
				.concatMap(this::describeInBatch)
				.collectList()
				.map((results) -> "{\"batch\":[" + String.join(",", results) + "]}");
		});
	}

	private Mono<Carried> carry(ApiEvent event) {
		return Flux.fromIterable(event.channels())
			.flatMap((channel) -> this.hub.publish(event.toPublication(channel))
				.mapNotNull(PublicationReceipt::position)
				.map((position) -> Map.entry(channel, position)), TriggerRequest.MAX_CHANNELS)
			.collectMap(Map.Entry::getKey, Map.Entry::getValue)
			.map((positions) -> new Carried(event, positions));
	}

	private Mono<String> describe(Carried carried) {
		ApiEvent event = carried.event();
		List<String> channels = event.channels();
		return Flux.fromIterable(event.attributes().isEmpty() ? List.of() : channels)
			.concatMap((channel) -> this.channels.attributes(channel, event.attributes())
				.map((fields) -> Json.quote(channel) + ":" + ApiChannels.object(fields)))
			.collectList()
			.map((attributes) -> {
				List<String> fields = new ArrayList<>(5);
				if (this.dialect == Dialect.LATTESTREAM) {
					fields.add("\"channels\":[" + String.join(",", channels.stream().map(Json::quote).toList()) + "]");
					fields.add("\"event\":" + Json.quote(event.event()));
					fields.add("\"triggered\":" + channels.size());
				}
				if (!attributes.isEmpty()) {
					String name = (this.dialect == Dialect.LATTESTREAM) ? "\"info\":" : "\"channels\":";
					fields.add(name + ApiChannels.object(attributes));
				}
				carried.addPositions(fields);
				return ApiChannels.object(fields);
			});
	}

	/**
	 * In a batch, Pusher's events have one channel each, and so no need to name it.
	 */
	private Mono<String> describeInBatch(Carried carried) {
		if (this.dialect == Dialect.LATTESTREAM) {
			return describe(carried);
		}
		ApiEvent event = carried.event();
		return this.channels.attributes(event.channels().get(0), event.attributes())
			.doOnNext(carried::addPositions)
			.map(ApiChannels::object);
	}

	/**
	 * An event that was published.
	 *
	 * @param event the event
	 * @param positions its positions in the channels that have a history
	 */
	private record Carried(ApiEvent event, Map<String, StreamPosition> positions) {

		boolean isToBeDescribed() {
			return !this.positions.isEmpty() || !this.event.attributes().isEmpty();
		}

		void addPositions(List<String> fields) {
			if (!this.positions.isEmpty()) {
				fields.add("\"positions\":" + ApiHistory.positions(this.event.channels(), this.positions));
			}
		}

	}

}
