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

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the client of a service elsewhere.
 */
@ConfigurationProperties("lattestream.client")
public class LatteStreamClientProperties {

	/**
	 * Base URL of the service's REST API, with a path if need be. By default, that of
	 * LatteStream's cloud in the cluster.
	 */
	private @Nullable String endpoint;

	/**
	 * Cluster of LatteStream's cloud.
	 */
	private String cluster = "eu1";

	/**
	 * Whether to connect to LatteStream's cloud with TLS.
	 */
	private boolean tls = true;

	/**
	 * Time that connecting may take.
	 */
	private Duration connectTimeout = Duration.ofSeconds(5);

	/**
	 * Time that one request may take, from sending it to the end of the answer.
	 */
	private Duration responseTimeout = Duration.ofSeconds(30);

	/**
	 * Time that a call may take in all, with its requests and the pauses between them.
	 */
	private Duration deadline = Duration.ofSeconds(60);

	/**
	 * Size of the data of an event.
	 */
	private DataSize maxEventData = DataSize.ofKilobytes(32);

	/**
	 * Size of an answer from the service.
	 */
	private DataSize maxResponseSize = DataSize.ofMegabytes(4);

	/**
	 * Whether the service issues channel authorisations or this application signs them.
	 */
	private RemoteSettings.ChannelSigning channelAuthorization = RemoteSettings.ChannelSigning.REMOTE;

	private final Ssl ssl = new Ssl();

	private final Pool pool = new Pool();

	private final Retry retry = new Retry();

	private final Cache cache = new Cache();

	private final Batching batching = new Batching();

	public @Nullable String getEndpoint() {
		return this.endpoint;
	}

	public void setEndpoint(@Nullable String endpoint) {
		this.endpoint = endpoint;
	}

	public String getCluster() {
		return this.cluster;
	}

	public void setCluster(String cluster) {
		this.cluster = cluster;
	}

	public boolean isTls() {
		return this.tls;
	}

