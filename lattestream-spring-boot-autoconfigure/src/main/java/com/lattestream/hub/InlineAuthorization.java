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

import com.lattestream.protocol.ClientFrame;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.log.LogMessage;

/**
 * Has the application decide about subscriptions of clients that it knows, without a
 * signature and another request.
 */
final class InlineAuthorization {

	private static final Log logger = LogFactory.getLog(InlineAuthorization.class);

	private InlineAuthorization() {
	}

	/**
	 * Return who decides about a subscription instead of its signature.
	 * @param connection the connection
	 * @param frame what it asks; a signature that is there is to decide itself
	 * @return who decides, or {@code null} if it takes a signature
	 */
	static @Nullable SubscriptionAuthorizer of(Connection connection, ClientFrame.Subscribe frame) {
		return (frame.auth() == null) ? connection.handshake().authorizer() : null;
	}

	/**
	 * Ask about a channel.
	 * @param authorizer who decides
	 * @param connection the connection that wants it
	 * @param channel the name of the channel
	 * @return the channel, on the lane of the connection; a {@link SubscriptionException}
	 * as error if it is refused
	 */
	static Mono<ChannelGrant> ask(SubscriptionAuthorizer authorizer, Connection connection, String channel) {
		return Mono.defer(() -> authorizer.authorize(connection.handshake(), channel)).onErrorResume((ex) -> {
			logger.warn(LogMessage.format("'%s' is refused because it could not be decided about", channel), ex);
			return Mono.empty();
		})
			.switchIfEmpty(Mono.error(() -> new SubscriptionException("AuthError", 403, "This channel is not for you")))
			.publishOn(Schedulers.fromExecutor(connection.lane()::execute));
	}

}
