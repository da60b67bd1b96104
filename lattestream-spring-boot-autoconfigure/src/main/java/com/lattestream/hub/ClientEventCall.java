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

import java.util.function.Function;

import com.lattestream.ClientEventReceived;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.BinaryData;
import com.lattestream.protocol.ClientFrame;
import com.lattestream.protocol.ServerFrame;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.log.LogMessage;

/**
 * One event of a client on its way through a handler: becomes what that decides, and
 * answers the client. The event was accepted when it came, so it goes its way even if the
 * client does not wait for the end.
 */
final class ClientEventCall {

	private static final Log logger = LogFactory.getLog(ClientEventCall.class);

	private static final int FAILED = 4350;

	private static final String EMPTY = "{}";

	private final Connection connection;

	private final ClientFrame.ClientEvent event;

	private final Function<@Nullable Object, EventPayload> writer;

	ClientEventCall(Connection connection, ClientFrame.ClientEvent event,
			Function<@Nullable Object, EventPayload> writer) {
		this.connection = connection;
		this.event = event;
		this.writer = writer;
	}

	/**
	 * Let a handler decide.
	 * @param handler the handler
	 * @param publication what the others get if nothing is changed
	 * @param publisher passes it on
	 * @return completes when the event has become what it was to become
	 */
	Mono<Void> run(ClientEventHandler handler, Publication publication, Function<Publication, Mono<Void>> publisher) {
		ClientEventReceived received = new ClientEventReceived(publication.channel(), publication.event(),
				BinaryData.join(publication.data(), publication.bytes()), this.connection.socketId(),
				publication.userId());
		ClientEventRequest request = new ClientEventRequest(received, this.connection.info(),
				this.connection.handshake().principal());
		return Mono.defer(() -> handler.handle(request))
			.defaultIfEmpty(ClientEventResult.pass())
			.flatMap((result) -> apply(result, publication, publisher))
			.onErrorResume((ex) -> Mono.fromRunnable(() -> failed(ex)));
	}

	private Mono<Void> apply(ClientEventResult result, Publication publication,
			Function<Publication, Mono<Void>> publisher) {
		if (result.fate() == ClientEventResult.Fate.REFUSED) {
			return Mono.error(new ClientEventRefusedException(String.valueOf(result.reason())));
		}
		// Both before anything is sent: what cannot be written is a failure of the whole
		Publication passed = switch (result.fate()) {
			case PASSED -> publication;
			case CHANGED -> {
				EventPayload changed = this.writer.apply(result.data());
				yield publication.with(changed.data(), changed.bytes());
			}
			case DROPPED, REFUSED -> null;
		};
		ServerFrame answer = (result.answered() || this.event.ref() != null)
				? reply(this.writer.apply(result.answer()).asText(), null) : null;
		Mono<Void> published = (passed != null) ? publisher.apply(passed) : Mono.empty();
		return (answer != null) ? published.then(Mono.fromRunnable(() -> send(answer))) : published;
	}

	private void failed(Throwable ex) {
		if (ex instanceof ClientEventRefusedException refusal) {
			logger.debug(LogMessage.format("'%s' in '%s' is refused: %s", this.event.event(), this.event.channel(),
					refusal.getMessage()));
			refuse(refusal.getCode(), String.valueOf(refusal.getMessage()));
			return;
		}
		// Clients can bring handlers to fail, hence the stack trace only for debugging
		logger.warn(LogMessage.format("'%s' in '%s' is refused because its handler failed: %s", this.event.event(),
				this.event.channel(), ex));
		logger.debug("The handler's exception", ex);
		refuse(FAILED, "The event could not be handled");
	}

	/**
	 * Tell the client that nothing comes of the event.
	 * @param code the code of the error
	 * @param reason why, in words
	 */
	void refuse(int code, String reason) {
		ServerFrame.ErrorFrame error = new ServerFrame.ErrorFrame(code, reason);
		send((this.event.ref() != null) ? reply(EMPTY, error) : error);
	}

	private ServerFrame reply(String data, ServerFrame.@Nullable ErrorFrame error) {
		return new ServerFrame.Reply(this.event.channel(), this.event.ref(), data, error);
	}

	private void send(ServerFrame frame) {
		Lane lane = this.connection.lane();
		lane.execute(() -> {
			lane.sendWaiting(this.event.channel());
			this.connection.send(frame);
		});
	}

}
