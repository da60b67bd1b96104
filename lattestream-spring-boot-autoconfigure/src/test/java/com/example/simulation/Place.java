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

import java.util.HashSet;
import java.util.Set;

import com.lattestream.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * Where a client stands in a channel with a history. Every frame is checked when it
 * comes.
 */
final class Place {

	private final SimulatedClient client;

	private final Model model;

	private final Set<String> formerEpochs = new HashSet<>();

	private @Nullable StreamPosition position;

	private @Nullable StreamPosition asked;

	private boolean subscribed;

	/** Whether the subscription before this one may still bring events. */
	private boolean ending;

	Place(SimulatedClient client, Model model) {
		this.client = client;
		this.model = model;
	}

	/**
	 * The client unsubscribed, to subscribe again.
	 */
	void end() {
		this.ending = true;
	}

	/**
	 * The connection is lost.
	 */
	void forget() {
		this.ending = false;
		this.subscribed = false;
	}

	/**
	 * The client subscribes.
	 * @return where it stands; {@code null} if it was never told
	 */
	@Nullable StreamPosition ask() {
		this.subscribed = false;
		this.asked = this.position;
		return this.position;
	}

	@Nullable StreamPosition position() {
		return this.position;
	}

	void acknowledged(Frame frame) {
		StreamPosition told = frame.start();
		if (told == null) {
			this.client.violated("was told no position: " + frame);
			return;
		}
		this.subscribed = true;
		this.ending = false;
		if (this.asked != null && frame.data().path("recovered").asBoolean(false)) {
			if (!told.equals(this.asked)) {
				this.client.violated("asked for " + this.asked + " and got " + told);
			}
		}
		else if (this.asked != null) {
			this.model.lost(this.client, this.asked, told, frame.text("reason"), true);
		}
		move(told);
	}

	void lost(Frame frame) {
		if (!this.subscribed) {
			return;
		}
		StreamPosition told = Frame.position(frame.data());
		StreamPosition before = this.position;
		if (told == null || before == null) {
			this.client.violated("was told no position: " + frame);
			return;
		}
		this.model.lost(this.client, before, told, frame.text("reason"), false);
		move(told);
	}

	void received(Frame frame, String event) {
		StreamPosition next = frame.position();
		if (next == null) {
			this.client.violated("got an event without position: " + frame);
			return;
		}
		this.model.seen(event, next);
		if (this.ending) {
			return;
		}
		StreamPosition before = this.position;
		if (!this.subscribed || before == null) {
			this.client.violated("got an event before it was subscribed: " + frame);
			return;
		}
		if (!next.epoch().equals(before.epoch())) {
			this.model.skipped(this.client, before.epoch(), before.offset() + 1, Long.MAX_VALUE);
			this.model.skipped(this.client, next.epoch(), 1, next.offset() - 1);
		}
		else if (next.offset() <= before.offset()) {
			this.client.violated("got " + event + " at " + next + " after " + before);
		}
		else {
			this.model.skipped(this.client, next.epoch(), before.offset() + 1, next.offset() - 1);
		}
		move(next);
	}

	private void move(StreamPosition next) {
		if (this.position != null && !this.position.epoch().equals(next.epoch())) {
			this.formerEpochs.add(this.position.epoch());
			if (this.formerEpochs.contains(next.epoch())) {
				this.client.violated("is back in epoch " + next.epoch());
			}
		}
		this.position = next;
	}

	/**
	 * Return whether the client has all there is.
	 * @param end the position of the channel
	 * @return whether nothing is missing but what is not for it
	 */
	boolean isAt(StreamPosition end) {
		StreamPosition current = this.position;
		if (!this.subscribed || current == null || !current.epoch().equals(end.epoch())) {
			return false;
		}
		for (long offset = current.offset() + 1; offset <= end.offset(); offset++) {
			if (!this.model.mayMiss(this.client, new StreamPosition(end.epoch(), offset))) {
				return false;
			}
		}
		return current.offset() <= end.offset();
	}

	@Override
	public String toString() {
		return (this.subscribed ? "at " : "waiting, was at ") + this.position;
	}

}
