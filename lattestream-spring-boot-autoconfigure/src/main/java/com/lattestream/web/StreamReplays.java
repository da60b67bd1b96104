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

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import com.lattestream.StreamPosition;
import com.lattestream.protocol.Replay;
import com.lattestream.protocol.ReplayReader;
import org.jspecify.annotations.Nullable;

/**
 * What the client of a stream wants of earlier events. The id of its last event counts;
 * what it names for single channels is for those that the id does not know.
 */
final class StreamReplays {

	private static final ReplayReader READER = new ReplayReader(Json.text());

	private final @Nullable StreamToken token;

	private final boolean resumes;

	private final Map<String, Replay> named;

	private StreamReplays(@Nullable StreamToken token, boolean resumes, Map<String, Replay> named) {
		this.token = token;
		this.resumes = resumes;
		this.named = named;
	}

	/**
	 * Read it.
	 * @param lastEventId the id of the last event, if any; one that is not understood is
	 * as good as none but that the client is told
	 * @param recover the positions to recover from, as a JSON object by channel, if any
	 * @param rewind how much to rewind, as a JSON object by channel, if any
	 * @param channels the names of the channels; what is said of others does not matter
	 * @return what is wanted
	 * @throws IllegalArgumentException if the objects are not understood; tells the
	 * client why
	 */
	static StreamReplays of(@Nullable String lastEventId, @Nullable String recover, @Nullable String rewind,
			Collection<String> channels) {
		Map<String, String> positions = object("recover", recover);
		Map<String, String> rewinds = object("rewind", rewind);
		Map<String, Replay> named = new HashMap<>();
		for (String channel : channels) {
			named.put(channel, READER.read(positions.get(channel), rewinds.get(channel)));
		}
		return new StreamReplays((lastEventId != null) ? StreamToken.parse(lastEventId) : null, lastEventId != null,
				named);
	}

	private static Map<String, String> object(String name, @Nullable String text) {
		Map<String, String> object = (text != null) ? Json.text().object(text) : Map.of();
		if (object == null) {
			throw new IllegalArgumentException("The parameter " + name + " is a JSON object by channel");
		}
		return object;
	}

	/**
	 * Return what is wanted of a channel.
	 * @param channel the name of the channel
	 * @return what is wanted
	 */
	Replay of(String channel) {
		Replay wanted = this.named.getOrDefault(channel, Replay.NONE);
		StreamPosition position = (this.token != null) ? this.token.position(channel) : null;
		if (!this.resumes || (position == null && wanted.recover() != null)) {
			return wanted;
		}
		String socketId = (this.token != null) ? this.token.socketId() : null;
		return new Replay(new Replay.Recover(position, socketId), wanted.rewind());
	}

}
