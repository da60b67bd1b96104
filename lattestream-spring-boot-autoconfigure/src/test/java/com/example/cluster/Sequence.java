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

package com.example.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * What a client got of a channel, in the order in which it came: each event has its
 * number as data. Safe for use by many threads.
 */
final class Sequence {

	private final String client;

	private final List<Long> numbers = new ArrayList<>();

	private final List<String> wrong = new ArrayList<>();

	private int resumed;

	Sequence(String client) {
		this.client = client;
	}

	/**
	 * Add an event, which has to be the next one.
	 * @param number the number
	 */
	synchronized void add(long number) {
		long expected = last() + 1;
		if (number != expected) {
			this.wrong.add(this.client + " got " + number + " instead of " + expected);
		}
		this.numbers.add(number);
	}

	/**
	 * Take what a subscription began with.
	 * @param outcome whether the client got what it missed; or why it did not
	 */
	synchronized void resumed(String outcome) {
		if (outcome.equals("true")) {
			this.resumed++;
		}
		else {
			this.wrong.add(this.client + " did not recover after " + last() + ": " + outcome);
		}
	}

	synchronized void failed(String what) {
		this.wrong.add(this.client + ": " + what);
	}

	synchronized long last() {
		return this.numbers.isEmpty() ? 0 : this.numbers.get(this.numbers.size() - 1);
	}

	synchronized int resumed() {
		return this.resumed;
	}

	synchronized List<String> wrong() {
		return List.copyOf(this.wrong);
	}

}
