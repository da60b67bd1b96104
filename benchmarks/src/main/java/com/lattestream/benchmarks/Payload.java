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

package com.lattestream.benchmarks;

/**
 * The event that all publish: 200 bytes of JSON, in one of a hundred channels.
 *
 * @param id what it is about
 * @param text so much of it that the data has 200 bytes
 */
record Payload(int id, String text) {

	static final String EVENT = "moved";

	private static final int CHANNELS = 100;

	private static final int SIZE = 200;

	static Payload of(int number) {
		int id = 10_000_000 + number;
		int rest = SIZE - "{\"id\":,\"text\":\"\"}".length() - Integer.toString(id).length();
		return new Payload(id, "x".repeat(rest));
	}

	static String channel(int number) {
		return "room-" + number % CHANNELS;
	}

}
