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

package com.lattestream.benchmarks.fanout.peer;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * A sink for each channel.
 *
 * @param <T> the type of messages
 */
final class ChannelSinks<T> {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final Map<String, Sinks.Many<T>> channels = new ConcurrentHashMap<>();

	Flux<T> flux(String channel) {
		return sink(channel).asFlux();
	}

	/**
	 * Hand a message to all who subscribe to a channel.
	 * @param channel the name of the channel
	 * @param message the message
	 */
	void emit(String channel, T message) {
		// To be made anew each time: its patience begins now
		sink(channel).emitNext(message, Sinks.EmitFailureHandler.busyLooping(PATIENCE));
	}

	private Sinks.Many<T> sink(String channel) {
		return this.channels.computeIfAbsent(channel, (name) -> Sinks.many().multicast().directBestEffort());
	}

}
