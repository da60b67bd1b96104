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

package com.lattestream;

import org.jspecify.annotations.Nullable;

/**
 * Application event: a client sent an event to the other subscribers of a channel, who
 * get it, with the data as they get it. What the application keeps from them or answers
 * itself is none.
 *
 * @param channel the name of the channel
 * @param event the name of the event
 * @param data the data, as JSON text
 * @param socketId the socket id of the sender
 * @param userId the id of the sender; {@code null} unless it is a presence channel
 */
public record ClientEventReceived(String channel, String event, String data, String socketId, @Nullable String userId) {

}
