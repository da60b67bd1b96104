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

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import com.lattestream.protocol.CloseCode;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Closes the connections of a hub that stops: a few at once, many in batches over a
 * while.
 */
final class Shutdown {

	private static final Duration PAUSE = Duration.ofMillis(50);

	private static final int FEW = 200;

	private Shutdown() {
	}

	static Mono<Void> closeAll(Collection<Lane> lanes, int connections, Duration spread) {
		long end = now() + ((connections > FEW) ? spread.toMillis() : 0);
		return Flux.fromIterable(List.copyOf(lanes))
			.flatMap((lane) -> onLane(lane, end).repeatWhen((rounds) -> rounds.delayElements(PAUSE))
				.takeUntil((left) -> left == 0))
			.then();
	}

	private static Mono<Integer> onLane(Lane lane, long end) {
		return Mono.create((sink) -> {
			try {
				lane.execute(() -> sink.success(lane.close(rounds(end), CloseCode.RECONNECT)));
			}
			catch (RejectedExecutionException ex) {
				sink.success(0);
			}
		});
	}

	/**
	 * Return how many batches there is time for, this one included. Those that come late
	 * make the later ones larger, not the whole longer.
	 */
	private static int rounds(long end) {
		return (int) Math.max(1, (end - now()) / PAUSE.toMillis());
	}

	private static long now() {
		return Schedulers.parallel().now(TimeUnit.MILLISECONDS);
	}

}
