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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import com.lattestream.broker.Broker;
import com.lattestream.broker.Publication;
import reactor.core.publisher.Mono;

/**
 * Brokers of several nodes: what is published through one arrives at all of them.
 */
final class LinkedBrokers {

	private final List<Function<Publication, Mono<Integer>>> receivers = new ArrayList<>();

	/**
	 * Return a broker for another node.
	 * @return the broker
	 */
	Broker next() {
		return new Broker() {

			@Override
			public void start(Function<Publication, Mono<Integer>> receiver) {
				LinkedBrokers.this.receivers.add(receiver);
			}

			@Override
			public Mono<Integer> publish(Publication publication) {
				return Mono.fromRunnable(
						() -> LinkedBrokers.this.receivers.forEach((receiver) -> receiver.apply(publication)));
			}

			@Override
			public Mono<Void> subscribe(String channel) {
				return Mono.empty();
			}

			@Override
			public Mono<Void> unsubscribe(String channel) {
				return Mono.empty();
			}

		};
	}

}
