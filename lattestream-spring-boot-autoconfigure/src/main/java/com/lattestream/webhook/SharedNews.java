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

package com.lattestream.webhook;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

import com.lattestream.broker.NewsStore;
import com.lattestream.broker.NewsSubject;
import com.lattestream.broker.NewsTurn;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Lets the nodes of a cluster tell of channels and members as one would alone: what comes
 * and what goes in turn, and what is told last is true.
 * <p>
 * What begins is told at once, unless receivers think it never ended. What ended is asked
 * about anew when it has been held back, as it may have begun on another node. After each
 * word the truth is asked for once more, for it may have changed before other nodes knew
 * of that word. While a node tells something of a subject, others wait, though not for
 * longer than 10 s: they would wait for a receiver that is away. A node that took longer
 * tells the truth once more when it is done.
 * <p>
 * All that is held back or on its way is noted for other nodes. They take it over when
 * the node has not been heard of for 30 s, and then tell what is true by then, even if it
 * may have been told. For one thread only, that of the sender.
 */
final class SharedNews {

	private static final Log logger = LogFactory.getLog(SharedNews.class);

	private static final Duration HOLD = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/** Far more than may be held back. */
	private static final int MAX_ITEMS = 200_000;

	private static final long HEARTBEAT = Duration.ofSeconds(10).toNanos();

	private static final long NEXT_TURN = Duration.ofMillis(100).toNanos();

	private static final long NEXT_ATTEMPT = Duration.ofSeconds(1).toNanos();

	private final SenderContext context;

	private final NewsStore store;

	private final Truth truth;

	private final Debouncer debouncer;

	private final Teller teller;

	private final Runnable emptied;

	/** What this node sees to. */
	private final Map<NewsSubject, Item> items = new HashMap<>();

	private boolean stopped;

	/**
	 * Create a teller and begin to look for what other nodes leave behind.
	 * @param context has the time and the thread
	 * @param cluster what nodes share
	 * @param debouncer holds ends back
	 * @param teller tells receivers
	 * @param emptied is run when nothing is left to tell
	 */
	SharedNews(SenderContext context, WebhookCluster cluster, Debouncer debouncer, Teller teller, Runnable emptied) {
		this.context = context;
		this.store = cluster.news();
		this.truth = new Truth(context, cluster);
		this.debouncer = debouncer;
		this.teller = teller;
		this.emptied = emptied;
		context.schedule(this::beat, HEARTBEAT);
	}

	void began(NewsSubject subject) {
		Item item = item(subject);
		item.held = false;
		this.debouncer.began(key(subject), () -> {
		});
		settle(item, true);
	}

	void ended(NewsSubject subject) {
		hold(item(subject));
	}

	boolean isEmpty() {
		return this.items.isEmpty();
	}

	/**
	 * Return whether there is room for a subject.
	 * @param subject the subject
	 * @return whether there is
	 */
	boolean hasRoom(NewsSubject subject) {
		return this.items.size() < MAX_ITEMS || this.items.containsKey(subject);
	}

	/**
	 * Take nothing over from other nodes any more.
	 */
	void stop() {
		this.stopped = true;
	}

	/**
	 * Take over from other nodes again.
	 */
	void resume() {
		this.stopped = false;
	}

	/**
	 * Leave what is left to other nodes.
	 */
	void giveUp() {
		this.items.values().forEach((item) -> item.abandoned = true);
		this.items.clear();
	}

	private Item item(NewsSubject subject) {
		return this.items.computeIfAbsent(subject, (key) -> {
			this.store.open(List.of(key), PATIENCE).subscribe(null, SharedNews::unnoted);
			return new Item(key);
		});
	}

	private static Debouncer.Key key(NewsSubject subject) {
		return new Debouncer.Key(subject.channel(), subject.userId());
	}

	private void hold(Item item) {
		item.held = true;
		this.debouncer.ended(key(item.subject), () -> {
			item.held = false;
			settle(item, null);
		});
	}

