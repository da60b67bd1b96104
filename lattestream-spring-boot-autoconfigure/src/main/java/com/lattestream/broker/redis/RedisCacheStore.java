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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import com.lattestream.broker.CacheStore;
import com.lattestream.broker.CachedPublication;
import com.lattestream.broker.Publication;
import io.lettuce.core.ScriptOutputType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.log.LogMessage;

/**
 * The last events of all nodes, in Redis. One script keeps an event and publishes it on
 * the topic of the channel, so nodes need a broker on the same Redis, and the broker that
 * is given with an event is not asked. Versions are times of Redis in microseconds, so
 * they go on growing after Redis lost its data.
 * <p>
 * What goes into a history, too, is published there, by what is given with it, right
 * after it was kept: when two nodes publish into one such channel at the same moment, the
 * one that is kept may not be the one that is last in the history.
 */
public final class RedisCacheStore implements CacheStore {

	private static final Log logger = LogFactory.getLog(RedisCacheStore.class);

	private static final RedisScript PUBLISH = RedisScript.load("cache-publish.lua", ScriptOutputType.VALUE);

	private static final RedisScript LAST = RedisScript.load("cache-last.lua", ScriptOutputType.MULTI);

	/** So long the clock of Redis may go back after an event has expired. */
	private static final Duration VERSION_LIFETIME = Duration.ofDays(1);

	private static final Duration MAX_TTL = Duration.ofDays(3650);

	private final RedisConnections connections;

	private final RedisKeyspace keyspace;

	private final Predicate<String> history;

	/**
	 * Create a store.
	 * @param connections the connections to Redis
	 * @param keyspace names the keys
	 * @param history tells whether a channel has a history
	 */
	public RedisCacheStore(RedisConnections connections, RedisKeyspace keyspace, Predicate<String> history) {
		this.connections = connections;
		this.keyspace = keyspace;
		this.history = history;
	}

	@Override
	public Mono<Integer> publish(Publication publication, Duration ttl, Function<Publication, Mono<Integer>> broker) {
		return Mono.defer(() -> {
			if (this.history.test(publication.channel())) {
				return keep(publication, ttl, "").map(publication::withCacheVersion).flatMap(broker);
			}
			return keep(publication, ttl, this.connections.publishCommand()).then(Mono.empty());
		});
	}

	/**
	 * The script writes the version, which is in front of the bytes.
	 */
	private Mono<Long> keep(Publication publication, Duration ttl, String publishCommand) {
		byte[] message = PublicationCodec.encodeMessage(publication.withCacheVersion(1), false);
		byte[] bytes = publication.bytes();
		int end = message.length - ((bytes != null) ? Integer.BYTES + bytes.length : 0);
		String channel = publication.channel();
		long lifetime = milliseconds(ttl);
		return this.connections
			.<byte[]>run(PUBLISH,
					List.of(this.keyspace.cached(channel), this.keyspace.cacheVersion(channel),
							this.keyspace.topic(channel)),
					Arrays.copyOf(message, end - Long.BYTES), Arrays.copyOfRange(message, end, message.length),
					lifetime, lifetime + VERSION_LIFETIME.toMillis(), publishCommand)
			.map((version) -> Long.parseLong(new String(version, StandardCharsets.US_ASCII)));
	}

	@Override
	public Mono<CachedPublication> last(String channel) {
		return Mono.defer(() -> this.connections.<List<Object>>run(LAST, List.of(this.keyspace.cached(channel))))
			.mapNotNull((answer) -> cached(channel, answer));
	}

	private static @Nullable CachedPublication cached(String channel, List<Object> answer) {
		if (answer.isEmpty()) {
			return null;
		}
		try {
			return new CachedPublication(PublicationCodec.decodeMessage(channel, (byte[]) answer.get(0)),
					Duration.ofMillis((Long) answer.get(1)));
		}
		catch (IllegalArgumentException ex) {
			logger.warn(LogMessage.format("The last event of channel '%s' cannot be read and counts as none", channel),
					ex);
			return null;
		}
	}

	private static long milliseconds(Duration ttl) {
		return (ttl.compareTo(MAX_TTL) < 0) ? Math.max(1, ttl.toMillis()) : MAX_TTL.toMillis();
	}

}
