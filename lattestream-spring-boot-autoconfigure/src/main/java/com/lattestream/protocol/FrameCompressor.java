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

package com.lattestream.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Compresses the payloads of WebSocket messages. What it makes depends on nothing but the
 * payload, so that all connections that have agreed on it can share it.
 */
@FunctionalInterface
public interface FrameCompressor {

	/**
	 * Compress a payload.
	 * @param payload the payload, not to be changed
	 * @return the bytes, or {@code null} if it should leave as it is
	 */
	byte @Nullable [] compress(byte[] payload);

}
