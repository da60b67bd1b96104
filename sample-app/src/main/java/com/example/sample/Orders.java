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

package com.example.sample;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import com.lattestream.LatteStreamClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/**
 * Takes orders, moves them on in the background and tells each step to the board of the
 * user who ordered.
 */
@Service
class Orders {

	private static final int MAX_UNDER_WAY = 200;

	private static final List<String> DRINKS = List.of("Flat white", "Cortado", "Espresso", "Cold brew", "Latte");

	private static final Log logger = LogFactory.getLog(Orders.class);

	private final LatteStreamClient lattestream;

	private final Duration step;

	private final AtomicLong numbers = new AtomicLong();

	private final Semaphore free = new Semaphore(MAX_UNDER_WAY);

	private final Sinks.Empty<Void> closed = Sinks.empty();

	Orders(LatteStreamClient lattestream, SampleProperties properties) {
		this.lattestream = lattestream;
		this.step = properties.orderStep();
	}

	/**
	 * Take an order.
	 * @param user who orders
	 * @return the order, or nothing if too many are under way
	 */
	Optional<Order> place(String user) {
		if (!this.free.tryAcquire()) {
			return Optional.empty();
		}
		long number = this.numbers.incrementAndGet();
		Order order = new Order(number, DRINKS.get((int) (number % DRINKS.size())), Order.State.PLACED);
		Flux.fromArray(Order.State.values())
			.concatMap((state) -> tell(user, order.in(state)).then(Mono.delay(this.step)))
			.takeUntilOther(this.closed.asMono())
			.doFinally((signal) -> this.free.release())
			.subscribe();
		return Optional.of(order);
	}

	private Mono<Void> tell(String user, Order order) {
		return this.lattestream.trigger("private-orders-" + user, "order", order).then().onErrorResume((ex) -> {
			logger.warn("The board of " + user + " missed a step of order " + order.number(), ex);
			return Mono.empty();
		});
	}

	/**
	 * Stop before the hub does.
	 */
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.closed.tryEmitEmpty();
	}

}
