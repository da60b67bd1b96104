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

package com.example.simulation;

import java.util.List;

/**
 * The channels of a world.
 */
final class Channels {

	static final List<String> ALL = List.of("hist-a", "private-hist-b", "presence-hist-c", "news", "private-chat",
			"presence-room");

	private Channels() {
	}

	static boolean hasHistory(String channel) {
		return channel.contains("hist-");
	}

	static boolean isRoom(String channel) {
		return channel.startsWith("presence-");
	}

	static boolean isOpen(String channel) {
		return !isRoom(channel) && !channel.startsWith("private-");
	}

	static List<String> histories() {
		return ALL.stream().filter(Channels::hasHistory).toList();
	}

	static List<String> rooms() {
		return ALL.stream().filter(Channels::isRoom).toList();
	}

}
