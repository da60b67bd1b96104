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

package com.lattestream.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.lattestream.broker.Publication;
import com.lattestream.protocol.EncodedFrame;

/**
 * Publishes one event after the other and notes when the last subscriber has it.
 */
final class LastWrites {

	private static final String DATA = "{\"id\":10000000,\"text\":\""
			+ "x".repeat(200 - "{\"id\":10000000,\"text\":\"\"}".length()) + "\"}";

	/** Where the name of the event begins. */
	private static final int NAME = "{\"event\":\"".length();

	private final int subscribers;

	private final CountDownLatch subscribed;

	private volatile CountDownLatch missing = new CountDownLatch(0);

	private volatile long last;

	LastWrites(int subscribers) {
		this.subscribers = subscribers;
		this.subscribed = new CountDownLatch(subscribers);
	}

	/**
	 * Publish an event and wait until all have it.
	 * @param node the node
	 * @param channel the name of the channel
	 * @return how long it took, in nanoseconds
	 * @throws Exception if that takes more than a minute
	 */
	long publish(HubNode node, String channel) throws Exception {
		this.missing = new CountDownLatch(this.subscribers);
		long start = System.nanoTime();
		node.hub().publish(Publication.ofServer(channel, Payload.EVENT, DATA, null)).subscribe();
		await(this.missing);
		return this.last - start;
	}

	void awaitSubscriptions() throws Exception {
		await(this.subscribed);
	}

	private static void await(CountDownLatch latch) throws Exception {
		if (!latch.await(1, TimeUnit.MINUTES)) {
			throw new TimeoutException(latch.getCount() + " did not come within a minute");
		}
	}

	/**
	 * Take what a subscriber got.
	 * @param frame the frame
	 */
	void received(EncodedFrame frame) {
		byte[] json = frame.json();
		if (json[NAME] == Payload.EVENT.charAt(0)) {
			// Two lanes may do this at once; then both are the last
			if (this.missing.getCount() <= 2) {
				this.last = System.nanoTime();
			}
			this.missing.countDown();
		}
		else if (new String(json, StandardCharsets.UTF_8).contains("subscription_succeeded")) {
			this.subscribed.countDown();
		}
	}

}
