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

package com.lattestream.benchmarks.fanout;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelFuture;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one server, spread evenly over its channels, and those who publish
 * to them. Its state belongs to the thread of the {@link Driver}.
 */
final class Crowd implements AutoCloseable {

	/** More at once would not find room in the queues of some servers. */
	private static final int CONNECTING = 64;

	private static final int TIMEOUT_SECONDS = 120;

	private final Driver driver;

	private final int port;

	private final List<Wire> wires;

	private final int size;

	private final int channelCount;

	private final String prefix;

	private Publications publications;

	private final Publishers publishers;

	private final ChannelGroup connections;

	private final CompletableFuture<Void> complete = new CompletableFuture<>();

	private int started;

	private int subscribed;

	private int left;

	private boolean toAll;

	private boolean closing;

	private @Nullable Throwable failure;

	private Crowd(Driver driver, int port, List<Wire> wires, int size, int channelCount, String prefix) {
		this.driver = driver;
		this.port = port;
		this.wires = wires;
		this.size = size;
		this.channelCount = channelCount;
		this.prefix = prefix;
		int[] subscribers = new int[channelCount];
		Arrays.setAll(subscribers, (channel) -> (size - channel + channelCount - 1) / channelCount);
		this.publications = new Publications(subscribers);
		this.publishers = new Publishers(driver, port);
		this.connections = new DefaultChannelGroup(driver.loop());
	}

	/**
	 * Subscribe, and wait until all have.
	 * @param driver who does it
	 * @param port the port of the server
	 * @param wires how, in turn
	 * @param size how many subscribers
	 * @param channelCount how many channels
	 * @param prefix the beginning of their names
	 * @return the crowd
	 * @throws Exception if one cannot subscribe
	 */
	static Crowd subscribe(Driver driver, int port, List<Wire> wires, int size, int channelCount, String prefix)
			throws Exception {
		Crowd crowd = new Crowd(driver, port, wires, size, channelCount, prefix);
		driver.loop().execute(() -> {
			for (int i = 0; i < Math.min(CONNECTING, size); i++) {
				crowd.next();
			}
		});
		try {
			crowd.complete.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			crowd.close();
			throw new IOException(crowd.subscribed + " of " + size + " subscribed", ex);
		}
		return crowd;
	}

	/**
	 * Have each event go to all channels.
	 * @return this crowd
	 */
	Crowd toAllChannels() {
		this.toAll = true;
		this.publications = new Publications(new int[] { this.size });
		return this;
	}

	/**
	 * Publish an event, to each channel in turn or to all of them.
	 * @param index how many were published before
	 * @param time when it is, or should have been, published
	 */
	void publish(long index, long time) {
		if (this.toAll) {
			this.publishers.publish(this.prefix, this.channelCount, this.publications.add(0, time));
			return;
		}
		int channel = (int) (index % this.channelCount);
		this.publishers.publish(channel(channel), 1, this.publications.add(channel, time));
	}

	private String channel(int index) {
		return this.prefix + index;
	}

	private void next() {
		int index = this.started++;
		Wire wire = this.wires.get(index / this.channelCount % this.wires.size());
		Subscriber subscriber = Subscriber.of(wire, channel(index % this.channelCount), this);
		ChannelFuture connecting = this.driver.connect(this.port, subscriber);
		this.connections.add(connecting.channel());
		connecting.addListener((future) -> {
			if (!future.isSuccess()) {
				ended(subscriber, future.cause());
			}
		});
	}

	void subscribed() {
		this.subscribed++;
		if (this.subscribed == this.size) {
			this.complete.complete(null);
		}
		else if (this.started < this.size) {
			next();
		}
	}

	void ended(Subscriber subscriber, @Nullable Throwable cause) {
		if (this.closing) {
			return;
		}
		this.left++;
		Throwable reason = (cause != null) ? cause : new IOException("The server closed a connection");
		if (this.failure == null) {
			this.failure = reason;
		}
		this.complete.completeExceptionally(reason);
	}

	Driver driver() {
		return this.driver;
	}

	Publications publications() {
		return this.publications;
	}

	Publishers publishers() {
		return this.publishers;
	}

	/**
	 * Return how many the server has closed.
	 * @return the number
	 */
	int left() {
		return this.left;
	}

	/**
	 * Return why the first of these was closed.
	 * @return the reason, or {@code null}
	 */
	@Nullable Throwable failure() {
		return this.failure;
	}

	@Override
	public void close() {
		this.driver.run(() -> {
			this.closing = true;
			this.publishers.close();
			this.connections.close();
		});
		this.connections.newCloseFuture().awaitUninterruptibly(TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

}
