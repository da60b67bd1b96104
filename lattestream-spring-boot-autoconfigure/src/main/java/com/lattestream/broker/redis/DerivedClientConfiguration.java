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
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

/**
 * The configuration of the application's own client, but for what a hub needs otherwise:
 * commands fail at once while there is no connection and soon when there is no answer,
 * are never sent twice, and a connection that was cut is back within about a second.
 */
final class DerivedClientConfiguration implements LettuceClientConfiguration {

	private final LettuceClientConfiguration delegate;

	private final ClientOptions options;

	private final ClientResources resources;

	private final boolean ownsResources;

	private final Duration commandTimeout;

	private final String clientName;

	/**
	 * Create a configuration.
	 * @param delegate the one of the application's client
	 * @param cluster whether that is one of a cluster
	 * @param commandTimeout how long to wait for a connection or an answer
	 * @param clientName what Redis shows as the name of the connections
	 */
	DerivedClientConfiguration(LettuceClientConfiguration delegate, boolean cluster, Duration commandTimeout,
			String clientName) {
		this.delegate = delegate;
		this.commandTimeout = commandTimeout;
		this.clientName = clientName;
		this.options = options(delegate.getClientOptions().orElseGet(ClientOptions::create), cluster);
		this.ownsResources = delegate.getClientResources().isEmpty();
		this.resources = new QuickReconnectResources(delegate.getClientResources().orElseGet(ClientResources::create));
	}

	private ClientOptions options(ClientOptions base, boolean cluster) {
		SocketOptions socket = base.getSocketOptions().mutate().connectTimeout(this.commandTimeout).build();
		ClientOptions options = base.mutate()
			.autoReconnect(true)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.timeoutOptions(TimeoutOptions.enabled(this.commandTimeout))
			.socketOptions(socket)
			.build();
		if (!cluster) {
			return options;
		}
		ClusterTopologyRefreshOptions refresh = (base instanceof ClusterClientOptions clusterBase)
				? clusterBase.getTopologyRefreshOptions() : ClusterTopologyRefreshOptions.create();
		if (refresh.getAdaptiveRefreshTriggers().isEmpty()) {
			refresh = ClusterTopologyRefreshOptions.builder()
				.dynamicRefreshSources(refresh.useDynamicRefreshSources())
				.enablePeriodicRefresh(refresh.getRefreshPeriod())
				.enableAllAdaptiveRefreshTriggers()
				.adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
				.build();
		}
		return ClusterClientOptions.builder(options).topologyRefreshOptions(refresh).build();
	}

	/**
	 * Free what belongs to no client but this one. To be called after the client was
	 * closed.
	 */
	void close() {
		if (this.ownsResources) {
			this.resources.shutdown(0, this.commandTimeout.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public boolean isUseSsl() {
		return this.delegate.isUseSsl();
	}

	@Override
	public boolean isVerifyPeer() {
		return this.delegate.isVerifyPeer();
	}

	@Override
	public SslVerifyMode getVerifyMode() {
		return this.delegate.getVerifyMode();
	}

	@Override
	public boolean isStartTls() {
		return this.delegate.isStartTls();
	}

	@Override
	public Optional<ClientResources> getClientResources() {
		return Optional.of(this.resources);
	}

	@Override
	public Optional<ClientOptions> getClientOptions() {
		return Optional.of(this.options);
	}

	@Override
	public Optional<String> getClientName() {
		return Optional.of(this.clientName);
	}

	@Override
	public Optional<ReadFrom> getReadFrom() {
		return Optional.empty();
	}

	@Override
	public Optional<RedisCredentialsProviderFactory> getRedisCredentialsProviderFactory() {
		return this.delegate.getRedisCredentialsProviderFactory();
	}

	@Override
	public Duration getCommandTimeout() {
		return this.commandTimeout;
	}

	@Override
	public Duration getShutdownTimeout() {
		return this.delegate.getShutdownTimeout();
	}

	@Override
	public Duration getShutdownQuietPeriod() {
		return this.delegate.getShutdownQuietPeriod();
	}

}
