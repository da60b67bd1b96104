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

package com.lattestream.web;

import java.security.Principal;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import com.lattestream.hub.ChannelGrant;
import com.lattestream.hub.ClientDetails;
import com.lattestream.hub.Handshake;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.hub.StreamRights;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Decides about event streams before they start: afterwards there is no status to refuse
 * with.
 */
public final class SseEndpoint {

	private final LatteStreamHub hub;

	private final ChannelGrants grants;

	/**
	 * Create an endpoint.
	 * @param hub the hub
	 * @param grants asks about private and presence channels
	 */
	public SseEndpoint(LatteStreamHub hub, ChannelGrants grants) {
		this.hub = hub;
		this.grants = grants;
	}

	/**
	 * Check whose a stream is to be.
	 * @param login the login
	 * @throws Refusal if it came with a ticket that is no help
	 */
	public void check(ConnectionLogin login) {
		if (login.refusal() == CloseCode.UNAUTHORIZED) {
			throw new Refusal(ApiResponse.problem(401, "Unauthorized", login.reason(), null));
		}
		if (login.refusal() != null) {
			throw new Refusal(ApiResponse.problem(503, "Service Unavailable", login.reason(), null));
		}
	}

	/**
	 * Read a request and decide about it.
	 * @param query the query parameters: {@code api_key} (the key or a token), and
	 * {@code channels} (names with commas between them) or {@code channel} (one name, may
	 * be repeated); {@code lastEventId} or {@code last_event_id} if there is no header;
	 * {@code recover} and {@code rewind}, what the client wants of earlier events, as
	 * JSON objects by the names of channels
	 * @param lastEventId the header {@code Last-Event-ID}, which clients send that come
	 * back by themselves; {@code null} if there is none
	 * @param principal who makes it
	 * @param client what else is known of the client
	 * @param exchange the request as the web stack has it
	 * @return what to stream; a {@link Refusal} as error
	 */
	public Mono<SseStream> open(Map<String, List<String>> query, @Nullable String lastEventId,
			@Nullable Principal principal, ClientDetails client, Object exchange) {
		return Mono.defer(() -> {
			if (client.refusal() != null) {
				throw new Refusal(ApiResponse.problem(403, "Forbidden", client.refusal(), null));
			}
			String key = values(query, "api_key").findFirst().orElse(null);
			StreamRights rights = (key != null) ? this.hub.streamRights(key) : null;
			if (rights == null && (key != null || (principal == null && client.userId() == null))) {
				throw new Refusal(ApiResponse.problem(401, "Unauthorized", "The api_key is missing or unknown", null));
			}
			if (!this.hub.isAccepting()) {
				throw new Refusal(ApiResponse.problem(503, "Service Unavailable", "No stream can be opened now", null));
			}
			Handshake handshake = new Handshake(this.hub.nextSocketId(), Dialect.LATTESTREAM, key, principal, null,
					client);
			StreamReplays replays = replays(query, lastEventId);
			StreamIds ids = new StreamIds(handshake.socketId());
			return Flux.fromIterable(channels(query))
				.concatMap((channel) -> authorize(channel, rights, handshake, exchange))
				.map((grant) -> grant.with(replays.of(grant.channel())))
				.doOnNext((grant) -> ids.resume(grant.channel(), grant.replay()))
				.collectList()
				.map((grants) -> new SseStream(handshake, grants, ids));
		});
	}

	private StreamReplays replays(Map<String, List<String>> query, @Nullable String header) {
		try {
			return StreamReplays.of(lastEventId(query, header), values(query, "recover").findFirst().orElse(null),
					values(query, "rewind").findFirst().orElse(null), channels(query));
		}
		catch (IllegalArgumentException ex) {
			throw new Refusal(ApiResponse.problem(400, "Bad Request", ex.getMessage(), null));
		}
	}

	/**
	 * The header counts: it is later than an address that the client keeps.
	 */
	private static @Nullable String lastEventId(Map<String, List<String>> query, @Nullable String header) {
		return Stream.of(Stream.ofNullable(header), values(query, "lastEventId"), values(query, "last_event_id"))
			.flatMap((values) -> values)
			.filter((value) -> !value.isEmpty())
			.findFirst()
			.orElse(null);
	}

	private Set<String> channels(Map<String, List<String>> query) {
		Set<String> channels = new LinkedHashSet<>();
		values(query, "channel").forEach(channels::add);
		values(query, "channels").flatMap((names) -> Arrays.stream(names.split(",")))
			.filter((name) -> !name.isEmpty())
			.forEach(channels::add);
		int limit = this.hub.settings().limits().subscriptions();
		if (channels.isEmpty() || channels.size() > limit) {
			throw new Refusal(ApiResponse.problem(400, "Bad Request", "Name 1 to " + limit + " channels", null));
		}
		for (String channel : channels) {
			if (!this.hub.settings().limits().allowsChannel(channel)) {
				throw new Refusal(ApiResponse.problem(400, "Bad Request", "Invalid channel name", channel));
			}
		}
		return channels;
	}

	private Mono<ChannelGrant> authorize(String channel, @Nullable StreamRights rights, Handshake handshake,
			Object exchange) {
		if (rights != null && !rights.maySubscribe(channel)) {
			throw new Refusal(ApiResponse.problem(403, "Forbidden", "The token does not allow this channel", channel));
		}
		if (rights != null && rights.include(channel)) {
			return Mono.just(new ChannelGrant(channel, null));
		}
		return this.grants.ask(handshake.socketId(), channel, handshake.principal(), exchange)
			.switchIfEmpty(Mono.error(() -> refusal(channel, handshake.principal())));
	}

	private static Refusal refusal(String channel, @Nullable Principal principal) {
		return (principal != null)
				? new Refusal(ApiResponse.problem(403, "Forbidden", "This channel is not for you", channel))
				: new Refusal(ApiResponse.problem(401, "Unauthorized", "This channel takes a login", channel));
	}

	/**
	 * Parameters without an equals sign have no value but are there.
	 */
	private static Stream<String> values(Map<String, List<String>> query, String name) {
		return query.getOrDefault(name, List.of()).stream().filter(Objects::nonNull);
	}

	/**
	 * A stream that may start.
	 *
	 * @param handshake who it is for
	 * @param grants what it carries
	 * @param ids makes the ids of its events
	 */
	public record SseStream(Handshake handshake, List<ChannelGrant> grants, StreamIds ids) {

	}

	/**
	 * A stream that may not start.
	 */
	public static final class Refusal extends RuntimeException {

		private final transient ApiResponse response;

		Refusal(ApiResponse response) {
			super(response.body(), null, false, false);
			this.response = response;
		}

		/**
		 * Return the answer.
		 * @return the answer
		 */
		public ApiResponse response() {
			return this.response;
		}

	}

}
