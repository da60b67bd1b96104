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

import com.lattestream.broker.Broker;
import com.lattestream.broker.BrokerListener;
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.Publication;
import reactor.core.publisher.Mono;

/**
 * A broker whose listener can be told what a broker of many nodes would tell it.
 */
final class ListeningBroker implements Broker {

	private final InMemoryBroker broker = new InMemoryBroker();

	private BrokerListener listener;

	@Override
	public void start(BrokerListener listener) {
		this.listener = listener;
		this.broker.start(listener);
	}

	@Override
	public Mono<Integer> publish(Publication publication) {
		return this.broker.publish(publication);
	}

	@Override
	public Mono<Void> subscribe(String channel) {
		return this.broker.subscribe(channel);
	}

	@Override
	public Mono<Void> unsubscribe(String channel) {
		return this.broker.unsubscribe(channel);
	}

	BrokerListener listener() {
		return this.listener;
	}

}
