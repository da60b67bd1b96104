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

import com.lattestream.broker.Broker;
import com.lattestream.broker.BrokerListener;
import com.lattestream.broker.Publication;
import reactor.core.publisher.Mono;

/**
 * Brokers of several nodes: what is published through one arrives at all of them.
 */
final class LinkedBrokers {

	private final List<BrokerListener> listeners = new ArrayList<>();

	/**
	 * Return a broker for another node.
	 * @return the broker
	 */
	Broker next() {
		return new Broker() {

			@Override
			public void start(BrokerListener listener) {
				LinkedBrokers.this.listeners.add(listener);
			}

			@Override
			public Mono<Integer> publish(Publication publication) {
				return Mono.fromRunnable(
						() -> LinkedBrokers.this.listeners.forEach((listener) -> listener.received(publication)));
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
