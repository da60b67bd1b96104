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

import java.util.List;

import com.lattestream.ChannelName;
import com.lattestream.ChannelType;
import com.lattestream.EventName;
import com.lattestream.InvalidRequestException;
import com.lattestream.broker.Member;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.BinaryData;
import com.lattestream.protocol.ClientFrame;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncryptedData;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Passes events of clients on to the other subscribers of a channel, unless a handler
 * decides otherwise. What the rules forbid is answered with an error and goes nowhere;
 * the connection stays. On encrypted channels only what is encrypted goes on, so nothing
 * readable gets there by mistake.
 */
final class ClientEvents {

	static final int REFUSED = 4301;

	private static final int NO_HANDLER = 4304;

	private final HubSettings settings;

	private final ChannelRules rules;

	private final ChannelHistories histories;

	private final HubListener listener;

	private final EncryptedData encryptedData;

	private final ClientEventInterceptor interceptor;

	private final EventData data;

	ClientEvents(HubSettings settings, ChannelRules rules, ChannelHistories histories, HubListener listener,
			EncryptedData encryptedData, ClientEventInterceptor interceptor, EventData data) {
		this.settings = settings;
		this.rules = rules;
		this.histories = histories;
		this.listener = listener;
		this.encryptedData = encryptedData;
		this.interceptor = interceptor;
		this.data = data;
	}

	/**
	 * Publish an event of a client.
	 * @param connection the client's connection
	 * @param event the event
	 * @return completes when it is published, answered or refused
	 */
	Mono<Void> publish(Connection connection, ClientFrame.ClientEvent event) {
		return publish(connection, event, null);
	}

	/**
	 * Publish an event of a client that may have bytes.
	 * @param connection the client's connection
	 * @param event the event
	 * @param bytes its bytes
	 * @return completes when it is published, answered or refused
	 */
	Mono<Void> publish(Connection connection, ClientFrame.ClientEvent event, byte @Nullable [] bytes) {
		Subscription subscription = connection.subscriptions().get(event.channel());
		String refusal = refusal(connection, subscription, event, bytes);
		if (refusal != null) {
			call(connection, event).refuse(REFUSED, refusal);
			return Mono.empty();
		}
		Member member = (subscription != null) ? subscription.member() : null;
		Publication publication = new Publication(event.channel(), event.event(), event.data(), event.verbatim(),
				connection.socketId(), (member != null) ? member.userId() : null)
			.with(event.data(), bytes);
		ClientEventHandler handler = this.interceptor.find(event.channel(), event.event());
		if (handler != null) {
			return call(connection, event).run(handler, publication, this::passOn);
		}
		if (event.ref() != null) {
			// Who waits for an answer means nobody but the application
			call(connection, event).refuse(NO_HANDLER, "Nobody answers this event");
			return Mono.empty();
		}
		return passOn(publication);
	}

	private ClientEventCall call(Connection connection, ClientFrame.ClientEvent event) {
		return new ClientEventCall(connection, event, (data) -> write(event.channel(), data));
	}

	private EventPayload write(String channel, @Nullable Object data) {
		EventPayload payload = this.data.write(data);
		this.rules.checkEventData(List.of(channel), payload::size);
		if (data != null && ChannelName.isEncrypted(channel) && this.encryptedData.plainSize(payload.asText()) < 0) {
			throw new InvalidRequestException("Data for encrypted channels has to be encrypted");
		}
		return payload;
	}

	private Mono<Void> passOn(Publication publication) {
		this.listener.clientEvent(publication.with(BinaryData.join(publication.data(), publication.bytes()), null));
		return this.histories.publish(publication).then();
	}

	private @Nullable String refusal(Connection connection, @Nullable Subscription subscription,
			ClientFrame.ClientEvent event, byte @Nullable [] bytes) {
		if (!this.rules.allowClientEvents(event.channel())) {
			return "Client events are not enabled";
		}
		if (!EventName.isValid(event.event())) {
			return "Invalid event name";
		}
		if (ChannelType.of(event.channel()) == ChannelType.PUBLIC) {
			return "Client events are for private and presence channels";
		}
		if (subscription == null) {
			return "Client events take a subscription of their channel";
		}
		if (!connection.rights().mayPublish(event.channel())) {
			return "The token does not allow client events here";
		}
		int limit = this.rules.eventData(event.channel(), (connection.dialect() == Dialect.PUSHER)
				? this.settings.limits().pusherEventData() : this.settings.limits().eventData());
		int size = size(event, bytes);
		if (size < 0) {
			return "Client events on encrypted channels have encrypted data";
		}
		if (size > limit) {
			return "The data of an event may have " + limit + " bytes";
		}
		return this.rules.countClientEvent(subscription);
	}

	/**
	 * Return how much an event carries; negative if it has to be encrypted and is not.
	 */
	private int size(ClientFrame.ClientEvent event, byte @Nullable [] bytes) {
		if (ChannelName.isEncrypted(event.channel())) {
			return (bytes != null) ? -1 : this.encryptedData.plainSize(event.data());
		}
		return BinaryData.size(event.data(), bytes);
	}

}
