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

package com.lattestream.autoconfigure.remote;

import java.time.Duration;

import com.lattestream.remote.RemoteSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Turns properties into settings of the client and refuses values that make no sense.
 */
final class RemoteSettingsFactory {

	private static final String PREFIX = "lattestream.client.";

	/** LatteStream takes 10 and so does our hub; other services may take more. */
	private static final int MAX_REQUEST_SIZE = 100;

	private RemoteSettingsFactory() {
	}

	static RemoteSettings create(LatteStreamClientProperties properties) {
		return new RemoteSettings(positive("response-timeout", properties.getResponseTimeout()),
				positive("deadline", properties.getDeadline()),
				Math.toIntExact(positive("max-event-data", properties.getMaxEventData())),
				Math.toIntExact(positive("max-response-size", properties.getMaxResponseSize())),
				properties.getChannelAuthorization(), connections(properties.getPool()), retries(properties.getRetry()),
				batching(properties.getBatching()));
	}

	static RemoteSettings.Connections connections(LatteStreamClientProperties.Pool pool) {
		return new RemoteSettings.Connections(
				within("pool.max-connections", pool.getMaxConnections(), 1, Integer.MAX_VALUE),
				within("pool.pending-acquire-limit", pool.getPendingAcquireLimit(), 0, Integer.MAX_VALUE),
				positive("pool.pending-acquire-timeout", pool.getPendingAcquireTimeout()));
	}

	private static RemoteSettings.Retries retries(LatteStreamClientProperties.Retry retry) {
		return new RemoteSettings.Retries(within("retry.max-retries", retry.getMaxRetries(), 0, Integer.MAX_VALUE),
				positive("retry.initial-interval", retry.getInitialInterval()),
				positive("retry.max-interval", retry.getMaxInterval()));
	}

	private static RemoteSettings.@Nullable Batching batching(LatteStreamClientProperties.Batching batching) {
		if (!batching.isEnabled()) {
			return null;
		}
		return new RemoteSettings.Batching(within("batching.max-events", batching.getMaxEvents(), 1, Integer.MAX_VALUE),
				positive("batching.interval", batching.getInterval()),
				within("batching.request-size", batching.getRequestSize(), 1, MAX_REQUEST_SIZE),
				within("batching.max-concurrent-requests", batching.getMaxConcurrentRequests(), 1, Integer.MAX_VALUE),
				within("batching.max-pending-events", batching.getMaxPendingEvents(), 1, Integer.MAX_VALUE),
				positive("batching.max-pending-size", batching.getMaxPendingSize()));
	}

	static int within(String name, int value, int from, int to) {
		if (value < from || value > to) {
			throw invalid(name, value,
					"It has to be at least " + from + ((to < Integer.MAX_VALUE) ? " and at most " + to + "." : "."));
		}
		return value;
	}

	static Duration positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw invalid(name, value, "It has to be longer than nothing.");
		}
		return value;
	}

	private static long positive(String name, DataSize value) {
		if (value.toBytes() < 1) {
			throw invalid(name, value, "It has to be larger than nothing.");
		}
		return value.toBytes();
	}

	private static InvalidConfigurationPropertyValueException invalid(String name, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException(PREFIX + name, value, reason);
	}

}
