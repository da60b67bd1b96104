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

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.lattestream.AccessToken;
import com.lattestream.BatchEvent;
import com.lattestream.CachedEvent;
import com.lattestream.ChannelAttribute;
import com.lattestream.ChannelHistory;
import com.lattestream.ChannelInfo;
import com.lattestream.ChannelName;
import com.lattestream.ChannelToken;
import com.lattestream.ChannelType;
import com.lattestream.CurrentSocketId;
import com.lattestream.HistoryEvent;
import com.lattestream.InvalidRequestException;
import com.lattestream.LatteStreamClient;
import com.lattestream.PresenceMember;
import com.lattestream.StreamPosition;
import com.lattestream.TriggerRequest;
import com.lattestream.TriggerResult;
import com.lattestream.UserData;
import com.lattestream.UserToken;
import com.lattestream.broker.HistoryGap;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.IdempotencyStore;
import com.lattestream.protocol.BinaryData;
import com.lattestream.signature.ChannelEncryptor;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.UserSigner;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * The client of an application that has the hub in the same process.
 */
public final class EmbeddedLatteStreamClient implements LatteStreamClient {

	private final LatteStreamHub hub;

	private final ChannelSigner signer;

	private final UserSigner userSigner;

	private final ChannelEncryptor encryptor;

	private final EventData data;

	private final IdempotentTriggers idempotentTriggers;

	/**
	 * Create a client.
	 * @param hub the hub
	 * @param signer signs channel authorisations
	 * @param userSigner signs users
	 * @param encryptor encrypts events for encrypted channels
	 * @param jsonMapper writes the application's data
	 * @param store remembers idempotency keys
	 * @param idempotencyLifetime how long an idempotency key is remembered
	 */
	public EmbeddedLatteStreamClient(LatteStreamHub hub, ChannelSigner signer, UserSigner userSigner,
			ChannelEncryptor encryptor, JsonMapper jsonMapper, IdempotencyStore store, Duration idempotencyLifetime) {
		this.hub = hub;
		this.signer = signer;
		this.userSigner = userSigner;
		this.encryptor = encryptor;
		this.data = new EventData(jsonMapper, hub.settings().limits().eventData());
		this.idempotentTriggers = new IdempotentTriggers(store, idempotencyLifetime);
	}

	@Override
	public Mono<TriggerResult> trigger(TriggerRequest request) {
		return Mono.deferContextual((context) -> {
			TriggerRequest resolved = CurrentSocketId.resolve(request, context);
			EventPayload payload = payload(request);
			return this.idempotentTriggers.once(resolved, payload, publish(resolved, payload));
		});
	}

	@Override
	public Mono<List<TriggerResult>> triggerBatch(List<BatchEvent> events) {
		return Mono.deferContextual((context) -> {
			BatchEvent.checkCount(events.size());
			List<TriggerRequest> requests = CurrentSocketId.resolve(events, context)
				.stream()
				.map(BatchEvent::toRequest)
				.toList();
			List<EventPayload> payloads = requests.stream().map(this::payload).toList();
			return Flux.range(0, requests.size())
				.concatMap((i) -> publish(requests.get(i), payloads.get(i)))
				.collectList();
		});
	}

	@Override
	public Mono<ChannelInfo> channel(String channel, ChannelAttribute... attributes) {
		return Mono.defer(() -> describe(new ChannelName(channel).value(), Arrays.asList(attributes)));
	}

	@Override
	public Flux<ChannelInfo> channels(String prefix, ChannelAttribute... attributes) {
		return Flux.defer(() -> this.hub.channels(prefix))
			.concatMap((channel) -> occupied(channel, Arrays.asList(attributes)));
	}

	@Override
	public Mono<ChannelHistory> history(String channel, @Nullable StreamPosition since, int limit) {
		return Mono.defer(() -> {
			ChannelHistory.checkLimit(limit);
			return this.hub.history(new ChannelName(channel).value(), since, limit);
		}).map(EmbeddedLatteStreamClient::history);
	}

	@Override
	public Flux<PresenceMember> users(String channel) {
		return Flux.defer(() -> {
			if (new ChannelName(channel).type() != ChannelType.PRESENCE) {
				throw new InvalidRequestException("Only presence channels have users");
			}
			return this.hub.members(channel)
				.flatMapIterable((snapshot) -> snapshot.members())
				.map((member) -> new PresenceMember(member.userId(), this.data.read(member.userInfo())));
		});
	}

	@Override
	public Mono<ChannelToken> authorizeChannel(String socketId, String channel, @Nullable PresenceMember member) {
		return Mono.fromSupplier(() -> {
			boolean presence = (new ChannelName(channel).type() == ChannelType.PRESENCE);
			if (presence && member == null) {
				throw new InvalidRequestException("Presence channels take a member");
			}
			String channelData = presence ? channelData(member) : null;
			String auth = this.signer.sign(socketId, channel, channelData);
			return new ChannelToken(auth, channelData, this.encryptor.sharedSecret(channel));
		});
	}

