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

	private final String socketId;

	/** By channel; most streams have no channel with a history. */
	private @Nullable Map<String, Place> places;

	private String suffix = "";

	private long count;

	/**
	 * Create the ids of a stream.
	 * @param socketId its socket id
	 */
	public StreamIds(String socketId) {
		this.socketId = socketId;
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
		return ("id: " + this.socketId + "-" + (++this.count) + this.suffix + "\n").getBytes(StandardCharsets.US_ASCII);
	}

	private void note(ChannelPosition standing) {
		if (this.places == null) {
			this.places = new LinkedHashMap<>(2);
		}
		this.places.computeIfAbsent(standing.channel(), Place::new).move(standing.position());
		StringBuilder text = new StringBuilder().append(StreamToken.SEPARATOR).append(StreamToken.VERSION);
		int room = StreamToken.MAX_LENGTH - this.socketId.length() - "-".length()
				- String.valueOf(Long.MAX_VALUE).length();
		for (Place place : this.places.values()) {
			// Who brings back an id without a channel is told that it was not recovered
			if (text.length() + place.text.length() <= room) {
				text.append(place.text);
			}
		}
		this.suffix = text.toString();
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
