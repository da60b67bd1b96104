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

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.lattestream.broker.IdempotencyStore;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.broker.Member;
import com.lattestream.broker.NewsStore;
import com.lattestream.broker.NewsSubject;
import com.lattestream.broker.NewsTurn;
import com.lattestream.broker.OccupancyListener;
import com.lattestream.broker.OccupancyStore;
import com.lattestream.broker.PresenceListener;
import com.lattestream.broker.PresenceSnapshot;
import com.lattestream.broker.PresenceStore;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Senders on several nodes, and one receiver, in virtual time. All that is asked and sent
 * takes a random while; what one node of all is to tell is told on one.
 */
final class LinkedSenders implements AutoCloseable {

	private static final WebhookDeliverySettings DEFAULTS = WebhookDeliverySettings.DEFAULTS;

	final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();

	final List<Node> nodes = new ArrayList<>();

	/** What came to the receiver, in order. */
	final List<String> received = new ArrayList<>();

	private final Random random;

	/** Where each subject is, once for each connection. */
	private final Map<NewsSubject, List<Node>> places = new LinkedHashMap<>();

	private final Map<NewsSubject, Known> known = new HashMap<>();

	/** Who sees to what, and until when others believe it. */
	private final Map<Note, Long> notes = new LinkedHashMap<>();

	private final IdempotencyStore requests;

	/** How often a webhook fails, of a hundred. */
	int failures;

	boolean storeIsAway;

	LinkedSenders(long seed, int nodes) {
		this.random = new Random(seed);
		this.requests = new InMemoryIdempotencyStore(100_000, new SchedulerClock(this.scheduler));
		for (int i = 0; i < nodes; i++) {
			this.nodes.add(new Node());
		}
	}

	void pass(Duration time) {
		this.scheduler.advanceTimeBy(time);
	}

	/**
	 * Return what the receiver heard of a subject.
	 * @param subject the subject
	 * @return the names of the events
	 */
	List<String> heardOf(NewsSubject subject) {
		String name = subject.channel() + " " + subject.userId();
		return this.received.stream()
			.filter((event) -> event.endsWith(" " + name))
			.map((event) -> event.substring(0, event.indexOf(' ')))
			.toList();
	}

	boolean isPresent(NewsSubject subject) {
		return !this.places.getOrDefault(subject, List.of()).isEmpty();
	}

	private <T> Mono<T> later(Mono<T> answer) {
		if (this.storeIsAway) {
			return Mono.error(new IllegalStateException("away"));
		}
		long before = this.random.nextInt(15);
		long after = this.random.nextInt(15);
		return Mono.delay(Duration.ofMillis(before), this.scheduler)
			.then(answer)
			.delayElement(Duration.ofMillis(after), this.scheduler);
	}

