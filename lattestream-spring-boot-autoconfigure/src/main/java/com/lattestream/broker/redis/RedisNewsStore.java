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
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import com.lattestream.broker.NewsStore;
import com.lattestream.broker.NewsSubject;
import com.lattestream.broker.NewsTurn;
import io.lettuce.core.ScriptOutputType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What others were told by all nodes. It is forgotten 30 days after they were told that a
 * subject is there, and an hour after they were told that it is not; and when Redis loses
 * its data. What is forgotten is told again if it happens again.
 */
public final class RedisNewsStore implements NewsStore {

	private static final Duration PRESENT_LIFETIME = Duration.ofDays(30);

	private static final Duration ABSENT_LIFETIME = Duration.ofHours(1);

	/** Most subjects that are taken over at once. */
	private static final int MAX_TAKEN_OVER = 500;

	private static final RedisScript CLAIM = RedisScript.load("news-claim.lua", ScriptOutputType.VALUE);

	private static final RedisScript TOLD = RedisScript.load("news-told.lua", ScriptOutputType.INTEGER);

	private static final RedisScript OPEN = RedisScript.load("news-open.lua", ScriptOutputType.VALUE);

	private static final RedisScript TAKE_OVER = RedisScript.load("news-take-over.lua", ScriptOutputType.MULTI);

	private final RedisConnections connections;

	private final RedisKeyspace keyspace;

	private final String node = Long.toString(new SecureRandom().nextLong() >>> 1, Character.MAX_RADIX);

	/**
	 * Create a store.
	 * @param connections the connections to Redis
	 * @param keyspace names the keys
	 */
	public RedisNewsStore(RedisConnections connections, RedisKeyspace keyspace) {
		this.connections = connections;
		this.keyspace = keyspace;
	}

	@Override
	public Mono<NewsTurn> claim(NewsSubject subject, boolean present, boolean doubtful, Duration hold) {
		return this.connections
			.<byte[]>run(CLAIM, List.of(this.keyspace.news(subject.channel(), subject.userId())), this.node,
					digit(present), digit(doubtful), hold.toMillis(),
					((present) ? PRESENT_LIFETIME : ABSENT_LIFETIME).toMillis())
			.map((turn) -> NewsTurn.valueOf(new String(turn, StandardCharsets.US_ASCII)));
	}

	@Override
	public Mono<Boolean> told(NewsSubject subject) {
		return this.connections
			.<Long>run(TOLD, List.of(this.keyspace.news(subject.channel(), subject.userId())), this.node)
			.map((own) -> own == 1);
	}

	@Override
	public Mono<Void> open(Collection<NewsSubject> subjects, Duration patience) {
		return Mono.defer(() -> {
			List<Object> arguments = new ArrayList<>();
			arguments.add(patience.toMillis());
			subjects.forEach((subject) -> arguments.add(write(subject)));
			return this.connections.run(OPEN, List.of(this.keyspace.openNews()), arguments.toArray());
		}).then();
	}

	@Override
	public Mono<Void> settled(NewsSubject subject) {
		return this.connections.command(
				(commands) -> commands.zrem(this.keyspace.openNews(), write(subject).getBytes(StandardCharsets.UTF_8)))
			.then();
	}

	@Override
	public Flux<NewsSubject> takeOver(Duration patience) {
		return this.connections
			.<List<byte[]>>run(TAKE_OVER, List.of(this.keyspace.openNews()), this.node, patience.toMillis(),
					MAX_TAKEN_OVER)
			.flatMapIterable((subjects) -> subjects)
			.map((subject) -> read(new String(subject, StandardCharsets.UTF_8)));
	}

	/**
	 * Nodes and channels have no spaces in their names.
	 */
	private String write(NewsSubject subject) {
		String name = this.node + " " + subject.channel();
		return (subject.userId() != null) ? name + " " + subject.userId() : name;
	}

	private static NewsSubject read(String subject) {
		String[] parts = subject.split(" ", 2);
		return new NewsSubject(parts[0], (parts.length > 1) ? parts[1] : null);
	}

	private static String digit(boolean value) {
		return (value) ? "1" : "0";
	}

}
