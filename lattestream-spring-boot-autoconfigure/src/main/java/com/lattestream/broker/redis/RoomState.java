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

package com.lattestream.broker.redis;

import java.util.List;
import java.util.Map;

import com.lattestream.broker.Member;
import com.lattestream.broker.PresenceSnapshot;

/**
 * The members of a channel as Redis has them.
 *
 * @param birth tells the room from one that Redis has lost; empty if there is no room
 * @param version the version of the members; 0 if there is no room
 * @param members the members by user id, in the order in which they came
 */
record RoomState(String birth, long version, Map<String, Member> members) {

	PresenceSnapshot snapshot() {
		return (!this.members.isEmpty() || this.version > 0)
				? new PresenceSnapshot(List.copyOf(this.members.values()), this.version) : PresenceSnapshot.EMPTY;
	}

}
