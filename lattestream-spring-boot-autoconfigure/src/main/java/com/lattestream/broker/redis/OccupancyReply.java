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

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the script for occupancy answers with.
 *
 * @param before how many subscriptions there were on all nodes
 * @param after how many there are
 * @param birth tells the numbers from some that Redis has lost
 * @param tells whether this is news to the application
 */
record OccupancyReply(int before, int after, String birth, boolean tells) {

	/**
	 * Read an answer.
	 * @param answer the answer of the script
	 * @return what it says
	 */
	static OccupancyReply parse(List<?> answer) {
		return new OccupancyReply(((Long) answer.get(0)).intValue(), ((Long) answer.get(1)).intValue(),
				new String((byte[]) answer.get(2), StandardCharsets.UTF_8), (Long) answer.get(3) == 1);
	}

}
