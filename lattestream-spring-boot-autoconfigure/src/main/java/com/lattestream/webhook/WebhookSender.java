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
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.lattestream.broker.Member;
import com.lattestream.broker.NewsSubject;
import com.lattestream.broker.Publication;
import com.lattestream.hub.HubListener;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;

/**
 * Sends what happens in a hub to targets, as webhooks. The hub's threads only hand over;
 * all else is decided on one thread of its own, which never waits.
 * <p>
 * On several nodes, each sends what its hub caused. What they {@linkplain WebhookCluster
 * share} makes that what one node would send alone: channels are occupied and vacated in
 * turn, members come and go in turn, and what was told last is true. Numbers of
 * subscriptions are read when they are sent.
 */
public final class WebhookSender implements HubListener, DisposableBean {

	/** What may wait for that thread; it takes a million a second. */
	private static final int MAX_HANDED_OVER = 100_000;

	/** Ends that may be held back, and misses that are remembered. */
	private static final int MAX_HELD = 100_000;

	private final Set<WebhookEventType> wanted = EnumSet.noneOf(WebhookEventType.class);

	private final WebhookWriter writer = new WebhookWriter();

	private final AtomicInteger handedOver = new AtomicInteger();

	private final SenderContext context;

	private final List<Outbox> outboxes;

	private final Debouncer debouncer;

	private final @Nullable SharedNews news;

	private final @Nullable WebhookCluster cluster;

	private final ThrottledCounts counts;

	private final MissFilter misses;

	private final Drops drops;

	private long sequence;

	private int countsAsked;

	private @Nullable MonoSink<Void> flushed;

	private volatile boolean running = true;

	/**
	 * Create a sender.
	 * @param targets where webhooks go
	 * @param settings how they are sent
	 * @param client sends them
	 */
	public WebhookSender(List<WebhookTarget> targets, WebhookDeliverySettings settings, WebhookHttpClient client) {
		this(targets, settings, client, null);
	}

	/**
	 * Create a sender that is one of several, each on its node.
	 * @param targets where webhooks go
	 * @param settings how they are sent
	 * @param client sends them
	 * @param cluster what the senders share; {@code null} for a node alone
	 */
	public WebhookSender(List<WebhookTarget> targets, WebhookDeliverySettings settings, WebhookHttpClient client,
			@Nullable WebhookCluster cluster) {
		this(targets, settings, client, newThread(), Schedulers.fromExecutorService(
				Executors.newSingleThreadScheduledExecutor(named("lattestream-webhook-timer"))), cluster);
	}

	WebhookSender(List<WebhookTarget> targets, WebhookDeliverySettings settings, WebhookTransport transport,
			Executor executor, Scheduler scheduler, @Nullable WebhookCluster cluster) {
		this.context = new SenderContext(settings, transport, executor, scheduler);
		this.outboxes = targets.stream()
			.map((target) -> new Outbox(target, this.context, this.writer, this::completeIfEmpty))
			.toList();
		this.debouncer = new Debouncer(this.context, MAX_HELD);
		this.cluster = cluster;
		this.news = (cluster != null)
				? new SharedNews(this.context, cluster, this.debouncer, this::sendNews, this::completeIfEmpty) : null;
		this.counts = new ThrottledCounts(this.context, this::sendCount);
		this.misses = new MissFilter(this.context, MAX_HELD, this::sendMiss);
		this.drops = new Drops("the hub has more to tell than can be handled", scheduler);
		targets.forEach((target) -> this.wanted.addAll(target.events()));
	}

	@Override
	public void channelOccupied(String channel) {
		began(WebhookEventType.CHANNEL_OCCUPIED, WebhookEventType.CHANNEL_VACATED, channel, null);
	}

	@Override
	public void channelVacated(String channel) {
		ended(WebhookEventType.CHANNEL_OCCUPIED, WebhookEventType.CHANNEL_VACATED, channel, null);
	}

	@Override
	public void memberAdded(String channel, Member member) {
		began(WebhookEventType.MEMBER_ADDED, WebhookEventType.MEMBER_REMOVED, channel, member.userId());
	}

