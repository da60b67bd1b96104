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

import com.lattestream.ChannelType;
import org.jspecify.annotations.Nullable;

/**
 * What the key that a client connected with allows beyond public channels and
 * authorisations of its own.
 *
 * @param everything whether it was the secret, so that no authorisation is asked for
 * @param channel the channel that a channel token was issued for; counts if it is private
 */
record ClientRights(boolean everything, @Nullable String channel) {

	static final ClientRights NONE = new ClientRights(false, null);

	boolean include(String channel) {
		// A member is signed for one connection: its token must not make others of it
		return this.everything || (channel.equals(this.channel) && ChannelType.of(channel) == ChannelType.PRIVATE);
	}

}
