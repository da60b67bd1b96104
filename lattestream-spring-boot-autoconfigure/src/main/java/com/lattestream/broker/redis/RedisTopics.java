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

package com.lattestream.broker.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The topics that this node listens to, over all outages. Each topic has one owner, who
 * subscribes and unsubscribes; its messages go to the listener for their kind.
 */
final class RedisTopics {

	private static final Log logger = LogFactory.getLog(RedisTopics.class);

	/** How many topics are named in one command. */
	private static final int BATCH = 500;

	private final boolean sharded;

	private final long resendAfter;

	private final Map<String, Topic> topics = new ConcurrentHashMap<>();

	/** By kind. Written before the start. */
	private final @Nullable RedisTopicListener[] listeners = new RedisTopicListener[Byte.MAX_VALUE + 1];

	private volatile @Nullable StatefulRedisPubSubConnection<String, byte[]> connection;

	/**
	 * Create topics.
	 * @param sharded whether Redis is a cluster, where topics live in slots
	 * @param resendAfter after how many nanoseconds without a word to ask again
	 */
	RedisTopics(boolean sharded, long resendAfter) {
		this.sharded = sharded;
		this.resendAfter = resendAfter;
	}

	/**
	 * Register who takes the messages of a kind, and is told of all topics. To be called
	 * before the connections are started.
	 * @param kind the first byte of the messages, from {@link RedisMessage}
	 * @param listener takes them
	 * @throws IllegalStateException if there is another one for the kind
	 */
	void register(byte kind, RedisTopicListener listener) {
		if (this.listeners[kind] != null && this.listeners[kind] != listener) {
			throw new IllegalStateException("Messages of kind '" + (char) kind + "' have a listener already");
		}
		this.listeners[kind] = listener;
	}

	/**
	 * Listen to a topic until told otherwise, now and after each outage.
	 * @param topic the topic
	 * @return completes when Redis has said for the first time that messages will come;
	 * waits for it as long as it takes
	 */
	Mono<Void> subscribe(String topic) {
		return Mono.defer(() -> {
			synchronized (this) {
				Topic existing = this.topics.get(topic);
				if (existing != null) {
					return Mono.fromFuture(existing.confirmed, true);
				}
				Topic created = new Topic();
				this.topics.put(topic, created);
				send(List.of(topic));
				return Mono.fromFuture(created.confirmed, true);
			}
		});
	}

	/**
	 * Do not listen to a topic any more.
	 * @param topic the topic
	 * @return completes when messages are not handed over any more
	 */
	Mono<Void> unsubscribe(String topic) {
		return Mono.fromRunnable(() -> {
			synchronized (this) {
				Topic removed = this.topics.remove(topic);
				if (removed == null) {
					return;
				}
				removed.confirmed.complete(null);
				sendUnsubscribe(topic);
			}
			tell((listener) -> listener.unsubscribed(topic));
		});
	}

	/**
	 * Return whether messages of a topic come now, as far as is known.
	 * @param topic the topic
	 * @return whether Redis has confirmed it since the link was down
	 */
	boolean isConfirmed(String topic) {
		Topic known = this.topics.get(topic);
		return known != null && known.current;
	}

	/**
	 * Return whether this node listens to a topic, be the link up or not.
	 * @param topic the topic
	 * @return whether it is subscribed and not unsubscribed
	 */
	boolean isWanted(String topic) {
		return this.topics.containsKey(topic);
	}

	/**
	 * There is a connection, another one or the same again.
	 * @param up the connection
	 */
	void connected(StatefulRedisPubSubConnection<String, byte[]> up) {
		synchronized (this) {
			boolean again = this.connection == up;
			if (!again) {
				this.connection = up;
				up.addListener(new Receiver(up));
			}
			List<String> unknown = new ArrayList<>();
			this.topics.forEach((name, topic) -> {
				topic.current = false;
				topic.sentAt = System.nanoTime();
				// Lettuce does the others by itself
				if (!again || !topic.confirmed.isDone()) {
					unknown.add(name);
				}
			});
			send(unknown);
		}
	}

	/**
	 * Ask again for what Redis has not confirmed in time.
	 */
	void check() {
		synchronized (this) {
			if (this.connection == null || !this.connection.isOpen()) {
				return;
			}
			List<String> late = new ArrayList<>();
			long now = System.nanoTime();
			this.topics.forEach((name, topic) -> {
				if (!topic.current && now - topic.sentAt >= this.resendAfter) {
					late.add(name);
				}
			});
			send(late);
		}
	}

