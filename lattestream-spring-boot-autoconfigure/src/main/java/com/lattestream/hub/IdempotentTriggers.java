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

package com.lattestream.hub;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import com.lattestream.InvalidRequestException;
import com.lattestream.StreamPosition;
import com.lattestream.TriggerRequest;
import com.lattestream.TriggerResult;
import com.lattestream.broker.IdempotencyConflictException;
import com.lattestream.broker.IdempotencyStore;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Publishes what has an idempotency key once, and answers repeats as the first time.
 */
final class IdempotentTriggers {

	private static final JsonMapper JSON = new JsonMapper();

	private final IdempotencyStore store;

	private final Duration lifetime;

	IdempotentTriggers(IdempotencyStore store, Duration lifetime) {
		this.store = store;
		this.lifetime = lifetime;
	}

	/**
	 * Publish an event unless that was done before.
	 * @param request the event
	 * @param payload what it carries
	 * @param publishing publishes it
	 * @return the first result; an {@link InvalidRequestException} as error if the key
	 * belongs to another event
	 */
	Mono<TriggerResult> once(TriggerRequest request, EventPayload payload, Mono<TriggerResult> publishing) {
		if (request.idempotencyKey() == null) {
			return publishing;
		}
		return this.store
			.once("trigger:" + request.idempotencyKey(), fingerprint(request, payload), this.lifetime,
					publishing.map(IdempotentTriggers::write))
			.map((answer) -> read(request, answer))
			.onErrorMap(IdempotencyConflictException.class,
					(ex) -> new InvalidRequestException("The idempotency key was used for another event before", ex));
	}

	/**
	 * Names have no line breaks and are not empty, so no two events look alike.
	 */
	private static String fingerprint(TriggerRequest request, EventPayload payload) {
		String excluded = (request.excludedSocketId() != null) ? request.excludedSocketId() : "";
		String head = request.event() + "\n" + excluded + "\n" + String.join("\n", request.channels()) + "\n\n"
				+ payload.data() + "\n";
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(head.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest.digest((payload.bytes() != null) ? payload.bytes() : new byte[0]));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	private static String write(TriggerResult result) {
		ObjectNode answer = JSON.createObjectNode();
		if (result.connections() != null) {
			answer.put("connections", result.connections());
		}
		ObjectNode positions = answer.putObject("positions");
		result.positions()
			.forEach((channel, position) -> positions.putObject(channel)
				.put("epoch", position.epoch())
				.put("offset", position.offset()));
		return answer.toString();
	}

	private static TriggerResult read(TriggerRequest request, String text) {
		JsonNode answer = JSON.readTree(text);
		Map<String, StreamPosition> positions = new LinkedHashMap<>();
		answer.get("positions")
			.forEachEntry((channel, position) -> positions.put(channel,
					new StreamPosition(position.get("epoch").asString(), position.get("offset").asLong())));
		Integer connections = answer.has("connections") ? answer.get("connections").asInt() : null;
		return new TriggerResult(request.event(), request.channels(), connections, positions);
	}

}
