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

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import com.lattestream.broker.Broker;
import com.lattestream.broker.NodeBus;
import com.lattestream.broker.NodeCommand;
import io.lettuce.core.ScriptOutputType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.log.LogMessage;

/**
 * The bus of all nodes. Commands go over a topic that all listen to, answers over one of
 * the node that asked; Redis tells how many answers there are to wait for.
 * <p>
 * The own node carries its commands out by itself, whatever becomes of Redis. While Redis
 * is away its answer comes first and then an error.
 */
public final class RedisNodeBus implements NodeBus {

	private static final Log logger = LogFactory.getLog(RedisNodeBus.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final RedisScript PUBLISH = RedisScript.load("command-publish.lua", ScriptOutputType.INTEGER);

	private final RedisConnections connections;

	private final RedisKeyspace keyspace;

	private final Duration timeout;

	private final String node = Long.toString(new SecureRandom().nextLong() >>> 1, Character.MAX_RADIX);

	private final AtomicLong ids = new AtomicLong();

	private final Map<Long, NodeQuestion> questions = new ConcurrentHashMap<>();

	private Function<NodeCommand, Mono<String>> handler = (command) -> Mono.empty();

	/**
	 * Create a bus. To be done before the connections are started.
	 * @param connections the connections to Redis
	 * @param keyspace names the topics
	 */
	public RedisNodeBus(RedisConnections connections, RedisKeyspace keyspace) {
		this(connections, keyspace, TIMEOUT);
	}

	/**
	 * Create a bus.
	 * @param connections the connections to Redis
	 * @param keyspace names the topics
	 * @param timeout how long a node may take to answer
	 */
	public RedisNodeBus(RedisConnections connections, RedisKeyspace keyspace, Duration timeout) {
		this.connections = connections;
		this.keyspace = keyspace;
		this.timeout = timeout;
		connections.topics().register(RedisMessage.COMMAND, (topic, message) -> received(message));
	}

	@Override
	public void start(Function<NodeCommand, Mono<String>> handler) {
		this.handler = handler;
		this.connections.topics().subscribe(commandTopic()).subscribe();
		this.connections.topics().subscribe(answerTopic(this.node)).subscribe();
	}

	@Override
	public Flux<String> ask(NodeCommand command) {
		return Flux.defer(() -> Flux.mergeDelayError(2, carryOut(command).flux(), askOthers(command)));
	}

	private Flux<String> askOthers(NodeCommand command) {
		long id = this.ids.incrementAndGet();
		NodeQuestion question = new NodeQuestion();
		this.questions.put(id, question);
		return publish(commandTopic(), new NodeMessage.Ask(this.node, id, command)).doOnNext(question::expect)
			.thenMany(question.answers(this.timeout))
			.doFinally((signal) -> this.questions.remove(id));
	}

	private Mono<Long> publish(String topic, NodeMessage message) {
		return this.connections.run(PUBLISH, List.of(topic), this.connections.publishCommand(), message.encode());
	}

	private void received(byte[] bytes) {
		NodeMessage message = NodeMessage.decode(bytes);
		if (message instanceof NodeMessage.Ask ask) {
			asked(ask);
		}
		else if (message instanceof NodeMessage.Answer answer) {
			answered(answer.id(), answer.text());
		}
		else {
			logger.warn("A command of another node cannot be read and is ignored");
		}
	}

	private void asked(NodeMessage.Ask ask) {
		if (ask.node().equals(this.node)) {
			// Carried out already, but Redis counts this node, too
			answered(ask.id(), null);
			return;
		}
		carryOut(ask.command()).map((text) -> new NodeMessage.Answer(ask.id(), text))
			.defaultIfEmpty(new NodeMessage.Answer(ask.id(), null))
			.flatMap((answer) -> publish(answerTopic(ask.node()), answer))
			.subscribe(null, (ex) -> logger.debug("A command was carried out, but the answer could not be sent", ex));
	}

	private void answered(long id, @Nullable String text) {
		NodeQuestion question = this.questions.get(id);
		if (question != null) {
			question.answered(text);
		}
	}

	private Mono<String> carryOut(NodeCommand command) {
		return Mono.defer(() -> this.handler.apply(command)).timeout(this.timeout).onErrorResume((ex) -> {
			logger.warn(LogMessage.format("The command '%s' failed", command.name()), ex);
			return Mono.empty();
		});
	}

	private String commandTopic() {
		return this.keyspace.topic(Broker.ALL_NODES + "-commands");
	}

	private String answerTopic(String node) {
		return this.keyspace.topic(Broker.ALL_NODES + "-answers-" + node);
	}

}
