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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.lattestream.OverloadedException;
import com.lattestream.TimedOutException;
import com.lattestream.UnavailableException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Gathers events and sends several in one request, when there are enough of them or a
 * while has passed. Each caller gets to know what became of its own. The events of a
 * channel stay in order. What has not been accepted yet is bounded in number and size.
 */
final class Batcher {

	private final RestApi api;

	private final RemoteSettings.Batching settings;

	private final Duration deadline;

	private final Scheduler scheduler;

	private final ChunkSender sender;

	private final DrainLoop drain = new DrainLoop(this::sendDue);

	private final Object lock = new Object();

	private final SendQueue queue = new SendQueue();

	private final Backlog backlog;

	private Sinks.Empty<Void> abort = Sinks.empty();

	/** All up to this number are to be sent without further waiting. */
	private long dueNumber;

	private int gathered;

	private int requests;

	private int lost;

	private boolean flushing;

	private boolean expiring;

	private boolean stopped;

	/**
	 * Create a batcher.
	 * @param api sends requests
	 * @param settings limits and times
	 * @param deadline how long events may wait to be accepted
	 * @param scheduler has the time
	 */
	Batcher(RestApi api, RemoteSettings.Batching settings, Duration deadline, Scheduler scheduler) {
		this.api = api;
		this.settings = settings;
		this.deadline = deadline;
		this.scheduler = scheduler;
		this.sender = new ChunkSender(api, this::accept, this::fail);
		this.backlog = new Backlog(settings);
	}

	/**
	 * Send events, with others if there are any.
	 * @param shipment the events
	 * @param now whether to send them, and all before them, without waiting for more
	 * @return what the service told of them once they were accepted; an
	 * {@link OverloadedException} as error if there is no room for them
	 */
	Mono<Receipt> send(Shipment shipment, boolean now) {
		return Mono.defer(() -> {
			Pending added = add(shipment, now);
			if (added == null) {
				return this.api.send(List.of(shipment));
			}
			this.drain.run();
			return added.result().asMono().doOnCancel(() -> accept(added, Receipt.NOTHING));
		});
	}

	/**
	 * Send all that waits.
	 * @return completes when all of it was accepted or refused
	 */
	Mono<Void> flush() {
		return Mono.defer(() -> {
			Mono<Void> gone;
			synchronized (this.lock) {
				gone = this.backlog.whenGone();
				sendGathered();
			}
			this.drain.run();
			return gone;
		});
	}

	void start() {
		synchronized (this.lock) {
			this.stopped = false;
			this.lost = 0;
			this.abort = Sinks.empty();
		}
	}

	/**
	 * Send all that waits and gather no more: what comes later is sent on its own.
	 * @param timeout how long that may take
	 * @return how many events could not be sent
	 */
	Mono<Integer> stop(Duration timeout) {
		return Mono.defer(() -> {
			synchronized (this.lock) {
				this.stopped = true;
			}
			return flush().timeout(timeout, Mono.fromRunnable(this::abort), this.scheduler)
				.then(Mono.fromSupplier(this::lost));
		});
	}

	private @Nullable Pending add(Shipment shipment, boolean now) {
		synchronized (this.lock) {
			if (this.stopped) {
				return null;
			}
			Pending added = this.backlog.add(shipment, now() + this.deadline.toNanos());
			this.queue.add(added);
			this.gathered += shipment.events();
			if (now || this.gathered >= this.settings.maxEvents()) {
				sendGathered();
			}
			schedule();
			return added;
		}
	}

	private void sendGathered() {
		this.dueNumber = this.backlog.lastNumber();
		this.gathered = 0;
	}

	private void schedule() {
		if (!this.flushing && this.gathered > 0) {
			this.flushing = true;
			this.scheduler.schedule(this::intervalIsOver, this.settings.interval().toNanos(), TimeUnit.NANOSECONDS);
		}
		Pending oldest = this.backlog.oldest();
		if (!this.expiring && oldest != null) {
			this.expiring = true;
			this.scheduler.schedule(this::expire, Math.max(0, oldest.expiry() - now()), TimeUnit.NANOSECONDS);
		}
	}

	private void intervalIsOver() {
		synchronized (this.lock) {
			this.flushing = false;
			sendGathered();
		}
		this.drain.run();
	}

	private void expire() {
		List<Pending> expired;
		synchronized (this.lock) {
			expired = this.backlog.expired(now());
		}
		expired.forEach((late) -> fail(late, new TimedOutException(
				"The event was not accepted within " + this.deadline + (late.taken ? "" : "; it was not sent"))));
		synchronized (this.lock) {
			this.expiring = false;
			schedule();
		}
	}

	private void sendDue() {
		for (List<Pending> chunk = next(); chunk != null; chunk = next()) {
			send(chunk);
		}
	}

	private @Nullable List<Pending> next() {
		synchronized (this.lock) {
			if (this.requests >= this.settings.maxRequests() || !this.queue.hasNext(this.dueNumber)) {
				return null;
			}
			this.requests++;
			return this.queue.take(this.settings.requestSize());
		}
	}

	private void send(List<Pending> chunk) {
		Mono<Void> aborted;
		synchronized (this.lock) {
			aborted = this.abort.asMono();
		}
		this.sender.send(chunk).takeUntilOther(aborted).doFinally((signal) -> done(chunk)).subscribe();
	}

	private void done(List<Pending> chunk) {
		synchronized (this.lock) {
			this.requests--;
			this.queue.done(chunk);
		}
		this.drain.run();
	}

	private void accept(Pending accepted, Receipt receipt) {
		settle(accepted, false, () -> accepted.result().tryEmitValue(receipt));
	}

	private void fail(Pending failed, Throwable failure) {
		settle(failed, true, () -> failed.result().tryEmitError(failure));
	}

	private void settle(Pending settled, boolean failed, Runnable result) {
		List<Sinks.Empty<Void>> over;
		synchronized (this.lock) {
			if (settled.settled) {
				return;
			}
			settled.settled = true;
			over = this.backlog.remove(settled);
			this.lost += (this.stopped && failed) ? settled.shipment().events() : 0;
		}
		result.run();
		over.forEach(Sinks.Empty::tryEmitEmpty);
	}

	private void abort() {
		List<Pending> left;
		Sinks.Empty<Void> requests;
		synchronized (this.lock) {
			left = this.backlog.all();
			requests = this.abort;
		}
		left.forEach((unsent) -> fail(unsent, new UnavailableException("The application stops"
				+ (unsent.taken ? "; it is not known whether the event was accepted" : "; the event was not sent"))));
		requests.tryEmitEmpty();
	}

	private int lost() {
		synchronized (this.lock) {
			return this.lost;
		}
	}

	private long now() {
		return this.scheduler.now(TimeUnit.NANOSECONDS);
	}

}
