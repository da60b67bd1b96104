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

package com.lattestream.remote;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Limits and times of a client.
 *
 * @param responseTimeout how long one request may take, from the moment it is sent to the
 * end of the answer
 * @param deadline how long a call may take with everything that belongs to it: waiting in
 * a batch, requests, pauses between them
 * @param maxEventData size of the data of an event, in bytes of UTF-8 JSON or, of a
 * binary event, in its bytes
 * @param maxAnswer size of an answer that is read, in bytes
 * @param signing who signs channel authorisations
 * @param connections how much goes on at the same time
 * @param retries what happens after failures that may pass
 * @param batching how events are gathered; {@code null} to send each on its own
 */
public record RemoteSettings(Duration responseTimeout, Duration deadline, int maxEventData, int maxAnswer,
		ChannelSigning signing, Connections connections, Retries retries, @Nullable Batching batching) {

	/**
	 * Settings that suit most applications.
	 */
	public static final RemoteSettings DEFAULTS = new RemoteSettings(Duration.ofSeconds(30), Duration.ofSeconds(60),
			32 * 1024, 4 * 1024 * 1024, ChannelSigning.REMOTE, Connections.DEFAULTS, Retries.DEFAULTS,
			Batching.DEFAULTS);

	/**
	 * Who signs channel authorisations.
	 */
	public enum ChannelSigning {

		/**
		 * This application, with its secret and without a request.
		 */
		LOCAL,

		/**
		 * The service, which issues a token.
		 */
		REMOTE

	}

	/**
	 * How much goes on at the same time.
	 *
	 * @param max requests at the same time, each on a connection of its own
	 * @param maxPending requests that may wait for one of these to be done
	 * @param maxWait how long a request may wait
	 */
	public record Connections(int max, int maxPending, Duration maxWait) {

		/**
		 * Limits that suit most applications.
		 */
		public static final Connections DEFAULTS = new Connections(20, 1000, Duration.ofSeconds(10));

	}

	/**
	 * What happens after failures that may pass: broken connections, timeouts, 429 and
	 * 5xx. The pause is random between nothing and an interval that doubles each time.
	 *
	 * @param max how often a request is repeated
	 * @param initialInterval the longest pause before the first time
	 * @param maxInterval the longest pause
	 */
	public record Retries(int max, Duration initialInterval, Duration maxInterval) {

		/**
		 * Three times, within seconds.
		 */
		public static final Retries DEFAULTS = new Retries(3, Duration.ofSeconds(1), Duration.ofSeconds(10));

	}

	/**
	 * How events are gathered.
	 *
	 * @param maxEvents how many events are sent without further ado
	 * @param interval after which time fewer are
	 * @param requestSize events in one request
	 * @param maxRequests requests with events at the same time
	 * @param maxPendingEvents events that may wait to be accepted; one for several
	 * channels counts as several
	 * @param maxPendingBytes size of these events
	 */
	public record Batching(int maxEvents, Duration interval, int requestSize, int maxRequests, int maxPendingEvents,
			long maxPendingBytes) {

		/**
		 * Limits that suit most applications.
		 */
		public static final Batching DEFAULTS = new Batching(50, Duration.ofMillis(100), 10, 10, 10_000,
				32 * 1024 * 1024);

	}

}
