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
 * A connection of this node asked for a channel and did not get it. Published as an
 * application event.
 *
 * @param socketId the socket id of the connection
 * @param userId the id of the user it belongs to, if known
 * @param channel the name of the channel as the client gave it, which may be no valid one
 * @param reason why, as the client was told
 */
public record SubscriptionDenied(String socketId, @Nullable String userId, String channel, String reason) {

}
