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

import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import com.lattestream.LatteStreamClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tells everybody a fictitious price of coffee, again and again, while the application
 * runs.
 */
@Component
class Ticker implements SmartLifecycle {

	private static final int LOWEST = 250;

	private static final int HIGHEST = 450;

	private static final Log logger = LogFactory.getLog(Ticker.class);

	private final LatteStreamClient lattestream;

	private final Duration tick;

	private volatile @Nullable Disposable running;

	private int cents = (LOWEST + HIGHEST) / 2;

	Ticker(LatteStreamClient lattestream, SampleProperties properties) {
		this.lattestream = lattestream;
		this.tick = properties.tick();
	}

	@Override
	public void start() {
		this.running = Flux.interval(this.tick).onBackpressureDrop().concatMap((count) -> tell(next()), 1).subscribe();
	}

	private Price next() {
		int move = ThreadLocalRandom.current().nextInt(1, 8) * (ThreadLocalRandom.current().nextBoolean() ? 1 : -1);
		boolean inside = this.cents + move >= LOWEST && this.cents + move <= HIGHEST;
		this.cents += (inside ? move : -move);
		return new Price("Arabica", BigDecimal.valueOf(this.cents, 2));
	}

	private Mono<Void> tell(Price price) {
		return this.lattestream.trigger("ticker", "price", price).then().onErrorResume((ex) -> {
			logger.warn("The ticker missed a price", ex);
			return Mono.empty();
		});
	}

	@Override
	public void stop() {
		Disposable running = this.running;
		if (running != null) {
			running.dispose();
			this.running = null;
		}
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

	/**
	 * One price on the ticker, never the same as the one before.
	 *
	 * @param coffee what is priced
	 * @param price the price of a kilogram
	 */
	record Price(String coffee, BigDecimal price) {
	}

}
