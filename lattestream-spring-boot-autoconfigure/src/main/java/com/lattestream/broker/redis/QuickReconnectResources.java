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

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.event.EventBus;
import io.lettuce.core.event.EventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.resource.SocketAddressResolver;
import io.lettuce.core.tracing.Tracing;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.Timer;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;

/**
 * The threads and all else of the application's Redis client, but connections that were
 * cut are made again within about a second. Whoever made the resources shuts them down.
 */
final class QuickReconnectResources implements ClientResources {

	private static final Delay RECONNECT_DELAY = Delay.fullJitter(Duration.ofMillis(50), Duration.ofSeconds(1), 50,
			TimeUnit.MILLISECONDS);

	private final ClientResources delegate;

	QuickReconnectResources(ClientResources delegate) {
		this.delegate = delegate;
	}

	@Override
	public Delay reconnectDelay() {
		return RECONNECT_DELAY;
	}

	@Override
	public Builder mutate() {
		return this.delegate.mutate().reconnectDelay(RECONNECT_DELAY);
	}

	@Override
	public Future<Boolean> shutdown() {
		return this.delegate.shutdown();
	}

	@Override
	public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
		return this.delegate.shutdown(quietPeriod, timeout, unit);
	}

	@Override
	public AddressResolverGroup<?> addressResolverGroup() {
		return this.delegate.addressResolverGroup();
	}

	@Override
	public EventPublisherOptions commandLatencyPublisherOptions() {
		return this.delegate.commandLatencyPublisherOptions();
	}

	@Override
	public CommandLatencyRecorder commandLatencyRecorder() {
		return this.delegate.commandLatencyRecorder();
	}

	@Override
	public int computationThreadPoolSize() {
		return this.delegate.computationThreadPoolSize();
	}

	@Override
	public EventBus eventBus() {
		return this.delegate.eventBus();
	}

	@Override
	public EventLoopGroupProvider eventLoopGroupProvider() {
		return this.delegate.eventLoopGroupProvider();
	}

	@Override
	public EventExecutorGroup eventExecutorGroup() {
		return this.delegate.eventExecutorGroup();
	}

	@Override
	public int ioThreadPoolSize() {
		return this.delegate.ioThreadPoolSize();
	}

	@Override
	public NettyCustomizer nettyCustomizer() {
		return this.delegate.nettyCustomizer();
	}

	@Override
	public SocketAddressResolver socketAddressResolver() {
		return this.delegate.socketAddressResolver();
	}

	@Override
	public Timer timer() {
		return this.delegate.timer();
	}

	@Override
	public Tracing tracing() {
		return this.delegate.tracing();
	}

}
