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

package com.lattestream.protocol;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.lattestream.SocketId;
import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * Reads what clients want of earlier events.
 */
public final class ReplayReader {

	private static final Pattern OFFSET = Pattern.compile("0|[1-9][0-9]{0,15}");

	private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,8}");

	private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m|h)");

	private static final Map<String, ChronoUnit> UNITS = Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS, "m",
			ChronoUnit.MINUTES, "h", ChronoUnit.HOURS);

	private final JsonText json;

	/**
	 * Create a reader.
	 * @param json reads JSON, within limits
	 */
	public ReplayReader(JsonText json) {
		this.json = json;
	}

	/**
	 * Read it.
	 * @param recover the value of that name as JSON, if any
	 * @param rewind the value of that name as JSON, if any
	 * @return what is wanted
	 * @throws IllegalArgumentException if it is not understood; tells the client why
	 */
	public Replay read(@Nullable String recover, @Nullable String rewind) {
		boolean recovers = recover != null && !recover.equals("null");
		boolean rewinds = rewind != null && !rewind.equals("null");
		if (!recovers && !rewinds) {
			return Replay.NONE;
		}
		return new Replay(recovers ? recover(recover) : null, rewinds ? rewind(rewind) : null);
	}

	private Replay.Recover recover(String text) {
		Map<String, String> properties = this.json.object(text);
		if (properties == null) {
			throw new IllegalArgumentException("What to recover is an object with epoch and offset");
		}
		String epoch = this.json.string(properties.get("epoch"));
		String offset = properties.getOrDefault("offset", "");
		if (epoch == null || !OFFSET.matcher(offset).matches()) {
			throw new IllegalArgumentException("What to recover has an epoch, a string, and an offset, a number");
		}
		String given = properties.getOrDefault("socket_id", "null");
		String socketId = this.json.string(given);
		if (!given.equals("null") && (socketId == null || !SocketId.isValid(socketId))) {
			throw new IllegalArgumentException("The socket_id to recover for is two numbers and a dot in a string");
		}
		return new Replay.Recover(new StreamPosition(epoch, Long.parseLong(offset)), socketId);
	}

	private Replay.Rewind rewind(String text) {
		if (COUNT.matcher(text).matches()) {
			return new Replay.Rewind(Integer.parseInt(text), null);
		}
		String age = this.json.string(text);
		Matcher matcher = (age != null) ? AGE.matcher(age) : null;
		if (matcher == null || !matcher.matches()) {
			throw new IllegalArgumentException("A rewind is a number of events, or a time such as \"30s\" or \"2m\"");
		}
		return new Replay.Rewind(Integer.MAX_VALUE,
				Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2))));
	}

}
