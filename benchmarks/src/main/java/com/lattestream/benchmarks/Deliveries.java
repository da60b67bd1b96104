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
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

import com.lattestream.broker.Publication;
import com.lattestream.protocol.EncodedFrame;

/**
 * Numbered events, when they were published and how long each was on its way to its one
 * subscriber.
 */
final class Deliveries {

	private static final String EVENT = "moved";

	private static final byte[] BEGINNING = ("{\"event\":\"" + EVENT + "\"").getBytes(StandardCharsets.US_ASCII);

	private static final byte[] ACKNOWLEDGEMENT = "{\"event\":\"lattestream_internal:subscription_succeeded\""
		.getBytes(StandardCharsets.US_ASCII);

	private static final byte[] NUMBER = "\"id\":".getBytes(StandardCharsets.US_ASCII);

	private static final String TEXT = "x".repeat(200 - "{\"id\":10000000,\"text\":\"\"}".length());

	private final long[] times;

	private final AtomicLongArray latencies;

	private final AtomicInteger delivered = new AtomicInteger();

	private final AtomicInteger acknowledged = new AtomicInteger();

	/**
	 * Create for so many events.
	 * @param events how many there will be
	 */
	Deliveries(int events) {
		this.times = new long[events];
		this.latencies = new AtomicLongArray(events);
	}

	/**
	 * Make an event, to be published now.
	 * @param channel the name of its channel
	 * @param number its number
	 * @return the event, with 200 bytes of data
	 */
	Publication next(String channel, int number) {
		this.times[number] = System.nanoTime();
		return Publication.ofServer(channel, EVENT, "{\"id\":" + (10_000_000 + number) + ",\"text\":\"" + TEXT + "\"}",
				null);
	}

	/**
	 * Take what a subscriber got.
	 * @param frame the frame
	 */
	void received(EncodedFrame frame) {
		byte[] json = frame.json();
		if (startsWith(json, BEGINNING)) {
			int number = number(json);
			this.latencies.set(number, System.nanoTime() - this.times[number]);
			this.delivered.incrementAndGet();
		}
		else if (startsWith(json, ACKNOWLEDGEMENT)) {
			this.acknowledged.incrementAndGet();
		}
	}

	private static boolean startsWith(byte[] json, byte[] beginning) {
		return json.length > beginning.length
				&& Arrays.equals(json, 0, beginning.length, beginning, 0, beginning.length);
	}

	private static int number(byte[] json) {
		int at = BEGINNING.length;
		while (!Arrays.equals(json, at, at + NUMBER.length, NUMBER, 0, NUMBER.length)) {
			at++;
		}
		int number = 0;
		for (at += NUMBER.length; json[at] >= '0' && json[at] <= '9'; at++) {
			number = number * 10 + json[at] - '0';
		}
		return number - 10_000_000;
	}

	void awaitSubscriptions(int count) throws Exception {
		await(this.acknowledged, count);
	}

	void awaitEvents(int count) throws Exception {
		await(this.delivered, count);
	}

	private static void await(AtomicInteger figure, int count) throws Exception {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (figure.get() < count) {
			if (System.nanoTime() > deadline) {
				throw new TimeoutException(figure.get() + " of " + count + " came within a minute");
			}
			Thread.sleep(1);
		}
	}

	/**
	 * Return how long a part of the events was on its way at most.
	 * @param part the part, from 0 to 1
	 * @return the time in milliseconds
	 */
	double latency(double part) {
		long[] sorted = new long[this.times.length];
		Arrays.setAll(sorted, this.latencies::get);
		Arrays.sort(sorted);
		return sorted[(int) (part * (sorted.length - 1))] / 1e6;
	}

}
