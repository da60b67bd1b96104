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
 * Decides about events of clients.
 */
@FunctionalInterface
public interface ClientEventHandler {

	/**
	 * Decide about an event. Called on the connection's lane, so it must return at once;
	 * later messages of the connection wait until the decision is there.
	 * @param request the event
	 * @return the decision; nothing passes the event on, an error refuses it. Only the
	 * message of {@link ClientEventRefusedException} gets to the client
	 */
	Mono<ClientEventResult> handle(ClientEventRequest request);

}
