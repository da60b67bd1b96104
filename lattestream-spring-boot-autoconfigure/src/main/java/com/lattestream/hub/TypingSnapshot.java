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

import java.util.List;

/**
 * Who types in a channel at one moment.
 *
 * @param userIds the users' ids, in the order in which they began
 * @param version changes up to and including it are in, later ones are not
 */
record TypingSnapshot(List<String> userIds, long version) {

	/**
	 * What there is to know of a channel that has no members.
	 */
	static final TypingSnapshot EMPTY = new TypingSnapshot(List.of(), 0);

	/**
	 * Leave a user out.
	 * @param userId the user's id
	 * @return the others
	 */
	List<String> without(String userId) {
		return (this.userIds.contains(userId))
				? this.userIds.stream().filter((candidate) -> !candidate.equals(userId)).toList() : this.userIds;
	}

}