	private void send(List<String> names) {
		StatefulRedisPubSubConnection<String, byte[]> up = this.connection;
		if (up == null || !up.isOpen()) {
			return;
		}
		// Topics of one command would have to be in one slot
		int batch = this.sharded ? 1 : BATCH;
		long now = System.nanoTime();
		for (int from = 0; from < names.size(); from += batch) {
			List<String> some = names.subList(from, Math.min(from + batch, names.size()));
			for (String name : some) {
				Topic topic = this.topics.get(name);
				if (topic != null) {
					topic.sentAt = now;
				}
			}
			RedisPubSubAsyncCommands<String, byte[]> commands = up.async();
			String[] array = some.toArray(String[]::new);
			RedisFuture<Void> sent = this.sharded ? commands.ssubscribe(array) : commands.subscribe(array);
			sent.whenComplete((done, ex) -> {
				if (ex != null) {
					logger.debug("Redis did not take a subscription; trying again", ex);
				}
			});
		}
	}

	private void sendUnsubscribe(String topic) {
		StatefulRedisPubSubConnection<String, byte[]> up = this.connection;
		if (up != null && up.isOpen()) {
			RedisPubSubAsyncCommands<String, byte[]> commands = up.async();
			if (this.sharded) {
				commands.sunsubscribe(topic);
			}
			else {
				commands.unsubscribe(topic);
			}
		}
	}

	private void confirmed(String name) {
		Topic topic;
		synchronized (this) {
			topic = this.topics.get(name);
			if (topic == null) {
				sendUnsubscribe(name);
				return;
			}
			topic.current = true;
		}
		tell((listener) -> listener.subscribed(name));
		topic.confirmed.complete(null);
	}

	/**
	 * Redis ended a subscription by itself: the slot has moved to another node.
	 */
	private void ended(String name) {
		synchronized (this) {
			Topic topic = this.topics.get(name);
			if (topic != null && topic.current) {
				topic.current = false;
				topic.sentAt = System.nanoTime() - this.resendAfter;
			}
		}
	}

	private void received(String name, byte[] message) {
		if (message.length == 0 || message[0] < 0 || !this.topics.containsKey(name)) {
			return;
		}
		RedisTopicListener listener = this.listeners[message[0]];
		if (listener != null) {
			guard(listener, (it) -> it.message(name, message));
		}
	}

	private void tell(Consumer<RedisTopicListener> call) {
		RedisTopicListener before = null;
		for (RedisTopicListener listener : this.listeners) {
			if (listener != null && listener != before) {
				guard(listener, call);
				before = listener;
			}
		}
	}

	private static void guard(RedisTopicListener listener, Consumer<RedisTopicListener> call) {
		try {
			call.accept(listener);
		}
		catch (RuntimeException ex) {
			// It would tear down the connection, and with it all other topics
			logger.error("A message from Redis could not be handled", ex);
		}
	}

	private static final class Topic {

		private final CompletableFuture<Void> confirmed = new CompletableFuture<>();

		private volatile boolean current;

		private long sentAt;

	}

	private final class Receiver extends RedisPubSubAdapter<String, byte[]> {

		private final StatefulRedisPubSubConnection<String, byte[]> source;

		Receiver(StatefulRedisPubSubConnection<String, byte[]> source) {
			this.source = source;
		}

		private boolean isCurrent() {
			return RedisTopics.this.connection == this.source;
		}

		@Override
		public void message(String topic, byte[] message) {
			if (isCurrent()) {
				received(topic, message);
			}
		}

		@Override
		public void smessage(String topic, byte[] message) {
			message(topic, message);
		}

		@Override
		public void subscribed(String topic, long count) {
			if (isCurrent()) {
				confirmed(topic);
			}
		}

		@Override
		public void ssubscribed(String topic, long count) {
			subscribed(topic, count);
		}

		@Override
		public void unsubscribed(String topic, long count) {
			if (isCurrent()) {
				ended(topic);
			}
		}

		@Override
		public void sunsubscribed(String topic, long count) {
			unsubscribed(topic, count);
		}

	}

}
