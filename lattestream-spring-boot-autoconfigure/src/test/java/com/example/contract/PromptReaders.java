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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLongArray;

import org.awaitility.Awaitility;

/**
 * Clients that read what comes at once, one thread for all of them, and note how long
 * numbered events took.
 */
final class PromptReaders implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final Selector selector;

	/** When each event was published, by number. */
	private final AtomicLongArray published;

	private final BlockingQueue<Long> latencies = new LinkedBlockingQueue<>();

	/**
	 * Create readers.
	 * @param events how many events there are at most
	 */
	PromptReaders(int events) {
		this.published = new AtomicLongArray(events);
		try {
			this.selector = Selector.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread thread = new Thread(this::read, "prompt-readers");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Add a client.
	 * @param channel its connection, which is subscribed to all it wants
	 */
	void add(SocketChannel channel) {
		try {
			channel.configureBlocking(false);
			channel.register(this.selector, SelectionKey.OP_READ, new Numbers());
			this.selector.wakeup();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	int count() {
		return this.selector.keys().size();
	}

	/**
	 * Note that an event is published now.
	 * @param number its number
	 * @return its data
	 */
	String publish(int number) {
		this.published.set(number, System.nanoTime());
		return "@" + number + ";";
	}

	/**
	 * Wait for events and forget them.
	 * @param count how many they are, each client's counted
	 * @return how long the slowest but one in a hundred took
	 */
	Duration awaitP99(int count) {
		Awaitility.await("all events")
			.atMost(TIMEOUT)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> this.latencies.size() >= count);
		List<Long> all = new ArrayList<>();
		this.latencies.drainTo(all);
		return Duration.ofNanos(all.stream().sorted().skip(all.size() * 99L / 100).findFirst().orElseThrow());
	}

	@Override
	public void close() throws IOException {
		this.selector.close();
	}

	private void read() {
		ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
		try {
			while (this.selector.isOpen()) {
				this.selector.select((key) -> read(key, buffer));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (ClosedSelectorException ex) {
			// The test is over
		}
	}

	private void read(SelectionKey key, ByteBuffer buffer) {
		try {
			int count = ((SocketChannel) key.channel()).read(buffer.clear());
			long now = System.nanoTime();
			if (count < 0) {
				key.cancel();
			}
			for (int i = 0; i < count; i++) {
				int number = ((Numbers) key.attachment()).next(buffer.get(i));
				if (number >= 0) {
					this.latencies.add(now - this.published.get(number));
				}
			}
		}
		catch (IOException ex) {
			key.cancel();
		}
	}

	/**
	 * Finds numbers in what one client reads, whatever they are wrapped in.
	 */
	private static final class Numbers {

		private int number = -1;

		/**
		 * Take a byte.
		 * @param next the byte
		 * @return the number that ends with it; -1 if there is none
		 */
		int next(byte next) {
			int found = (next == ';') ? this.number : -1;
			if (next == '@') {
				this.number = 0;
			}
			else if (this.number >= 0 && next >= '0' && next <= '9') {
				this.number = this.number * 10 + next - '0';
			}
			else {
				this.number = -1;
			}
			return found;
		}

	}

}
