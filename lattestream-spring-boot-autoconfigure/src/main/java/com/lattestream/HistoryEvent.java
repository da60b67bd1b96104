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
 * An event that is kept in the history of a channel.
 *
 * @param event the name of the event
 * @param data the data as JSON text, as it was published: encrypted in an encrypted
 * channel, and of a binary event an object with the bytes in base64 as {@code binaryData}
 * @param position the position of the event: the one just after it
 * @param userId the id of the member that sent it; {@code null} if a server did, or if
 * there is no such id
 */
public record HistoryEvent(String event, String data, StreamPosition position, @Nullable String userId) {

}
