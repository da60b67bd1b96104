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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import com.lattestream.UnavailableException;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connections of this node to Redis: one for commands and one for topics, on a client
 * of their own beside that of the application. They come up by themselves whenever Redis
 * is there; until then, and while it is away, commands fail at once. What uses them sees
 * no difference between a single server, sentinels and a cluster.
 * <p>
 * Commands fail with {@link UnavailableException}. It is not known then whether Redis has
 * carried out a command that was under way.
 */
public final class RedisConnections implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RedisConnections.class);

	/** How often the connections are looked after. */
	private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

	private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

	private final LettuceConnectionFactory factory;

	private final DerivedClientConfiguration configuration;

	private final Duration commandTimeout;

	private final boolean cluster;

	private final RedisTopics topics;

	private final Scheduler scheduler = Schedulers.newSingle("lattestream-redis", true);

	private final List<Consumer<Boolean>> listeners = new CopyOnWriteArrayList<>();

	private volatile @Nullable RedisLink<StatefulConnection<String, byte[]>> commands;

	private volatile @Nullable RedisLink<StatefulRedisPubSubConnection<String, byte[]>> subscriptions;

	private boolean up;

	/** Whether the log has said how it is. */
	private boolean said;

	private RedisConnections(LettuceConnectionFactory factory, DerivedClientConfiguration configuration) {
		this.factory = factory;
		this.configuration = configuration;
		this.commandTimeout = configuration.getCommandTimeout();
		this.cluster = factory.isClusterAware();
		this.topics = new RedisTopics(this.cluster, this.commandTimeout.toNanos());
	}

	/**
	 * Create connections to the Redis of an application, without connecting yet. Its own
	 * client stays as it is.
	 * @param application tells where Redis is and how to connect
	 * @param commandTimeout how long to wait for a connection or an answer
	 * @param clientName what Redis shows as the name of the connections; without spaces
	 * @return the connections
	 */
	public static RedisConnections create(LettuceConnectionFactory application, Duration commandTimeout,
			String clientName) {
		DerivedClientConfiguration configuration = new DerivedClientConfiguration(application.getClientConfiguration(),
				application.isClusterAware(), commandTimeout, clientName);
		LettuceConnectionFactory factory = new LettuceConnectionFactory(server(application), configuration);
		factory.setShareNativeConnection(false);
		factory.afterPropertiesSet();
		return new RedisConnections(factory, configuration);
	}

	private static RedisConfiguration server(LettuceConnectionFactory application) {
		if (application.getClusterConfiguration() != null) {
			return application.getClusterConfiguration();
		}
		if (application.getSentinelConfiguration() != null) {
			return application.getSentinelConfiguration();
		}
		if (application.getSocketConfiguration() != null) {
			return application.getSocketConfiguration();
		}
		RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(application.getHostName(),
				application.getPort());
		server.setDatabase(application.getDatabase());
		server.setUsername(application.getStandaloneConfiguration().getUsername());
		server.setPassword(application.getPassword());
		return server;
	}

	/**
	 * Begin to connect, and go on with it until closed. Does not wait: see
	 * {@link #warmUp}. Once is enough.
	 */
	public void start() {
		if (this.commands != null) {
			return;
		}
		this.factory.start();
		AbstractRedisClient client = this.factory.getRequiredNativeClient();
		RedisLink<StatefulConnection<String, byte[]>> commands = new RedisLink<>("commands", () -> connect(client),
				(connection) -> commands(connection).ping(), false, (connection) -> {
				}, this::changed);
		RedisLink<StatefulRedisPubSubConnection<String, byte[]>> subscriptions = new RedisLink<>("topics",
				() -> connectTopics(client), (connection) -> connection.async().ping(), true, this.topics::connected,
				this::changed);
		synchronized (this) {
			this.commands = commands;
			this.subscriptions = subscriptions;
		}
		this.scheduler.schedulePeriodically(() -> {
			commands.check();
			subscriptions.check();
			this.topics.check();
			update();
		}, 0, CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
		this.scheduler.schedule(() -> say(this.up), this.commandTimeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Wait for the first attempt to connect, and have Redis know all scripts, so that the
	 * first client need not wait for that. Returns at once while Redis is away, and after
	 * the command timeout if that does not become clear: everything comes up later then.
	 * @throws IllegalStateException if the connections are not started
	 */
	public void warmUp() {
		RedisLink<StatefulConnection<String, byte[]>> commands = this.commands;
		RedisLink<StatefulRedisPubSubConnection<String, byte[]>> subscriptions = this.subscriptions;
		if (commands == null || subscriptions == null) {
			throw new IllegalStateException("The connections are not started");
		}
		commands.check();
		subscriptions.check();
		CompletableFuture.allOf(commands.attempt(), subscriptions.attempt())
			.thenCompose((ended) -> loadScripts().toFuture())
			.completeOnTimeout(null, this.commandTimeout.toMillis(), TimeUnit.MILLISECONDS)
			.exceptionally((ex) -> {
				logger.debug("Redis does not know the scripts yet", ex);
				return null;
			})
			.join();
	}

	private Mono<Void> loadScripts() {
		return Flux.fromIterable(RedisScript.known())
			.flatMap((script) -> command((commands) -> commands.scriptLoad(script.source())))
			.then();
	}

	private static StatefulConnection<String, byte[]> connect(AbstractRedisClient client) {
		return (client instanceof RedisClusterClient clusterClient) ? clusterClient.connect(CODEC)
				: ((RedisClient) client).connect(CODEC);
	}

	private static StatefulRedisPubSubConnection<String, byte[]> connectTopics(AbstractRedisClient client) {
		if (client instanceof RedisClusterClient clusterClient) {
			StatefulRedisClusterPubSubConnection<String, byte[]> connection = clusterClient.connectPubSub(CODEC);
			connection.setNodeMessagePropagation(true);
			return connection;
		}
		return ((RedisClient) client).connectPubSub(CODEC);
	}

	private static RedisClusterAsyncCommands<String, byte[]> commands(StatefulConnection<String, byte[]> connection) {
		return (connection instanceof StatefulRedisClusterConnection<String, byte[]> clusterConnection)
				? clusterConnection.async() : ((StatefulRedisConnection<String, byte[]>) connection).async();
	}

	/**
	 * Return whether commands can be carried out and messages come, as far as is known.
	 * @return whether both connections are there
	 */
	public boolean isUp() {
		return connection() != null && this.subscriptions != null && this.subscriptions.connection() != null;
	}

	/**
	 * Return whether commands are sent to Redis.
	 * @return whether there is a connection for them; without one they fail unsent
	 */
	boolean isReachable() {
		return connection() != null;
	}

	/**
	 * Tell when {@linkplain #isUp() the link} comes up or goes down, one after the other.
	 * @param listener is told the state; must not block
	 */
	public void onChange(Consumer<Boolean> listener) {
		this.listeners.add(listener);
	}

	private void changed() {
		if (!this.scheduler.isDisposed()) {
			this.scheduler.schedule(this::update);
		}
	}

	/** On the scheduler only. */
	private void update() {
		boolean now = isUp();
		if (now != this.up) {
			this.up = now;
			this.said = false;
			say(now);
			this.listeners.forEach((listener) -> listener.accept(now));
		}
	}

	/** On the scheduler only. */
	private void say(boolean now) {
		if (this.said) {
			return;
		}
		this.said = true;
		if (now) {
			logger.info("Redis is there");
		}
		else {
			logger.warn("Redis is away");
		}
	}

	/**
	 * Ask Redis to carry out a command.
	 * @param <T> what it answers with
	 * @param command calls the method of the command; each key it names must be in one
	 * slot
	 * @return the answer
	 */
	<T> Mono<T> command(Function<RedisClusterAsyncCommands<String, byte[]>, RedisFuture<T>> command) {
		return Mono.defer(() -> {
			StatefulConnection<String, byte[]> connection = connection();
			return (connection != null)
					? Mono.fromFuture(command.apply(commands(connection)).toCompletableFuture(), true)
					: Mono.<T>error(new UnavailableException("There is no connection to Redis"));
		}).onErrorMap(RedisException.class, (ex) -> new UnavailableException("Redis did not carry out a command", ex));
	}

	/**
	 * Run a script.
	 * @param <T> what it answers with: a {@link Long}, a {@code byte[]}, a {@link List}
	 * of both, or nothing
	 * @param script the script
	 * @param keys the keys that it touches, all in one slot
	 * @param arguments its arguments: a {@code byte[]} is passed as it is, of everything
	 * else its text
	 * @return the answer
	 */
	<T> Mono<T> run(RedisScript script, List<String> keys, Object... arguments) {
		String[] names = keys.toArray(String[]::new);
		byte[][] values = new byte[arguments.length][];
		for (int i = 0; i < arguments.length; i++) {
			values[i] = (arguments[i] instanceof byte[] bytes) ? bytes
					: arguments[i].toString().getBytes(StandardCharsets.UTF_8);
		}
		return this.<T>command((commands) -> commands.evalsha(script.digest(), script.type(), names, values))
			.onErrorResume((ex) -> ex.getCause() instanceof RedisNoScriptException,
					(ex) -> command((commands) -> commands.eval(script.source(), script.type(), names, values)));
	}

	/**
	 * Publish a message.
	 * @param topic the topic
	 * @param message the message, with the byte that tells its kind
	 * @return completes when Redis has it
	 */
	Mono<Void> publish(String topic, byte[] message) {
		return command(
				(commands) -> this.cluster ? commands.spublish(topic, message) : commands.publish(topic, message))
			.then();
	}

	/**
	 * Return how a script publishes. It has to name the topic as one of its keys.
	 * @return the name of the command
	 */
	String publishCommand() {
		return this.cluster ? "SPUBLISH" : "PUBLISH";
	}

	/**
	 * Return the topics that this node listens to.
	 * @return the topics
	 */
	RedisTopics topics() {
		return this.topics;
	}

	/**
	 * Return a thread for what is to be done every now and then, such as heartbeats.
	 * @return the scheduler; ends when the connections are closed
	 */
	Scheduler scheduler() {
		return this.scheduler;
	}

	/**
	 * Return how long to wait for Redis.
	 * @return the time after which commands fail
	 */
	Duration commandTimeout() {
		return this.commandTimeout;
	}

	private @Nullable StatefulConnection<String, byte[]> connection() {
		return (this.commands != null) ? this.commands.connection() : null;
	}

	/**
	 * Close the connections. They cannot be started again.
	 */
	@Override
	public void close() {
		this.scheduler.dispose();
		if (this.commands != null && this.subscriptions != null) {
			// The client ends afterwards: it could neither connect nor reconnect any more
			CompletableFuture.allOf(this.commands.close(), this.subscriptions.close())
				.completeOnTimeout(null, 2 * this.commandTimeout.toMillis(), TimeUnit.MILLISECONDS)
				.exceptionally((ex) -> null)
				.join();
		}
		this.factory.destroy();
		this.configuration.close();
	}

}
