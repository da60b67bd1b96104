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

package com.example.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client of an event stream that keeps every line as it came.
 */
final class EventStream implements AutoCloseable {

	private final HttpResponse<InputStream> response;

	/** Channels whose acknowledgement came before it was asked for. */
	private final Set<String> acknowledged = new HashSet<>();

	private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> comments = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> retries = new LinkedBlockingQueue<>();

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile String socketId;

	EventStream(HttpResponse<InputStream> response) {
		this.response = response;
		Thread thread = new Thread(this::read, "event-stream-client");
		thread.setDaemon(true);
		thread.start();
	}

	HttpResponse<InputStream> response() {
		return this.response;
	}

	/**
	 * Take the greeting.
	 * @return this
	 */
	EventStream greeted() {
		this.socketId = next("lattestream:connection_established").data().get("socket_id").stringValue();
		return this;
	}

	String socketId() {
		return this.socketId;
	}

	/**
	 * Take the acknowledgement of a channel. Those of the channels of a stream come in
	 * any order.
	 * @param channel the channel
	 * @return this
	 */
	EventStream subscribed(String channel) {
		while (!this.acknowledged.remove(channel)) {
			Message message = next("lattestream_internal:subscription_succeeded");
			this.acknowledged.add(message.frame().get("channel").stringValue());
		}
		return this;
	}

	Message next() {
		return poll(this.messages);
	}

	/**
	 * Take the next message, which has to be of this event.
	 * @param event the name of the event
	 * @return the message
	 */
	Message next(String event) {
		Message message = next();
		assertThat(message).as("next message").isNotNull();
		assertThat(message.event()).as("event of %s", message).isEqualTo(event);
		return message;
	}

	String nextComment() {
		return poll(this.comments);
	}

	String nextRetry() {
		return poll(this.retries);
	}

	boolean awaitEnd() {
		try {
			return this.ended.await(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.response.body().close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void read() {
		try (InputStream in = this.response.body()) {
			ByteArrayOutputStream block = new ByteArrayOutputStream();
			int previous = -1;
			int current = in.read();
			while (current >= 0) {
				block.write(current);
				if (current == '\n' && previous == '\n') {
					received(block.toString(StandardCharsets.UTF_8));
					block.reset();
					current = -1;
				}
				previous = current;
				current = in.read();
			}
		}
		catch (IOException ex) {
			// Closed by this side or by the other
		}
		this.ended.countDown();
	}

	private void received(String block) {
		List<String> lines = Arrays.asList(block.substring(0, block.length() - 2).split("\n", -1));
		if (block.startsWith(":")) {
			this.comments.add(block);
		}
		else if (block.startsWith("retry: ")) {
			this.retries.add(block);
		}
		else {
			this.messages.add(new Message(lines));
		}
	}

	private static <T> T poll(BlockingQueue<T> queue) {
		try {
			return queue.poll(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * An event.
	 *
	 * @param lines its lines
	 */
	record Message(List<String> lines) {

		String field(String name) {
			return this.lines.stream()
				.filter((line) -> line.startsWith(name + ": "))
				.findFirst()
				.orElseThrow()
				.substring(name.length() + 2);
		}

		String id() {
			return field("id");
		}

		String event() {
			return field("event");
		}

		JsonNode frame() {
			return Json.parse(field("data"));
		}

		JsonNode data() {
			return frame().get("data");
		}

	}

}
