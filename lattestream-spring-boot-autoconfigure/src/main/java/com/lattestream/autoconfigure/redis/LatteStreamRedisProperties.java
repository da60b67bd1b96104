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

package com.lattestream.autoconfigure.redis;

import java.time.Duration;

import com.lattestream.broker.redis.WhenUnavailable;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of what joins hubs by way of Redis.
 */
@ConfigurationProperties("lattestream.redis")
public class LatteStreamRedisProperties {

	/**
	 * Whether hubs of many nodes work as one by way of the Redis of 'spring.data.redis'.
	 */
	private boolean enabled;

	/**
	 * What begins the names of all that is kept in Redis, without braces. By default the
	 * value of 'spring.application.name', or 'lattestream' if there is none.
	 */
	private @Nullable String keyPrefix;

	/**
	 * What becomes of events of channels without a history while Redis is away:
	 * subscribers of the same node get them, or the publisher is told.
	 */
	private WhenUnavailable whenUnavailable = WhenUnavailable.LOCAL;

	/**
	 * Time to wait for a connection to Redis or an answer.
	 */
	private Duration commandTimeout = Duration.ofSeconds(2);

	/**
	 * Time after which the members of a node that is gone are removed.
	 */
	private Duration lease = Duration.ofSeconds(30);

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getKeyPrefix() {
		return this.keyPrefix;
	}

	public void setKeyPrefix(@Nullable String keyPrefix) {
		this.keyPrefix = keyPrefix;
	}

	public WhenUnavailable getWhenUnavailable() {
		return this.whenUnavailable;
	}

	public void setWhenUnavailable(WhenUnavailable whenUnavailable) {
		this.whenUnavailable = whenUnavailable;
	}

	public Duration getCommandTimeout() {
		return this.commandTimeout;
	}

	public void setCommandTimeout(Duration commandTimeout) {
		this.commandTimeout = commandTimeout;
	}

	public Duration getLease() {
		return this.lease;
	}

	public void setLease(Duration lease) {
		this.lease = lease;
	}

}