	@Override
	public void memberRemoved(String channel, Member member) {
		ended(WebhookEventType.MEMBER_ADDED, WebhookEventType.MEMBER_REMOVED, channel, member.userId());
	}

	@Override
	public void subscriptionCountChanged(String channel, int count) {
		if (this.wanted.contains(WebhookEventType.SUBSCRIPTION_COUNT)) {
			handOver(() -> this.counts.changed(channel, count));
		}
	}

	@Override
	public void cacheMissed(String channel) {
		if (this.wanted.contains(WebhookEventType.CACHE_MISS)) {
			handOver(() -> this.misses.missed(channel));
		}
	}

	@Override
	public void clientEvent(Publication publication) {
		if (!this.wanted.contains(WebhookEventType.CLIENT_EVENT)) {
			return;
		}
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("event", publication.event());
		fields.put("data", publication.data());
		fields.put("socket_id", String.valueOf(publication.excludedSocketId()));
		if (publication.userId() != null) {
			fields.put("user_id", publication.userId());
		}
		handOver(() -> send(WebhookEventType.CLIENT_EVENT, publication.channel(), fields));
	}

	/**
	 * Return how many events were dropped because too many waited.
	 * @return the number since the start
	 */
	public long droppedEvents() {
		return this.drops.count() + this.outboxes.stream().mapToLong(Outbox::dropped).sum();
	}

	/**
	 * Return how many events were given up after their last attempt failed, or because
	 * the application stopped.
	 * @return the number since the start
	 */
	public long undeliveredEvents() {
		return this.outboxes.stream().mapToLong(Outbox::undelivered).sum();
	}

	/**
	 * Take events in, after a stop again.
	 */
	public void start() {
		this.running = true;
		if (this.news != null) {
			this.context.execute(this.news::resume);
		}
	}

	/**
	 * Send what waits, with no delay any more, and take nothing in until started again.
	 * @param timeout how long it may take
	 * @return how many events could not be sent
	 */
	public Mono<Integer> stop(Duration timeout) {
		return Mono.<Void>create((sink) -> this.context.execute(() -> flush(sink)))
			.timeout(timeout, Mono.empty(), this.context.scheduler())
			.then(Mono.fromSupplier(this::giveUp).subscribeOn(Schedulers.fromExecutor(this.context.executor())));
	}

	@Override
	public void destroy() {
		this.context.scheduler().dispose();
		if (this.context.executor() instanceof ExecutorService service) {
			service.shutdownNow();
		}
	}

