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

package com.lattestream.benchmarks.fanout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Publishes to a crowd for a time and waits until all have got all, or until nothing more
 * comes. Its state belongs to the thread of the {@link Driver}.
 */
final class Load {

	/** When nothing has come for so long, nothing will. */
	static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Crowd crowd;

	private final Pace pace;

	private final long patience;

	private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

	private long start;

	private long published;

	private long completed;

	private long received;

	private long progress;

	private Load(Crowd crowd, Pace pace, Duration patience) {
		this.crowd = crowd;
		this.pace = pace;
		this.patience = patience.toNanos();
	}

	/**
	 * Publish.
	 * @param crowd to whom
	 * @param pace how fast and how much
	 * @return what came of it
	 * @throws Exception if the server refuses an event
	 */
	static Outcome run(Crowd crowd, Pace pace) throws Exception {
		return run(crowd, pace, PATIENCE);
	}

	/**
	 * Publish.
	 * @param crowd to whom
	 * @param pace how fast and how much
	 * @param patience when nothing has come for so long, nothing will
	 * @return what came of it
	 * @throws Exception if the server refuses an event
	 */
	static Outcome run(Crowd crowd, Pace pace, Duration patience) throws Exception {
		Load load = new Load(crowd, pace, patience);
		crowd.driver().loop().execute(load::start);
		return load.outcome.get();
	}

	private void start() {
		this.start = System.nanoTime();
		this.progress = this.start;
		this.crowd.publications().begin((number) -> {
			this.completed++;
			next();
		});
		watch();
		next();
	}

	private void next() {
		long now = System.nanoTime();
		if (this.pace.perSecond() > 0) {
			if (this.published == 0) {
				publishOnTime();
			}
		}
		else {
			while (mayPublish(now) && this.published - this.completed < this.pace.window()) {
				publish(now);
			}
		}
		if (!mayPublish(now) && this.completed == this.published) {
			end();
		}
	}

	private boolean mayPublish(long now) {
		return this.published < this.pace.most() && now - this.start < this.pace.time().toNanos();
	}

	private void publishOnTime() {
		long intended = this.start + this.published * TimeUnit.SECONDS.toNanos(1) / this.pace.perSecond();
		if (mayPublish(intended)) {
			publish(intended);
			long next = this.start + this.published * TimeUnit.SECONDS.toNanos(1) / this.pace.perSecond();
			this.crowd.driver()
				.loop()
				.schedule(this::publishOnTime, Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
		}
	}

	private void publish(long time) {
		this.crowd.publish(this.published++, time);
	}

	private void watch() {
		if (this.outcome.isDone()) {
			return;
		}
		long now = System.nanoTime();
		if (this.crowd.publications().received() > this.received) {
			this.received = this.crowd.publications().received();
			this.progress = now;
		}
		if (now - this.progress > this.patience || (!mayPublish(now) && this.completed == this.published)) {
			end();
		}
		else {
			this.crowd.driver().loop().schedule(this::watch, 100, TimeUnit.MILLISECONDS);
		}
	}

	private void end() {
		if (this.outcome.isDone()) {
			return;
		}
		Publications publications = this.crowd.publications();
		String refusal = this.crowd.publishers().refusal();
		if (refusal != null) {
			this.outcome.completeExceptionally(new IllegalStateException("An event was refused: " + refusal));
			return;
		}
		double seconds = (((publications.lost() > 0) ? this.progress : System.nanoTime()) - this.start) / 1e9;
		this.outcome.complete(
				new Outcome(this.published, publications.received(), publications.lost(), publications.disordered(),
						seconds, publications.latencies().millis(0.5), publications.latencies().millis(0.99)));
	}

	/**
	 * How to publish.
	 *
	 * @param window how many events may be on their way to somebody at a time
	 * @param perSecond how many events a second, whatever is on its way; 0 for as many as
	 * the window allows
	 * @param most how many events at most
	 * @param time for how long at most
	 */
	record Pace(int window, int perSecond, long most, Duration time) {

		static Pace window(int window, long most, Duration time) {
			return new Pace(window, 0, most, time);
		}

		static Pace perSecond(int perSecond, Duration time) {
			return new Pace(0, perSecond, Long.MAX_VALUE, time);
		}

	}

	/**
	 * What came of it.
	 *
	 * @param published how many events there were
	 * @param deliveries how many deliveries came
	 * @param lost how many did not
	 * @param disordered how many came at the wrong place or twice
	 * @param seconds how long it took until the last came
	 * @param p50 half of them were there after so many milliseconds
	 * @param p99 99 % of them were
	 */
	record Outcome(long published, long deliveries, long lost, long disordered, double seconds, double p50,
			double p99) {

	}

}