	@Override
	public Mono<UserToken> authenticateUser(String socketId, UserData user) {
		return Mono.fromSupplier(() -> {
			String userData = this.data.toJson(user.toProperties());
			return new UserToken(this.userSigner.sign(socketId, userData), userData);
		});
	}

	@Override
	public Mono<AccessToken> issueToken(@Nullable String socketId, Collection<String> permissions,
			@Nullable Duration lifetime) {
		return Mono.fromSupplier(() -> this.hub.issueToken(socketId, permissions, lifetime));
	}

	@Override
	public Mono<Integer> terminateConnections(String userId) {
		return this.hub.terminate(userId);
	}

	private Mono<TriggerResult> publish(TriggerRequest request, EventPayload payload) {
		return Flux.fromIterable(request.channels())
			.flatMap((channel) -> this.hub
				.publish(payload.toPublication(channel, request.event(), request.excludedSocketId()))
				.map((receipt) -> Map.entry(channel, receipt)), TriggerRequest.MAX_CHANNELS)
			.collectList()
			.map((receipts) -> result(request, receipts));
	}

	private static TriggerResult result(TriggerRequest request, List<Map.Entry<String, PublicationReceipt>> receipts) {
		Integer connections = null;
		Map<String, StreamPosition> positions = new HashMap<>();
		for (Map.Entry<String, PublicationReceipt> entry : receipts) {
			PublicationReceipt receipt = entry.getValue();
			if (receipt.reached() != null) {
				connections = ((connections != null) ? connections : 0) + receipt.reached();
			}
			if (receipt.position() != null) {
				positions.put(entry.getKey(), receipt.position());
			}
		}
		return new TriggerResult(request.event(), request.channels(), connections, positions);
	}

	private EventPayload payload(TriggerRequest request) {
		request.channels().forEach(this.hub.settings().limits()::checkChannel);
		// The limit is for what the application has to say, not for what encryption adds
		EventPayload payload = this.data.write(request.data());
		this.hub.rules().checkEventData(request.channels(), payload::size);
		return payload.withData(this.encryptor.encrypt(request.channels().get(0), payload.data()));
	}

	private String channelData(PresenceMember member) {
		Map<String, @Nullable Object> data = new LinkedHashMap<>();
		data.put("user_id", member.id());
		if (member.info() != null) {
			data.put("user_info", member.info());
		}
		return this.data.toJson(data);
	}

	private static ChannelHistory history(HistoryPage page) {
		List<HistoryEvent> events = page.publications()
			.stream()
			.map((publication) -> new HistoryEvent(publication.event(),
					BinaryData.join(publication.data(), publication.bytes()),
					Objects.requireNonNull(publication.position()), publication.userId()))
			.toList();
		HistoryGap gap = page.gap();
		return new ChannelHistory(page.position(), events,
				(gap != null) ? ChannelHistory.Gap.valueOf(gap.name()) : null);
	}

	private Mono<ChannelInfo> describe(String channel, Collection<ChannelAttribute> attributes) {
		Mono<ChannelInfo> info = info(channel, attributes);
		if (!attributes.contains(ChannelAttribute.CACHE)) {
			return info;
		}
		return info.flatMap((known) -> this.hub.lastEvent(channel)
			.map((cached) -> new CachedEvent(cached.publication().event(), cached.publication().data(),
					cached.ttl().truncatedTo(ChronoUnit.SECONDS)))
			.map((cached) -> new ChannelInfo(channel, known.occupied(), known.subscriptionCount(), known.userCount(),
					cached))
			.defaultIfEmpty(known));
	}

	private Mono<ChannelInfo> occupied(String channel, Collection<ChannelAttribute> attributes) {
		return attributes.contains(ChannelAttribute.SUBSCRIPTION_COUNT)
				? info(channel, attributes).filter(ChannelInfo::occupied) : info(channel, 1, attributes);
	}

	private Mono<ChannelInfo> info(String channel, Collection<ChannelAttribute> attributes) {
		return this.hub.subscriptionCount(channel).flatMap((count) -> info(channel, count, attributes));
	}

	private Mono<ChannelInfo> info(String channel, int count, Collection<ChannelAttribute> attributes) {
		Integer subscriptions = attributes.contains(ChannelAttribute.SUBSCRIPTION_COUNT) ? count : null;
		if (ChannelType.of(channel) != ChannelType.PRESENCE || !attributes.contains(ChannelAttribute.USER_COUNT)) {
			return Mono.just(new ChannelInfo(channel, count > 0, subscriptions, null));
		}
		return this.hub.members(channel)
			.map((snapshot) -> new ChannelInfo(channel, count > 0, subscriptions, snapshot.members().size()));
	}

}
