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

package com.lattestream.broker;

import reactor.core.publisher.Mono;

/**
 * A broker for one node: hands every publication to that node on the publisher's thread.
 * The order of a channel is that in which the listener takes its publications.
 */
public final class InMemoryBroker implements Broker {

	private BrokerListener listener = (publication) -> Mono.just(0);

	@Override
	public void start(BrokerListener listener) {
		this.listener = listener;
	}

	@Override
	public Mono<Integer> publish(Publication publication) {
		return Mono.defer(() -> this.listener.received(publication));
	}

	@Override
	public Mono<Void> subscribe(String channel) {
		return Mono.empty();
	}

	@Override
	public Mono<Void> unsubscribe(String channel) {
		return Mono.empty();
	}

}
