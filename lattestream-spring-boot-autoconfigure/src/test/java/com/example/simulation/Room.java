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
import java.util.Set;
import java.util.TreeSet;

/**
 * What a client knows of the members of a presence channel. Each must come and go in
 * turns.
 */
final class Room {

	private final SimulatedClient client;

	private final Set<String> members = new TreeSet<>();

	private final Set<String> typing = new TreeSet<>();

	private boolean known;

	Room(SimulatedClient client) {
		this.client = client;
	}

	void forget() {
		this.known = false;
	}

	void acknowledged(Frame frame) {
		this.known = true;
		this.members.clear();
		this.members.addAll(frame.texts("presence", "ids"));
		this.typing.clear();
		this.typing.addAll(frame.texts("presence", "typing"));
		if (!this.members.contains(this.client.user())) {
			this.client.violated("is no member of its own: " + frame);
		}
	}

	void changed(Frame frame, boolean added) {
		if (!this.known) {
			return;
		}
		String user = frame.text("user_id");
		boolean news = added ? this.members.add(user) : this.members.remove(user);
		if (!news) {
			this.client.violated("was told of " + user + " again: " + frame);
		}
		this.typing.remove(user);
	}

	void typed(Frame frame) {
		if (frame.data().path("typing").asBoolean()) {
			this.typing.add(frame.text("user_id"));
		}
		else {
			this.typing.remove(frame.text("user_id"));
		}
	}

	boolean isSettled(Set<String> truth) {
		return this.known && this.members.equals(truth) && this.typing.isEmpty();
	}

	@Override
	public String toString() {
		return List.of(this.members, this.typing).toString();
	}

}