	private long now() {
		return this.scheduler.now(TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() {
		this.scheduler.dispose();
	}

	/**
	 * A node with its sender.
	 */
	final class Node {

		final WebhookSender sender;

		boolean killed;

		Node() {
			WebhookTarget target = new WebhookTarget("target", URI.create("http://target"), "key", "secret",
					EnumSet.allOf(WebhookEventType.class), (channel) -> true, WebhookSignatures.BOTH);
			WebhookCluster cluster = new WebhookCluster(new News(), new Occupancy(), new Presence(),
					LinkedSenders.this.requests);
			this.sender = new WebhookSender(List.of(target), DEFAULTS, this::post, this::execute,
					LinkedSenders.this.scheduler, cluster);
		}

		private void execute(Runnable task) {
			LinkedSenders.this.scheduler.schedule(() -> {
				if (!this.killed) {
					task.run();
				}
			});
		}

		private Mono<Integer> post(WebhookRequest request) {
			return Mono.delay(Duration.ofMillis(LinkedSenders.this.random.nextInt(200)), LinkedSenders.this.scheduler)
				.map((tick) -> {
					if (this.killed || LinkedSenders.this.random.nextInt(100) < LinkedSenders.this.failures) {
						return 503;
					}
					new WebhookParser().parse(request.body())
						.events()
						.forEach((event) -> LinkedSenders.this.received.add(Heard.text(event)));
					return 200;
				});
		}

		void enter(NewsSubject subject) {
			List<Node> nodes = LinkedSenders.this.places.computeIfAbsent(subject, (key) -> new ArrayList<>());
			nodes.add(this);
			if (nodes.size() == 1) {
				tell(subject, true);
			}
		}

		void leave(NewsSubject subject) {
			List<Node> nodes = LinkedSenders.this.places.getOrDefault(subject, new ArrayList<>());
			if (nodes.remove(this) && nodes.isEmpty()) {
				tell(subject, false);
			}
		}

		/**
		 * End without a word; another node finds it later and removes what it had.
		 * @param survivor finds it
		 */
		void kill(Node survivor) {
			this.killed = true;
			LinkedSenders.this.scheduler.schedule(() -> LinkedSenders.this.places.forEach((subject, nodes) -> {
				boolean had = nodes.removeIf((node) -> node == this);
				if (had && nodes.isEmpty()) {
					survivor.tell(subject, false);
				}
			}), 20, TimeUnit.SECONDS);
		}

		private void tell(NewsSubject subject, boolean present) {
			if (subject.userId() == null) {
				if (present) {
					this.sender.channelOccupied(subject.channel());
				}
				else {
					this.sender.channelVacated(subject.channel());
				}
			}
			else if (present) {
				this.sender.memberAdded(subject.channel(), new Member(subject.userId(), null));
			}
			else {
				this.sender.memberRemoved(subject.channel(), new Member(subject.userId(), null));
			}
		}

		/**
		 * What the node sees of what all were told.
		 */
		private final class News implements NewsStore {

			@Override
			public Mono<NewsTurn> claim(NewsSubject subject, boolean present, boolean doubtful, Duration hold) {
				return later(Mono.fromSupplier(() -> {
					Known known = LinkedSenders.this.known.computeIfAbsent(subject, (key) -> new Known());
					if (known.owner != null && known.owner != Node.this && known.until > now()) {
						return NewsTurn.TAKEN;
					}
					if (known.present != null && known.present == present && !doubtful) {
						return NewsTurn.KNOWN;
					}
					known.present = present;
					known.owner = Node.this;
					known.until = now() + hold.toMillis();
					return NewsTurn.OURS;
				}));
			}

			@Override
			public Mono<Boolean> told(NewsSubject subject) {
				return later(Mono.fromSupplier(() -> {
					Known known = LinkedSenders.this.known.get(subject);
					boolean own = known.owner == Node.this;
					if (own) {
						known.owner = null;
					}
					return own;
				}));
			}

			@Override
			public Mono<Void> open(Collection<NewsSubject> subjects, Duration patience) {
				return Mono.fromRunnable(() -> subjects.forEach((subject) -> LinkedSenders.this.notes
					.put(new Note(Node.this, subject), now() + patience.toMillis())));
			}

			@Override
			public Mono<Void> settled(NewsSubject subject) {
				return Mono.fromRunnable(() -> LinkedSenders.this.notes.remove(new Note(Node.this, subject)));
			}

			@Override
			public Flux<NewsSubject> takeOver(Duration patience) {
				return Flux.defer(() -> {
					Set<NewsSubject> subjects = new LinkedHashSet<>();
					LinkedSenders.this.notes.entrySet().removeIf((note) -> {
						boolean over = !Node.this.killed && note.getValue() <= now();
						if (over) {
							subjects.add(note.getKey().subject());
						}
						return over;
					});
					return open(subjects, patience).thenMany(Flux.fromIterable(subjects));
				});
			}

		}

		private final class Presence implements PresenceStore {

			@Override
			public void start(PresenceListener listener) {
			}

			@Override
			public Mono<PresenceSnapshot> join(String channel, Member member, String socketId, int maxMembers) {
				throw new UnsupportedOperationException();
			}

			@Override
			public Mono<Void> leave(String channel, String userId, String socketId, Duration grace) {
				throw new UnsupportedOperationException();
			}

			@Override
			public Mono<PresenceSnapshot> members(String channel) {
				return later(Mono.fromSupplier(() -> new PresenceSnapshot(LinkedSenders.this.places.keySet()
					.stream()
					.filter((subject) -> subject.channel().equals(channel) && subject.userId() != null
							&& isPresent(subject))
					.map((subject) -> new Member(subject.userId(), null))
					.toList(), 1)));
			}

		}

		private final class Occupancy implements OccupancyStore {

			@Override
			public void start(OccupancyListener listener) {
			}

			@Override
			public void report(String channel, int count) {
			}

			@Override
			public Mono<Integer> count(String channel) {
				return later(Mono.fromSupplier(
						() -> LinkedSenders.this.places.getOrDefault(new NewsSubject(channel, null), List.of())
							.size()));
			}

			@Override
			public Flux<String> channels(String prefix) {
				return Flux.empty();
			}

		}

	}

	private record Note(Node node, NewsSubject subject) {

	}

	private static final class Known {

		private Boolean present;

		private Node owner;

		private long until;

	}

}
