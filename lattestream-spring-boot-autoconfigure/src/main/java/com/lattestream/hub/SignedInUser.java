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

import com.lattestream.broker.Member;
import org.jspecify.annotations.Nullable;

/**
 * The user that a connection is signed in as. For the connection's lane only.
 */
final class SignedInUser {

	private final Member member;

	private final @Nullable Watch watch;

	private boolean muted;

	/**
	 * Create one.
	 * @param member as whom presence channels are joined
	 * @param watch whom the connection watches; {@code null} for nobody
	 */
	SignedInUser(Member member, @Nullable Watch watch) {
		this.member = member;
		this.watch = watch;
	}

	String id() {
		return this.member.userId();
	}

	Member member() {
		return this.member;
	}

	@Nullable Watch watch() {
		return this.watch;
	}

	/**
	 * Return whether a name is that of the channel in which Pusher clients hear of what
	 * is for this user.
	 * @param channel the name
	 * @return whether it is
	 */
	boolean owns(String channel) {
		return channel.startsWith("#") && channel.equals(Address.ofUser(id()).name());
	}

	/**
	 * Say whether the client wants what is sent to the user. It does unless it said
	 * otherwise.
	 * @param muted whether it does not
	 */
	void setMuted(boolean muted) {
		this.muted = muted;
	}

	boolean isMuted() {
		return this.muted;
	}

	boolean isMuted(String channel) {
		return this.muted && owns(channel);
	}

}
