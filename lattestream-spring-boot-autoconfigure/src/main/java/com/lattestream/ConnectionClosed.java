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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A connection of this node ended that had been opened. Published as an application
 * event, after that of each of its subscriptions.
 *
 * @param connection the connection as it was, with the channels it had
 * @param code the close code, if this side closed it
 * @param reason why, in words
 * @param duration how long it was open
 */
public record ConnectionClosed(ConnectionInfo connection, @Nullable Integer code, String reason, Duration duration) {

}
