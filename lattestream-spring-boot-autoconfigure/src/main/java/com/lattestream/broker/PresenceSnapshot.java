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

package com.lattestream.broker;

import java.util.List;

/**
 * The members of a channel at one moment.
 *
 * @param members the members, each user once, in the order in which they came
 * @param version the version of this list: changes up to and including it are in, later
 * ones are not
 */
public record PresenceSnapshot(List<Member> members, long version) {

	/**
	 * The members of a channel that nobody is in.
	 */
	public static final PresenceSnapshot EMPTY = new PresenceSnapshot(List.of(), 0);

}