	/**
	 * Tell what is true.
	 * @param present whether the subject is there; {@code null} to ask
	 */
	private void settle(Item item, @Nullable Boolean present) {
		if (item.running) {
			item.again = true;
			return;
		}
		item.running = true;
		attempt(item, present);
	}

	private void attempt(Item item, @Nullable Boolean present) {
		if (item.abandoned) {
			return;
		}
		if (present != null) {
			claim(item, present);
			return;
		}
		this.truth.ask(item.subject, (answer) -> {
			if (answer != null) {
				claim(item, answer);
			}
			else {
				later(() -> attempt(item, null), NEXT_ATTEMPT);
			}
		});
	}

	private void claim(Item item, boolean present) {
		this.store.claim(item.subject, present, item.doubtful, HOLD)
			.subscribe((turn) -> this.context.execute(() -> claimed(item, present, turn)), (ex) -> {
				logger.debug("It is not known what receivers of webhooks know; trying again", ex);
				later(() -> attempt(item, present), NEXT_ATTEMPT);
			});
	}

	private void claimed(Item item, boolean present, NewsTurn turn) {
		if (item.abandoned) {
			return;
		}
		switch (turn) {
			case OURS -> {
				item.doubtful = false;
				this.teller.tell(item.subject, present, () -> told(item, present));
			}
			case KNOWN -> finish(item);
			case TAKEN -> later(() -> attempt(item, null), NEXT_TURN);
		}
	}

	private void told(Item item, boolean present) {
		if (item.abandoned) {
			return;
		}
		this.store.told(item.subject)
			.subscribe((own) -> this.context.execute(() -> check(item, present, own)),
					(ex) -> later(() -> told(item, present), NEXT_ATTEMPT));
	}

	private void check(Item item, boolean present, boolean own) {
		if (!own) {
			// What another node told meanwhile may have come before this
			item.doubtful = true;
			attempt(item, null);
			return;
		}
		this.truth.ask(item.subject, (answer) -> {
			if (answer == null) {
				later(() -> check(item, present, true), NEXT_ATTEMPT);
			}
			else if (answer == present) {
				finish(item);
			}
			else if (answer) {
				attempt(item, true);
			}
			else {
				item.running = false;
				hold(item);
			}
		});
	}

	private void finish(Item item) {
		item.running = false;
		if (item.again) {
			item.again = false;
			settle(item, null);
		}
		else if (!item.held && this.items.remove(item.subject, item)) {
			this.store.settled(item.subject).subscribe(null, SharedNews::unnoted);
			this.emptied.run();
		}
	}

	private void later(Runnable task, long nanos) {
		try {
			this.context.schedule(task, nanos);
		}
		catch (RejectedExecutionException ex) {
			// The sender is gone; other nodes see to it
		}
	}

	private void beat() {
		if (!this.items.isEmpty()) {
			this.store.open(List.copyOf(this.items.keySet()), PATIENCE).subscribe(null, SharedNews::unnoted);
		}
		if (!this.stopped) {
			this.store.takeOver(PATIENCE)
				.subscribe((subject) -> this.context.execute(() -> takenOver(subject)), SharedNews::unnoted);
		}
		later(this::beat, HEARTBEAT);
	}

	private void takenOver(NewsSubject subject) {
		Item item = item(subject);
		item.doubtful = true;
		settle(item, null);
	}

	private static void unnoted(Throwable ex) {
		logger.debug("Other nodes do not know what this one has to tell; they are told again", ex);
	}

	/**
	 * Tells receivers.
	 */
	@FunctionalInterface
	interface Teller {

		/**
		 * Tell receivers of a subject.
		 * @param subject what they are told of
		 * @param present whether it is there
		 * @param done is run on the thread when they know, or never will
		 */
		void tell(NewsSubject subject, boolean present, Runnable done);

	}

	/**
	 * A subject that the node sees to.
	 */
	private static final class Item {

		private final NewsSubject subject;

		private boolean held;

		private boolean running;

		private boolean again;

		private boolean doubtful;

		private boolean abandoned;

		Item(NewsSubject subject) {
			this.subject = subject;
		}

	}

}
