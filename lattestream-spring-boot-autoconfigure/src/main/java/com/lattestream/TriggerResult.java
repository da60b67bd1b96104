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

package com.lattestream;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What became of an event.
 *
 * @param event the name of the event
 * @param channels the channels it was published in
 * @param connections how many connections of this node it was handed to; {@code null}
 * when the service that took it does not tell
 * @param positions the position that the event has in each of the channels; those without
 * a history are missing, and all are when the service that took it does not tell
 */
public record TriggerResult(String event, List<String> channels, @Nullable Integer connections,
		Map<String, StreamPosition> positions) {

	/**
	 * Create a result.
	 * @param event the name of the event
	 * @param channels the channels it was published in
	 * @param connections how many connections of this node it was handed to
	 * @param positions the positions by channel
	 */
	public TriggerResult {
		positions = Map.copyOf(positions);
	}

	/**
	 * Create a result without positions.
	 * @param event the name of the event
	 * @param channels the channels it was published in
	 * @param connections how many connections of this node it was handed to
	 */
	public TriggerResult(String event, List<String> channels, @Nullable Integer connections) {
		this(event, channels, connections, Map.of());
	}

}
