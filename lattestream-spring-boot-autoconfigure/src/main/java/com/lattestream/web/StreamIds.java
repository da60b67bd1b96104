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

package com.lattestream.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import com.lattestream.StreamPosition;
import com.lattestream.protocol.ChannelPosition;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.Replay;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the events of one event stream. Each tells where the client stands in all
 * channels of the stream that have a history, so that it can go on from there. One that
 * came back stands where it stood until it is told otherwise. For one thread at a time.
 */
public final class StreamIds {

	private static final byte[] NO_PLACES = { '\n' };

	/** The part that stays, up to the number. */
	private final byte[] head;

	/** By channel; most streams have no channel with a history. */
	private @Nullable Map<String, Place> places;

	/** What follows the number. */
	private byte[] tail = NO_PLACES;

	private long count;

	/**
	 * Create the ids of a stream.
	 * @param socketId its socket id
	 */
	public StreamIds(String socketId) {
		this.head = ascii("id: " + socketId + "-");
	}

	/**
	 * Note where the client stands in a channel before the first event.
	 * @param channel the name of the channel
	 * @param replay what the client wants of earlier events
	 */
	void resume(String channel, Replay replay) {
		StreamPosition position = (replay.recover() != null) ? replay.recover().position() : null;
		if (position != null) {
			note(new ChannelPosition(channel, position));
		}
	}

	/**
	 * Return the next {@code id} line.
	 * @param frame what comes after it
	 * @return the ASCII bytes
	 */
	public byte[] next(EncodedFrame frame) {
		ChannelPosition standing = frame.standing();
		if (standing != null) {
			note(standing);
		}
		return line(++this.count);
	}

	/**
	 * Write it digit by digit: this is done for each subscriber of each event.
	 */
	private byte[] line(long number) {
		int end = this.head.length + digits(number);
		byte[] line = Arrays.copyOf(this.head, end + this.tail.length);
		for (long rest = number; end > this.head.length; rest /= 10) {
			line[--end] = (byte) ('0' + rest % 10);
		}
		System.arraycopy(this.tail, 0, line, line.length - this.tail.length, this.tail.length);
		return line;
	}

	private static int digits(long number) {
		int digits = 1;
		for (long rest = number / 10; rest > 0; rest /= 10) {
			digits++;
		}
		return digits;
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private void note(ChannelPosition standing) {
		if (this.places == null) {
			this.places = new LinkedHashMap<>(2);
		}
		this.places.computeIfAbsent(standing.channel(), Place::new).move(standing.position());
		StringBuilder text = new StringBuilder().append(StreamToken.SEPARATOR).append(StreamToken.VERSION);
		int room = StreamToken.MAX_LENGTH - (this.head.length - "id: ".length())
				- String.valueOf(Long.MAX_VALUE).length();
		for (Place place : this.places.values()) {
			// Who brings back an id without a channel is told that it was not recovered
			if (text.length() + place.text.length() <= room) {
				text.append(place.text);
			}
		}
		this.tail = ascii(text.append('\n').toString());
	}

	/**
	 * Where the client stands in a channel.
	 */
	private static final class Place {

		private final String name;

		private String text = "";

		Place(String channel) {
			this.name = StreamToken.name(channel);
		}

		void move(StreamPosition position) {
			this.text = StreamToken.write(this.name, position);
		}

	}

}
