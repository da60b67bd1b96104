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

package com.lattestream.remote;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Events that are accepted or refused together.
 *
 * @param channels the channels they are for; more than once if there are several for one
 * @param entries the events as JSON, ready for a batch; none if they do not go into one
 * @param whole the request that has these events and none beside them; {@code null} if
 * that, too, is a batch
 */
record Shipment(List<String> channels, List<byte[]> entries, @Nullable ApiRequest whole) {

	private static final byte[] START = "{\"batch\":[".getBytes(StandardCharsets.UTF_8);

	private static final byte[] END = "]}".getBytes(StandardCharsets.UTF_8);

	/**
	 * Return the request that sends these events alone.
	 * @return the request
	 */
	ApiRequest request() {
		return (this.whole != null) ? this.whole : batch(this.entries);
	}

	/**
	 * Return how many places it takes in a batch.
	 * @return the number of events, each counted once per channel
	 */
	int events() {
		return this.channels.size();
	}

	/**
	 * Return how many events the service tells of.
	 * @return the number of entries; one if it goes in no batch
	 */
	int answers() {
		return (this.whole != null) ? 1 : this.entries.size();
	}

	/**
	 * Return the size.
	 * @return the size in bytes
	 */
	long bytes() {
		if (this.whole != null) {
			return this.whole.body().length;
		}
		long bytes = 0;
		for (byte[] entry : this.entries) {
			bytes += entry.length;
		}
		return bytes;
	}

	/**
	 * Return the request that sends several shipments.
	 * @param shipments the shipments, one at least
	 * @return the request
	 */
	static ApiRequest request(List<Shipment> shipments) {
		if (shipments.size() == 1) {
			return shipments.get(0).request();
		}
		return batch(shipments.stream().flatMap((shipment) -> shipment.entries().stream()).toList());
	}

	private static ApiRequest batch(List<byte[]> entries) {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		body.writeBytes(START);
		for (int i = 0; i < entries.size(); i++) {
			if (i > 0) {
				body.write(',');
			}
			body.writeBytes(entries.get(i));
		}
		body.writeBytes(END);
		return ApiRequest.post("/batch_events", body.toByteArray());
	}

}
