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
 * What a browser needs to subscribe to a private or presence channel.
 *
 * @param auth the signature or token
 * @param channelData the member as JSON text, exactly as it was signed; {@code null} for
 * private channels
 * @param sharedSecret the key that events of the channel are encrypted with, in base64;
 * {@code null} unless the channel is an encrypted one. Never part of {@link #toString()}
 */
public record ChannelToken(String auth, @Nullable String channelData, @Nullable String sharedSecret) {

	/**
	 * Create a token for a channel that is not encrypted.
	 * @param auth the signature or token
	 * @param channelData the member as JSON text
	 */
	public ChannelToken(String auth, @Nullable String channelData) {
		this(auth, channelData, null);
	}

	@Override
	public String toString() {
		return "ChannelToken[auth=" + this.auth + ", channelData=" + this.channelData + ", sharedSecret="
				+ ((this.sharedSecret != null) ? "******" : null) + "]";
	}

}
