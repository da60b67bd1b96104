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

package com.lattestream.benchmarks;

import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import com.lattestream.broker.Publication;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Callers that publish through a hub, as fast as it takes their events. Each publishes
 * its next one when its last one was taken.
 */
final class Publishers {

	private static final int CALLERS = 64;

	private Publishers() {
	}

	/**
	 * Publish events and wait until all of them were taken.
	 * @param node where
	 * @param events how many
	 * @param event makes the event of a number
	 */
	static void publish(HubNode node, int events, IntFunction<Publication> event) {
		AtomicInteger next = new AtomicInteger();
		Mono<Void> caller = Flux.<Integer>generate((numbers) -> {
			int number = next.getAndIncrement();
			if (number < events) {
				numbers.next(number);
			}
			else {
				numbers.complete();
			}
		}).concatMap((number) -> node.hub().publish(event.apply(number)), 0).then();
		Mono.when(Collections.nCopies(CALLERS, caller)).block();
	}

}
