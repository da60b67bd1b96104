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

package com.example.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Publishes numbers, one after the other, through the REST API. A request without an
 * answer is sent again with the same idempotency key, so each number is published once.
 */
final class Publisher implements AutoCloseable {

	private final HttpClient http = Cluster.http();

	private final String channels;

	private final long pause;

	private final Thread thread = new Thread(this::run, "publisher");

	private volatile int port;

	private volatile long accepted;

	private volatile boolean closed;

	/**
	 * Begin to publish.
	 * @param port the port of a node
	 * @param channels where each number is published
	 * @param pause the time between an answer and the next event
	 */
	Publisher(int port, List<String> channels, Duration pause) {
		this.channels = channels.stream().collect(Collectors.joining("\",\"", "\"", "\""));
		this.port = port;
		this.pause = pause.toNanos();
		this.thread.start();
	}

	/**
	 * Publish through another node from now on.
	 * @param other the port of that node
	 */
	void redirect(int other) {
		this.port = other;
	}

	/**
	 * Return how far it has come.
	 * @return the last number whose request was answered
	 */
	long accepted() {
		return this.accepted;
	}

	private void run() {
		while (!this.closed) {
			String key = UUID.randomUUID().toString();
			long number = this.accepted + 1;
			while (!publish(key, number)) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
			}
			this.accepted = number;
			LockSupport.parkNanos(this.pause);
		}
	}

	private boolean publish(String key, long number) {
		String body = "{\"event\":\"" + Cluster.EVENT + "\",\"channels\":[" + this.channels + "],\"data\":" + number
				+ "}";
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/lattestream/api/events"))
			.header("Authorization", Cluster.SECRET)
			.header("Content-Type", "application/json")
			.header("Idempotency-Key", key)
			.timeout(Duration.ofSeconds(20))
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		try {
			int status = this.http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
			if (status >= 400 && status < 500) {
				throw new IllegalStateException("An event was answered with " + status);
			}
			return status < 300;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Stop, when the last request was answered.
	 */
	@Override
	public void close() throws InterruptedException {
		this.closed = true;
		this.thread.join(TimeUnit.SECONDS.toMillis(30));
	}

}
