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

import reactor.core.publisher.Mono;

/**
 * Decides about private and presence channels that a client wants without a signature.
 * Belongs to one handshake and knows who made it.
 */
@FunctionalInterface
public interface SubscriptionAuthorizer {

	/**
	 * Decide about a subscription. Must not block.
	 * @param handshake the handshake of the connection that asks
	 * @param channel the valid name of a private or presence channel
	 * @return the channel, with a member if it is a presence channel; nothing refuses
	 */
	Mono<ChannelGrant> authorize(Handshake handshake, String channel);

}
