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

package com.lattestream.remote;

import java.util.List;
import java.util.function.BiConsumer;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends events of several callers in one request and finds out what becomes of each. A
 * service takes a batch whole or not at all, so if it refuses one for what it holds, the
 * events are sent one by one, in their order.
 */
final class ChunkSender {

	private final RestApi api;

	private final BiConsumer<Pending, Receipt> accepted;

	private final BiConsumer<Pending, Throwable> failed;

	/**
	 * Create a sender.
	 * @param api sends requests
	 * @param accepted gets to know events that were accepted
	 * @param failed gets to know events that were not, and why
	 */
	ChunkSender(RestApi api, BiConsumer<Pending, Receipt> accepted, BiConsumer<Pending, Throwable> failed) {
		this.api = api;
		this.accepted = accepted;
		this.failed = failed;
	}

	/**
	 * Send events, but for those that nobody waits for any more.
	 * @param chunk the events
	 * @return completes when all of them were accepted or failed; never an error
	 */
	Mono<Void> send(List<Pending> chunk) {
		return Mono.defer(() -> {
			List<Pending> wanted = chunk.stream().filter((one) -> !one.settled).toList();
			return wanted.isEmpty() ? Mono.empty() : sendWanted(wanted);
		});
	}

	private Mono<Void> sendWanted(List<Pending> chunk) {
		return Mono.defer(() -> this.api.send(chunk.stream().map(Pending::shipment).toList()))
			.doOnNext((receipt) -> accept(chunk, receipt))
			.then()
			.onErrorResume((ex) -> {
				if (chunk.size() > 1 && Failures.isAboutContent(ex)) {
					return Flux.fromIterable(chunk).concatMap((one) -> send(List.of(one))).then();
				}
				chunk.forEach((one) -> this.failed.accept(one, ex));
				return Mono.empty();
			});
	}

	private void accept(List<Pending> chunk, Receipt receipt) {
		int told = 0;
		for (Pending one : chunk) {
			int answers = one.shipment().answers();
			this.accepted.accept(one, receipt.part(told, answers));
			told += answers;
		}
	}

}
