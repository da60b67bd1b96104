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

package com.lattestream.auth;

import com.lattestream.PresenceMember;
import org.jspecify.annotations.Nullable;

/**
 * A decision about a subscription.
 *
 * @param granted whether the client may subscribe
 * @param member as whom, for presence channels; {@code null} for the principal's name
 * without info
 */
public record ChannelAuthorization(boolean granted, @Nullable PresenceMember member) {

	private static final ChannelAuthorization DENIED = new ChannelAuthorization(false, null);

	private static final ChannelAuthorization GRANTED = new ChannelAuthorization(true, null);

	/**
	 * Refuse.
	 * @return the decision
	 */
	public static ChannelAuthorization denied() {
		return DENIED;
	}

	/**
	 * Allow.
	 * @return the decision
	 */
	public static ChannelAuthorization allowed() {
		return GRANTED;
	}

	/**
	 * Allow as a member.
	 * @param member the member
	 * @return the decision
	 */
	public static ChannelAuthorization allowedAs(PresenceMember member) {
		return new ChannelAuthorization(true, member);
	}

}