	/**
	 * Not that of the scheduler: the hub's event loops hand over to this one and must not
	 * wait, not even for a lock on its queue.
	 */
	private static Executor newThread() {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedTransferQueue<>(),
				named("lattestream-webhook"));
		executor.prestartCoreThread();
		return executor;
	}

	private static ThreadFactory named(String name) {
		return (task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		};
	}

	private void flush(MonoSink<Void> sink) {
		this.flushed = sink;
		if (this.news != null) {
			this.news.stop();
		}
		this.debouncer.flush();
		this.counts.flush();
		this.outboxes.forEach(Outbox::flushAll);
		completeIfEmpty();
	}

	private int giveUp() {
		this.running = false;
		this.flushed = null;
		this.debouncer.resume();
		if (this.news != null) {
			this.news.giveUp();
		}
		return this.outboxes.stream().mapToInt(Outbox::giveUp).sum();
	}

	private void began(WebhookEventType begin, WebhookEventType end, String channel, @Nullable String userId) {
		if (this.wanted.contains(begin) || this.wanted.contains(end)) {
			handOver(() -> {
				NewsSubject subject = new NewsSubject(channel, userId);
				if (this.news == null) {
					this.debouncer.began(new Debouncer.Key(channel, userId),
							() -> send(begin, channel, fields(userId)));
				}
				else if (isWanted(begin, end, subject)) {
					this.news.began(subject);
				}
			});
		}
	}

	private void ended(WebhookEventType begin, WebhookEventType end, String channel, @Nullable String userId) {
		if (this.wanted.contains(begin) || this.wanted.contains(end)) {
			handOver(() -> {
				NewsSubject subject = new NewsSubject(channel, userId);
				if (this.news == null) {
					this.debouncer.ended(new Debouncer.Key(channel, userId), () -> send(end, channel, fields(userId)));
				}
				else if (isWanted(begin, end, subject)) {
					this.news.ended(subject);
				}
			});
		}
	}

	private boolean isWanted(WebhookEventType begin, WebhookEventType end, NewsSubject subject) {
		String channel = subject.channel();
		if (this.outboxes.stream().noneMatch((box) -> box.accepts(begin, channel) || box.accepts(end, channel))) {
			return false;
		}
		boolean room = this.news != null && this.news.hasRoom(subject);
		if (!room) {
			this.drops.add(1);
		}
		return room;
	}

	private void sendNews(NewsSubject subject, boolean present, Runnable done) {
		WebhookEventType type;
		if (subject.userId() != null) {
			type = (present) ? WebhookEventType.MEMBER_ADDED : WebhookEventType.MEMBER_REMOVED;
		}
		else {
			type = (present) ? WebhookEventType.CHANNEL_OCCUPIED : WebhookEventType.CHANNEL_VACATED;
		}
		send(type, subject.channel(), fields(subject.userId()), done);
	}

	private static Map<String, Object> fields(@Nullable String userId) {
		return (userId != null) ? Map.of("user_id", userId) : Map.of();
	}

	/**
	 * Where there are other nodes, the number may be theirs by now.
	 */
	private void sendCount(String channel, int count) {
		if (this.cluster == null) {
			sendLatestCount(channel, count);
			return;
		}
		this.countsAsked++;
		this.cluster.occupancy().count(channel).onErrorReturn(count).subscribe((latest) -> this.context.execute(() -> {
			this.countsAsked--;
			sendLatestCount(channel, latest);
			completeIfEmpty();
		}));
	}

	private void sendLatestCount(String channel, int count) {
		send(WebhookEventType.SUBSCRIPTION_COUNT, channel, Map.of("subscription_count", count));
	}

	/**
	 * One of all nodes tells; each of them if they do not know of each other now.
	 */
	private void sendMiss(String channel) {
		Runnable telling = () -> send(WebhookEventType.CACHE_MISS, channel, Map.of());
		if (this.cluster == null) {
			telling.run();
			return;
		}
		this.cluster.requests()
			.once("cache-miss:" + channel, "", MissFilter.PAUSE, Mono.fromRunnable(() -> this.context.execute(telling)))
			.subscribe(null, (ex) -> this.context.execute(telling));
	}

	private void send(WebhookEventType type, String channel, Map<String, Object> fields) {
		send(type, channel, fields, () -> {
		});
	}

	private void send(WebhookEventType type, String channel, Map<String, Object> fields, Runnable done) {
		List<Outbox> accepting = this.outboxes.stream().filter((outbox) -> outbox.accepts(type, channel)).toList();
		if (accepting.isEmpty()) {
			done.run();
			return;
		}
		AtomicInteger left = new AtomicInteger(accepting.size());
		OutgoingEvent event = new OutgoingEvent(this.sequence++, channel, this.writer.event(type, channel, fields),
				() -> {
					if (left.decrementAndGet() == 0) {
						done.run();
					}
				});
		accepting.forEach((outbox) -> outbox.add(event));
	}

	private void handOver(Runnable task) {
		if (!this.running) {
			return;
		}
		if (this.handedOver.incrementAndGet() > MAX_HANDED_OVER) {
			this.handedOver.decrementAndGet();
			this.drops.add(1);
			return;
		}
		this.context.execute(() -> {
			this.handedOver.decrementAndGet();
			task.run();
		});
	}

	private void completeIfEmpty() {
		boolean empty = this.countsAsked == 0 && (this.news == null || this.news.isEmpty());
		if (this.flushed != null && empty && this.outboxes.stream().allMatch(Outbox::isEmpty)) {
			this.flushed.success();
		}
	}

}
