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

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a client got in a channel without history: on one connection nothing twice, and
 * what one publisher published in its order unless links were disturbed.
 */
final class LiveEvents {

	private final SimulatedClient client;

	private final Set<String> seen = new HashSet<>();

	private final Map<String, Integer> latest = new HashMap<>();

	LiveEvents(SimulatedClient client) {
		this.client = client;
	}

	void begin() {
		this.seen.clear();
		this.latest.clear();
	}

	void received(String event) {
		if (!this.seen.add(event)) {
			this.client.violated("got " + event + " again");
		}
		String publisher = event.substring(0, event.indexOf('-'));
		int number = Integer.parseInt(event.substring(publisher.length() + 1));
		Integer before = this.latest.put(publisher, number);
		if (before != null && before > number) {
			this.client.world().violatedIfCalm(this.client + " got " + event + " after " + before);
		}
	}

}
