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

import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One connection to Redis, kept up as long as it is wanted. Lettuce restores what was
 * cut; this makes the first connection when Redis comes late, and replaces a connection
 * that is open but silent, as after a power failure or behind a firewall that forgot it.
 *
 * @param <C> the kind of connection
 */
final class RedisLink<C extends StatefulConnection<String, byte[]>> {

	private static final Log logger = LogFactory.getLog(RedisLink.class);

	private final String name;

	private final Supplier<C> connector;

	private final Function<C, CompletionStage<?>> ping;

	private final boolean renewing;

	private final Consumer<C> connected;

	private final Runnable changed;

	/** Connecting blocks. */
	private final Scheduler scheduler = Schedulers.boundedElastic();

	private volatile @Nullable C connection;

	/** Whether the connection is going to make way for another one. */
	private volatile boolean interrupted;

	/** Done while no connection is being made. */
	private CompletableFuture<Void> connecting = CompletableFuture.completedFuture(null);

	private boolean pinging;

	private boolean closed;

	/**
	 * Create a link.
	 * @param name what it is for, for the log
	 * @param connector makes a connection and blocks until it is there
	 * @param ping asks a connection whether it is alive
	 * @param renewing whether a connection that was interrupted is replaced by another
	 * one when it is restored
	 * @param connected is told of each connection that has come up, and of the same one
	 * again when it was restored
	 * @param changed is run when the link may have come up or gone down
	 */
	RedisLink(String name, Supplier<C> connector, Function<C, CompletionStage<?>> ping, boolean renewing,
			Consumer<C> connected, Runnable changed) {
		this.name = name;
		this.connector = connector;
		this.ping = ping;
		this.renewing = renewing;
		this.connected = connected;
		this.changed = changed;
	}

	/**
	 * Return the connection.
	 * @return the connection, or {@code null} while there is none that works
	 */
	@Nullable C connection() {
		C current = this.connection;
		return (current != null && current.isOpen() && !this.interrupted) ? current : null;
	}

	/**
	 * See to it that there is a connection and that it is alive. Called at the start, and
	 * every now and then.
	 */
	void check() {
		C current = this.connection;
		if (current == null) {
			connect();
		}
		else if (current.isOpen()) {
			ping(current);
		}
	}

	/**
	 * Return when the attempt to connect ends that is under way.
	 * @return completes when it has ended, well or not; completed if there is none
	 */
	synchronized CompletableFuture<Void> attempt() {
		return this.connecting;
	}

	private void connect() {
		CompletableFuture<Void> connected;
		synchronized (this) {
			if (!this.connecting.isDone() || this.closed) {
				return;
			}
			connected = new CompletableFuture<>();
			this.connecting = connected;
		}
		this.scheduler.schedule(() -> {
			try {
				established(this.connector.get());
			}
			catch (RedisException ex) {
				logger.debug("No connection to Redis for " + this.name, ex);
			}
			finally {
				connected.complete(null);
				this.changed.run();
			}
		});
	}

	private void established(C created) {
		boolean late;
		synchronized (this) {
			late = this.closed;
			if (!late) {
				this.connection = created;
				this.interrupted = false;
			}
		}
		if (late) {
			created.close();
			return;
		}
		created.addListener(new StateListener(created));
		this.connected.accept(created);
	}

	private void ping(C current) {
		synchronized (this) {
			if (this.pinging) {
				return;
			}
			this.pinging = true;
		}
		this.ping.apply(current).whenComplete((pong, ex) -> {
			synchronized (this) {
				this.pinging = false;
			}
			if (ex instanceof RedisCommandTimeoutException && current.isOpen()) {
				logger.warn("Redis does not answer on the connection for " + this.name + "; making another one");
				replace(current);
			}
		});
	}

	private void replace(C silent) {
		synchronized (this) {
			if (this.connection != silent || this.closed) {
				return;
			}
			this.connection = null;
		}
		silent.closeAsync();
		this.changed.run();
		connect();
	}

	/**
	 * Close the connection and make no other.
	 * @return completes when it is closed and none is being made
	 */
	CompletableFuture<Void> close() {
		C current;
		CompletableFuture<Void> connecting;
		synchronized (this) {
			this.closed = true;
			current = this.connection;
			this.connection = null;
			connecting = this.connecting;
		}
		return (current != null) ? CompletableFuture.allOf(current.closeAsync(), connecting) : connecting;
	}

	private final class StateListener implements RedisConnectionStateListener {

		private final C source;

		StateListener(C source) {
			this.source = source;
		}

		@Override
		public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
			if (RedisLink.this.connection != this.source) {
				return;
			}
			if (RedisLink.this.interrupted) {
				// It may have two channels if an attempt was slow, and get all twice
				logger.debug("The connection for " + RedisLink.this.name + " is back; making another one");
				replace(this.source);
			}
			else {
				RedisLink.this.connected.accept(this.source);
				RedisLink.this.changed.run();
			}
		}

		@Override
		public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
			if (RedisLink.this.connection == this.source) {
				RedisLink.this.interrupted = RedisLink.this.renewing;
			}
			RedisLink.this.changed.run();
		}

	}

}
