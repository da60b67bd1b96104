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

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.lattestream.AccessToken;
import com.lattestream.BatchEvent;
import com.lattestream.ChannelAttribute;
import com.lattestream.ChannelHistory;
import com.lattestream.ChannelInfo;
import com.lattestream.ChannelToken;
import com.lattestream.CurrentSocketId;
import com.lattestream.InvalidRequestException;
import com.lattestream.LatteStreamClient;
import com.lattestream.PresenceMember;
import com.lattestream.StreamPosition;
import com.lattestream.TriggerRequest;
import com.lattestream.TriggerResult;
import com.lattestream.UserData;
import com.lattestream.UserToken;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelEncryptor;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.util.UriUtils;

/**
 * The client of an application whose clients connect to a service elsewhere. Unless
 * batching is off, events are gathered and sent together; the result comes when the
 * service has accepted the caller's event, and tells no number of connections.
 */
public final class RemoteLatteStreamClient implements LatteStreamClient {

	private final AppCredentials credentials;

	private final URI endpoint;

	private final RemoteSettings settings;

	private final EventEncoder encoder;

	private final RestApi api;

	private final @Nullable Batcher batcher;

	private final ChannelQueries queries;

	private final TokenSource tokens;

	private final CallObservations observations;

	/**
	 * Create a client.
	 * @param webClient sends requests
	 * @param endpoint the base of the service's REST API
	 * @param credentials the application's credentials
	 * @param encryptor encrypts events for encrypted channels
	 * @param settings limits and times
	 * @param jsonMapper writes the application's data
	 * @param cache keeps the answers to queries; {@code null} to always ask
	 * @param observationRegistry observes calls
	 */
	public RemoteLatteStreamClient(WebClient webClient, URI endpoint, AppCredentials credentials,
			ChannelEncryptor encryptor, RemoteSettings settings, JsonMapper jsonMapper, @Nullable RequestCache cache,
			ObservationRegistry observationRegistry) {
		this.credentials = credentials;
		this.endpoint = endpoint;
		this.settings = settings;
		this.encoder = new EventEncoder(jsonMapper, encryptor, settings.maxEventData());
		this.api = new RestApi(webClient, endpoint, credentials, settings, Clock.systemUTC());
		RemoteSettings.Batching batching = settings.batching();
		this.batcher = (batching != null) ? new Batcher(this.api, batching, settings.deadline(), Schedulers.parallel())
				: null;
		this.queries = new ChannelQueries(this.api, cache, jsonMapper);
		this.tokens = new TokenSource(this.api, settings.signing(), this.encoder, encryptor, credentials);
		this.observations = new CallObservations(observationRegistry);
	}

	@Override
	public Mono<TriggerResult> trigger(TriggerRequest request) {
		return this.observations.observe("trigger",
				Mono.deferContextual((context) -> publish(CurrentSocketId.resolve(request, context)))
					.map((receipt) -> result(request, receipt.allPositions())));
	}

	@Override
	public Mono<List<TriggerResult>> triggerBatch(List<BatchEvent> events) {
		return this.observations.observe("trigger-batch", Mono.deferContextual((context) -> {
			BatchEvent.checkCount(events.size());
			List<TriggerRequest> requests = events.stream().map(BatchEvent::toRequest).toList();
			Shipment shipment = this.encoder.batch(CurrentSocketId.resolve(events, context));
			return ((this.batcher != null) ? this.batcher.send(shipment, true) : this.api.send(List.of(shipment)))
				.map((receipt) -> IntStream.range(0, requests.size())
					.mapToObj((i) -> result(requests.get(i), receipt.positions(i)))
					.toList());
		}));
	}

	/**
	 * Send the events that wait for others to be sent with.
	 * @return completes when all events that were triggered before are accepted or
	 * refused; their callers get to know which
	 */
	public Mono<Void> flushBatch() {
		return (this.batcher != null) ? this.batcher.flush() : Mono.empty();
	}

	@Override
	public Mono<ChannelInfo> channel(String channel, ChannelAttribute... attributes) {
		return this.observations.observe("channel", this.queries.channel(channel, attributes));
	}

	@Override
	public Flux<ChannelInfo> channels(String prefix, ChannelAttribute... attributes) {
		return this.observations.observe("channels", this.queries.channels(prefix, attributes))
			.flatMapIterable((channels) -> channels);
	}

	@Override
	public Mono<ChannelHistory> history(String channel, @Nullable StreamPosition since, int limit) {
		return this.observations.observe("history", this.queries.history(channel, since, limit));
	}

	@Override
	public Flux<PresenceMember> users(String channel) {
		return this.observations.observe("users", this.queries.users(channel)).flatMapIterable((users) -> users);
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * The service issues a token, or this application signs, as it is set.
	 */
	@Override
	public Mono<ChannelToken> authorizeChannel(String socketId, String channel, @Nullable PresenceMember member) {
		return this.observations.observe("authorize-channel", this.tokens.channelToken(socketId, channel, member));
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * This application signs.
	 */
	@Override
	public Mono<UserToken> authenticateUser(String socketId, UserData user) {
		return this.observations.observe("authenticate-user", this.tokens.userToken(socketId, user));
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * What is known of channels is forgotten then.
	 */
	@Override
	public Mono<Integer> terminateConnections(String userId) {
		return this.observations.observe("terminate-connections", Mono.defer(() -> {
			if (userId.isEmpty()) {
				throw new InvalidRequestException("A user id is not empty");
			}
			return this.api.send(ApiRequest.post(
					"/users/" + UriUtils.encode(userId, StandardCharsets.UTF_8) + "/terminate_connections",
					"/users/{user}/terminate_connections"))
				.doOnTerminate(this.queries::forget)
				.thenReturn(0);
		}));
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * It is the service that decides about permissions and times: other services than the
	 * hub may have other words for them, and may ask for a socket id.
	 */
	@Override
	public Mono<AccessToken> issueToken(@Nullable String socketId, Collection<String> permissions,
			@Nullable Duration lifetime) {
		return this.observations.observe("issue-token", this.tokens.accessToken(socketId, permissions, lifetime));
	}

	/**
	 * Gather events again after a stop.
	 */
	public void start() {
		if (this.batcher != null) {
			this.batcher.start();
		}
	}

	/**
	 * Send what waits; events that come later are not gathered any more.
	 * @param timeout how long that may take
	 * @return how many events could not be sent; their callers get to know, too
	 */
	public Mono<Integer> stop(Duration timeout) {
		return (this.batcher != null) ? this.batcher.stop(timeout) : Mono.just(0);
	}

	@Override
	public String toString() {
		return "RemoteLatteStreamClient[endpoint=" + this.endpoint + ", credentials=" + this.credentials + "]";
	}

	private Mono<Receipt> publish(TriggerRequest request) {
		RemoteSettings.Batching batching = this.settings.batching();
		if (this.batcher == null || batching == null) {
			return this.api.send(List.of(this.encoder.alone(request)));
		}
		boolean fits = request.channels().size() <= batching.requestSize() && request.idempotencyKey() == null;
		return this.batcher.send(fits ? this.encoder.forBatch(request) : this.encoder.alone(request), false);
	}

	private static TriggerResult result(TriggerRequest request, Map<String, StreamPosition> positions) {
		return new TriggerResult(request.event(), request.channels(), null, positions);
	}

}
