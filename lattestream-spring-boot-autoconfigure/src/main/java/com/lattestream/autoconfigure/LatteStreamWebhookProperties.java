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

package com.lattestream.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import com.lattestream.webhook.WebhookEventType;
import com.lattestream.webhook.WebhookSignatures;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Properties of webhooks.
 */
@ConfigurationProperties("lattestream.webhook")
public class LatteStreamWebhookProperties {

	/**
	 * Whether to receive webhooks. By default, if a secret is set, here or for the
	 * application.
	 */
	private @Nullable Boolean enabled;

	/**
	 * Paths on which webhooks are received. By default, '/lattestream/webhooks'.
	 */
	private List<String> paths = new ArrayList<>(List.of("/lattestream/webhooks"));

	/**
	 * Secrets that webhooks may be signed with, several while one replaces another. By
	 * default, the secret of the application.
	 */
	private List<String> secrets = new ArrayList<>();

	/**
	 * Size of a webhook.
	 */
	private DataSize maxSize = DataSize.ofMegabytes(1);

	/**
	 * Time that may lie between the making of a webhook and its arrival. Zero for any.
	 */
	private Duration maxAge = Duration.ofMinutes(5);

	/**
	 * Whether to publish the events of webhooks as application events.
	 */
	private boolean publishEvents = true;

	private final Delivery delivery = new Delivery();

	public @Nullable Boolean getEnabled() {
		return this.enabled;
	}

	public void setEnabled(@Nullable Boolean enabled) {
		this.enabled = enabled;
	}

	public List<String> getPaths() {
		return this.paths;
	}

	public void setPaths(List<String> paths) {
		this.paths = paths;
	}

	public List<String> getSecrets() {
		return this.secrets;
	}

	public void setSecrets(List<String> secrets) {
		this.secrets = secrets;
	}

	public DataSize getMaxSize() {
		return this.maxSize;
	}

	public void setMaxSize(DataSize maxSize) {
		this.maxSize = maxSize;
	}

	public Duration getMaxAge() {
		return this.maxAge;
	}

	public void setMaxAge(Duration maxAge) {
		this.maxAge = maxAge;
	}

	public boolean isPublishEvents() {
		return this.publishEvents;
	}

	public void setPublishEvents(boolean publishEvents) {
		this.publishEvents = publishEvents;
	}

	public Delivery getDelivery() {
		return this.delivery;
	}

	/**
	 * Webhooks that the hub sends.
	 */
	public static class Delivery {

		/**
		 * Where webhooks are sent.
		 */
		private List<Target> targets = new ArrayList<>();

		/**
		 * Whether webhooks may go to private addresses and to this machine. By default,
		 * to this machine only, and only where the URL names it as such.
		 */
		private @Nullable Boolean allowPrivate;

		/**
		 * Time that a vacated channel and a removed member may take to come back, in
		 * which case nothing is sent.
		 */
		private Duration debounce = Duration.ofSeconds(3);

		/**
		 * Time that one attempt may take.
		 */
		private Duration timeout = Duration.ofSeconds(10);

		/**
		 * Time that sending what is left may take when the application stops.
		 */
		private Duration shutdownTimeout = Duration.ofSeconds(5);

		private final Batch batch = new Batch();

		private final Retry retry = new Retry();

		private final Queue queue = new Queue();

		public List<Target> getTargets() {
			return this.targets;
		}

		public void setTargets(List<Target> targets) {
			this.targets = targets;
		}

		public @Nullable Boolean getAllowPrivate() {
			return this.allowPrivate;
		}

		public void setAllowPrivate(@Nullable Boolean allowPrivate) {
			this.allowPrivate = allowPrivate;
		}

		public Duration getDebounce() {
			return this.debounce;
		}

		public void setDebounce(Duration debounce) {
			this.debounce = debounce;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public Duration getShutdownTimeout() {
			return this.shutdownTimeout;
		}

		public void setShutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
		}

		public Batch getBatch() {
			return this.batch;
		}

		public Retry getRetry() {
			return this.retry;
		}

		public Queue getQueue() {
			return this.queue;
		}

	}

	/**
	 * Somebody that webhooks are sent to.
	 */
	public static class Target {

		/**
		 * URL, absolute, with http or https.
		 */
		private @Nullable URI url;

		/**
		 * Secret that webhooks are signed with. By default, the secret of the
		 * application.
		 */
		private @Nullable String secret;

		/**
		 * Events that are sent.
		 */
		private Set<WebhookEventType> events = EnumSet.complementOf(EnumSet.of(WebhookEventType.CLIENT_EVENT));

		/**
		 * Patterns of the channels whose events are sent. By default, all channels.
		 */
		private List<String> channels = new ArrayList<>();

		/**
		 * Headers that carry the signature.
		 */
		private WebhookSignatures signature = WebhookSignatures.BOTH;

		public @Nullable URI getUrl() {
			return this.url;
		}

		public void setUrl(@Nullable URI url) {
			this.url = url;
		}

		public @Nullable String getSecret() {
			return this.secret;
		}

		public void setSecret(@Nullable String secret) {
			this.secret = secret;
		}

		public Set<WebhookEventType> getEvents() {
			return this.events;
		}

		public void setEvents(Set<WebhookEventType> events) {
			this.events = events;
		}

		public List<String> getChannels() {
			return this.channels;
		}

		public void setChannels(List<String> channels) {
			this.channels = channels;
		}

		public WebhookSignatures getSignature() {
			return this.signature;
		}

		public void setSignature(WebhookSignatures signature) {
			this.signature = signature;
		}

	}

	/**
	 * Events that share a webhook.
	 */
	public static class Batch {

		/**
		 * Time for which events are gathered. Zero for a webhook for each event.
		 */
		private Duration window = Duration.ofMillis(50);

		/**
		 * Events in one webhook.
		 */
		private int maxEvents = 50;

		public Duration getWindow() {
			return this.window;
		}

		public void setWindow(Duration window) {
			this.window = window;
		}

		public int getMaxEvents() {
			return this.maxEvents;
		}

		public void setMaxEvents(int maxEvents) {
			this.maxEvents = maxEvents;
		}

	}

	/**
	 * Attempts after a failed one.
	 */
	public static class Retry {

		/**
		 * Delay before the second attempt; each further delay is about twice the one
		 * before.
		 */
		private Duration initialDelay = Duration.ofSeconds(1);

		/**
		 * Longest delay between two attempts.
		 */
		private Duration maxDelay = Duration.ofMinutes(1);

		/**
		 * Time from the first attempt to the last.
		 */
		private Duration maxDuration = Duration.ofMinutes(5);

		public Duration getInitialDelay() {
			return this.initialDelay;
		}

		public void setInitialDelay(Duration initialDelay) {
			this.initialDelay = initialDelay;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

		public Duration getMaxDuration() {
			return this.maxDuration;
		}

		public void setMaxDuration(Duration maxDuration) {
			this.maxDuration = maxDuration;
		}

	}

	/**
	 * Events that wait for one target. Those beyond these limits are dropped.
	 */
	public static class Queue {

		/**
		 * Events that may wait.
		 */
		private int maxEvents = 10_000;

		/**
		 * Size of the events that may wait.
		 */
		private DataSize maxBytes = DataSize.ofMegabytes(16);

		public int getMaxEvents() {
			return this.maxEvents;
		}

		public void setMaxEvents(int maxEvents) {
			this.maxEvents = maxEvents;
		}

		public DataSize getMaxBytes() {
			return this.maxBytes;
		}

		public void setMaxBytes(DataSize maxBytes) {
			this.maxBytes = maxBytes;
		}

	}

}
