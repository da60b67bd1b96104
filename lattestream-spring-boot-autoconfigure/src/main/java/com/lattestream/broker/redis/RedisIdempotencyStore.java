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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import com.lattestream.UnavailableException;
import com.lattestream.broker.IdempotencyConflictException;
import com.lattestream.broker.IdempotencyStore;
import io.lettuce.core.ScriptOutputType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * What all nodes remember. Who comes first, on whichever node, claims the request and
 * carries it out; those who come meanwhile wait for the answer.
 * <p>
 * A claim ends when its node is gone for a while. Whoever waits for it then gets an
 * {@link UnavailableException}, as it is not known what became of the request, and so do
 * those on other nodes when it fails; on the node itself they get its error. Nothing is
 * carried out while Redis is away.
 */
public final class RedisIdempotencyStore implements IdempotencyStore {

	private static final Log logger = LogFactory.getLog(RedisIdempotencyStore.class);

	private static final Duration CLAIM = Duration.ofSeconds(15);

	private static final Duration WAIT = Duration.ofSeconds(10);

	/** Those who wait have to see the answer. */
	private static final long MIN_LIFETIME = 2000;

	private static final long FIRST_LOOK = 10;

	private static final long MAX_LOOK = 250;

	private static final RedisScript CLAIM_SCRIPT = RedisScript.load("once-claim.lua", ScriptOutputType.MULTI);

	private static final RedisScript LOOK_SCRIPT = RedisScript.load("once-look.lua", ScriptOutputType.MULTI);

	private static final RedisScript ANSWER_SCRIPT = RedisScript.load("once-answer.lua", ScriptOutputType.VALUE);

	private static final RedisScript FORGET_SCRIPT = RedisScript.load("once-forget.lua", ScriptOutputType.VALUE);

	private final RedisConnections connections;

	private final RedisKeyspace keyspace;

	private final Duration claim;

	private final Duration wait;

	private final String node = Long.toString(new SecureRandom().nextLong() >>> 1, Character.MAX_RADIX);

	private final AtomicLong claims = new AtomicLong();

	/** What is under way on this node. */
	private final Map<Request, Sinks.One<String>> running = new ConcurrentHashMap<>();

	/**
	 * Create a store.
	 * @param connections the connections to Redis
	 * @param keyspace names the keys
	 */
	public RedisIdempotencyStore(RedisConnections connections, RedisKeyspace keyspace) {
		this(connections, keyspace, CLAIM, WAIT);
	}

	/**
	 * Create a store.
	 * @param connections the connections to Redis
	 * @param keyspace names the keys
	 * @param claim how long a request is kept for a node that is gone
	 * @param wait how long to wait for an answer from another node
	 */
	RedisIdempotencyStore(RedisConnections connections, RedisKeyspace keyspace, Duration claim, Duration wait) {
		this.connections = connections;
		this.keyspace = keyspace;
		this.claim = claim;
		this.wait = wait;
	}

	@Override
	public Mono<String> once(String key, String fingerprint, Duration lifetime, Mono<String> operation) {
		return Mono.deferContextual((context) -> {
			Request request = new Request(key, fingerprint);
			Sinks.One<String> created = Sinks.one();
			Sinks.One<String> known = this.running.putIfAbsent(request, created);
			if (known != null) {
				return known.asMono();
			}
			answer(request, lifetime, operation.contextWrite(context)).subscribe((answer) -> {
				this.running.remove(request);
				created.tryEmitValue(answer);
			}, (ex) -> {
				this.running.remove(request);
				created.tryEmitError(ex);
			});
			return created.asMono();
		});
	}

	private Mono<String> answer(Request request, Duration lifetime, Mono<String> operation) {
		String owner = this.node + "-" + this.claims.incrementAndGet();
		return claim(request, owner).flatMap((outcome) -> switch (outcome.state) {
			case "claimed" -> carryOut(request, owner, lifetime, operation);
			case "answered" -> Mono.just(outcome.text);
			case "pending" -> await(request, outcome.text);
			default -> Mono.error(new IdempotencyConflictException());
		});
	}

	private Mono<Outcome> claim(Request request, String owner) {
		return this.connections
			.<List<byte[]>>run(CLAIM_SCRIPT, keys(request), request.fingerprint, owner, this.claim.toMillis())
			.map(Outcome::of);
	}

	private Mono<String> carryOut(Request request, String owner, Duration lifetime, Mono<String> operation) {
		long start = System.nanoTime();
		Disposable renewal = Flux.interval(this.claim.dividedBy(3), this.connections.scheduler())
			.onBackpressureDrop()
			.concatMap((i) -> claim(request, owner).onErrorComplete())
			.subscribe();
		return operation.defaultIfEmpty("")
			.doFinally((signal) -> renewal.dispose())
			.onErrorResume((ex) -> forget(request, owner).then(Mono.error(ex)))
			.flatMap((answer) -> {
				long left = lifetime.minusNanos(System.nanoTime() - start).toMillis();
				return keep(request, owner, answer, Math.max(left, MIN_LIFETIME)).thenReturn(answer);
			});
	}

	/**
	 * The request was carried out, so its answer is the answer, even if it cannot be kept
	 * now. Then it is tried for as long as the claim lasts.
	 */
	private Mono<Void> keep(Request request, String owner, String answer, long lifetime) {
		Mono<Void> keeping = this.connections
			.run(ANSWER_SCRIPT, keys(request), request.fingerprint, owner, answer, lifetime)
			.then();
		return keeping.onErrorResume(UnavailableException.class, (ex) -> {
			keeping.retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100)).maxBackoff(Duration.ofSeconds(1)))
				.timeout(this.claim)
				.subscribe(null, (late) -> logger.warn("An answer could not be kept: a request that was carried out "
						+ "will be again if it comes again", late));
			return Mono.empty();
		});
	}

	private Mono<Void> forget(Request request, String owner) {
		return this.connections.run(FORGET_SCRIPT, keys(request), owner)
			.onErrorResume(UnavailableException.class, (ex) -> {
				logger.debug("A request that failed is known until its claim ends", ex);
				return Mono.empty();
			})
			.then();
	}

	private Mono<String> await(Request request, String owner) {
		return Mono.defer(() -> look(request, owner))
			.repeatWhenEmpty((looks) -> looks.concatMap((i) -> Mono
				.delay(Duration.ofMillis(Math.min(FIRST_LOOK << Math.min(i, MAX_LOOK / FIRST_LOOK), MAX_LOOK)))))
			.timeout(this.wait, Mono
				.error(() -> new UnavailableException("The same request is being carried out on another node")));
	}

	private Mono<String> look(Request request, String owner) {
		return this.connections.<List<byte[]>>run(LOOK_SCRIPT, keys(request), request.fingerprint, owner)
			.map(Outcome::of)
			.flatMap((outcome) -> switch (outcome.state) {
				case "answered" -> Mono.just(outcome.text);
				case "pending" -> Mono.empty();
				default -> Mono.error(new UnavailableException("The same request failed on another node"));
			});
	}

	private List<String> keys(Request request) {
		return List.of(this.keyspace.request(request.key));
	}

	private record Request(String key, String fingerprint) {

	}

	/**
	 * What a script answers.
	 *
	 * @param state what became of the request
	 * @param text the answer or the claim of another caller; empty if there is none
	 */
	private record Outcome(String state, String text) {

		static Outcome of(List<byte[]> reply) {
			String text = (reply.size() > 1) ? new String(reply.get(1), StandardCharsets.UTF_8) : "";
			return new Outcome(new String(reply.get(0), StandardCharsets.UTF_8), text);
		}

	}

}