	public void setTls(boolean tls) {
		this.tls = tls;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Duration getResponseTimeout() {
		return this.responseTimeout;
	}

	public void setResponseTimeout(Duration responseTimeout) {
		this.responseTimeout = responseTimeout;
	}

	public Duration getDeadline() {
		return this.deadline;
	}

	public void setDeadline(Duration deadline) {
		this.deadline = deadline;
	}

	public DataSize getMaxEventData() {
		return this.maxEventData;
	}

	public void setMaxEventData(DataSize maxEventData) {
		this.maxEventData = maxEventData;
	}

	public DataSize getMaxResponseSize() {
		return this.maxResponseSize;
	}

	public void setMaxResponseSize(DataSize maxResponseSize) {
		this.maxResponseSize = maxResponseSize;
	}

	public RemoteSettings.ChannelSigning getChannelAuthorization() {
		return this.channelAuthorization;
	}

	public void setChannelAuthorization(RemoteSettings.ChannelSigning channelAuthorization) {
		this.channelAuthorization = channelAuthorization;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	public Pool getPool() {
		return this.pool;
	}

	public Retry getRetry() {
		return this.retry;
	}

	public Cache getCache() {
		return this.cache;
	}

	public Batching getBatching() {
		return this.batching;
	}

	/**
	 * SSL of the connections.
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle to connect with.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

	/**
	 * Connections to the service. Their ages are limited with Reactor Netty only.
	 */
	public static class Pool {

		/**
		 * Connections at the same time, each with one request.
		 */
		private int maxConnections = 20;

		/**
		 * Age at which a connection is used no more.
		 */
		private Duration maxAge = Duration.ofMinutes(5);

		/**
		 * Time without use after which a connection is closed.
		 */
		private Duration maxIdle = Duration.ofSeconds(30);

		/**
		 * Requests that may wait for a connection.
		 */
		private int pendingAcquireLimit = 1000;

		/**
		 * Time that a request may wait for a connection.
		 */
		private Duration pendingAcquireTimeout = Duration.ofSeconds(10);

		public int getMaxConnections() {
			return this.maxConnections;
		}

		public void setMaxConnections(int maxConnections) {
			this.maxConnections = maxConnections;
		}

		public Duration getMaxAge() {
			return this.maxAge;
		}

		public void setMaxAge(Duration maxAge) {
			this.maxAge = maxAge;
		}

		public Duration getMaxIdle() {
			return this.maxIdle;
		}

		public void setMaxIdle(Duration maxIdle) {
			this.maxIdle = maxIdle;
		}

		public int getPendingAcquireLimit() {
			return this.pendingAcquireLimit;
		}

		public void setPendingAcquireLimit(int pendingAcquireLimit) {
			this.pendingAcquireLimit = pendingAcquireLimit;
		}

		public Duration getPendingAcquireTimeout() {
			return this.pendingAcquireTimeout;
		}

		public void setPendingAcquireTimeout(Duration pendingAcquireTimeout) {
			this.pendingAcquireTimeout = pendingAcquireTimeout;
		}

	}

	/**
	 * Requests that failed in a way that may pass: broken connections, timeouts, answers
	 * with status 429 or 5xx.
	 */
	public static class Retry {

		/**
		 * Number of times that a request is repeated.
		 */
		private int maxRetries = 3;

		/**
		 * Longest pause before the first repetition; doubles with each. The actual pause
		 * is random.
		 */
		private Duration initialInterval = Duration.ofSeconds(1);

		/**
		 * Longest pause there is.
		 */
		private Duration maxInterval = Duration.ofSeconds(10);

		public int getMaxRetries() {
			return this.maxRetries;
		}

		public void setMaxRetries(int maxRetries) {
			this.maxRetries = maxRetries;
		}

		public Duration getInitialInterval() {
			return this.initialInterval;
		}

		public void setInitialInterval(Duration initialInterval) {
			this.initialInterval = initialInterval;
		}

		public Duration getMaxInterval() {
			return this.maxInterval;
		}

		public void setMaxInterval(Duration maxInterval) {
			this.maxInterval = maxInterval;
		}

	}

	/**
	 * Answers to queries for channels and users. Needs Caffeine.
	 */
	public static class Cache {

		/**
		 * Whether to keep answers.
		 */
		private boolean enabled = true;

		/**
		 * Time that an answer is kept.
		 */
		private Duration ttl = Duration.ofSeconds(30);

		/**
		 * Number of answers that are kept.
		 */
		private int maxSize = 1000;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getTtl() {
			return this.ttl;
		}

		public void setTtl(Duration ttl) {
			this.ttl = ttl;
		}

		public int getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(int maxSize) {
			this.maxSize = maxSize;
		}

	}

	/**
	 * Gathering of events.
	 */
	public static class Batching {

		/**
		 * Whether to send several events in one request.
		 */
		private boolean enabled = true;

		/**
		 * Number of events that are sent without waiting for more.
		 */
		private int maxEvents = 50;

		/**
		 * Time after which fewer events are sent.
		 */
		private Duration interval = Duration.ofMillis(100);

		/**
		 * Number of events in one request. Raise it only for a service that takes more.
		 */
		private int requestSize = 10;

		/**
		 * Number of requests with events at the same time.
		 */
		private int maxConcurrentRequests = 10;

		/**
		 * Number of events that may wait to be accepted by the service.
		 */
		private int maxPendingEvents = 10_000;

		/**
		 * Size of the events that may wait to be accepted by the service.
		 */
		private DataSize maxPendingSize = DataSize.ofMegabytes(32);

		/**
		 * Time that sending what waits may take when the application stops.
		 */
		private Duration shutdownTimeout = Duration.ofSeconds(10);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getMaxEvents() {
			return this.maxEvents;
		}

		public void setMaxEvents(int maxEvents) {
			this.maxEvents = maxEvents;
		}

		public Duration getInterval() {
			return this.interval;
		}

		public void setInterval(Duration interval) {
			this.interval = interval;
		}

		public int getRequestSize() {
			return this.requestSize;
		}

		public void setRequestSize(int requestSize) {
			this.requestSize = requestSize;
		}

		public int getMaxConcurrentRequests() {
			return this.maxConcurrentRequests;
		}

		public void setMaxConcurrentRequests(int maxConcurrentRequests) {
			this.maxConcurrentRequests = maxConcurrentRequests;
		}

		public int getMaxPendingEvents() {
			return this.maxPendingEvents;
		}

		public void setMaxPendingEvents(int maxPendingEvents) {
			this.maxPendingEvents = maxPendingEvents;
		}

		public DataSize getMaxPendingSize() {
			return this.maxPendingSize;
		}

		public void setMaxPendingSize(DataSize maxPendingSize) {
			this.maxPendingSize = maxPendingSize;
		}

		public Duration getShutdownTimeout() {
			return this.shutdownTimeout;
		}

		public void setShutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
		}

	}

}
