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
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.Publication;
import reactor.core.publisher.Mono;

/**
 * A broker behind a {@link Gate}. Keeps what it was asked.
 */
final class GatedBroker implements Broker {

	private final InMemoryBroker broker = new InMemoryBroker();

	private final Gate gate = new Gate();

	private final List<String> calls = new ArrayList<>();

	@Override
	public void start(BrokerListener listener) {
		this.broker.start(listener);
	}

	@Override
	public Mono<Integer> publish(Publication publication) {
		return this.gate.pass(record("publish " + publication.event()).then(this.broker.publish(publication)));
	}

	@Override
	public Mono<Void> subscribe(String channel) {
		return this.gate.pass(record("subscribe " + channel));
	}

	@Override
	public Mono<Void> unsubscribe(String channel) {
		return this.gate.pass(record("unsubscribe " + channel));
	}

	private Mono<Void> record(String call) {
		return Mono.fromRunnable(() -> this.calls.add(call));
	}

	Gate gate() {
		return this.gate;
	}

	List<String> calls() {
		return this.calls;
	}

}
