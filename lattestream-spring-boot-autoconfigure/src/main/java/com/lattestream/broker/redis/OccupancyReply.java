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
import java.util.Comparator;
import java.util.List;

/**
 * What the script for occupancy answers with.
 *
 * @param count how many subscriptions there are on all nodes
 * @param birth tells the numbers from some that Redis has lost
 * @param caused what this node caused and may not know, in the order in which it came
 */
record OccupancyReply(int count, String birth, List<Change> caused) {

	/**
	 * Read an answer.
	 * @param answer the answer of the script
	 * @return what it says
	 */
	static OccupancyReply parse(List<?> answer) {
		List<Change> caused = ((List<?>) answer.get(2)).stream()
			.map((record) -> Change.parse(text(record)))
			.sorted(Comparator.comparingLong(Change::version))
			.toList();
		return new OccupancyReply(((Long) answer.get(0)).intValue(), text(answer.get(1)), caused);
	}

	private static String text(Object bytes) {
		return new String((byte[]) bytes, StandardCharsets.UTF_8);
	}

	/**
	 * A change of the number.
	 *
	 * @param version higher than those of earlier changes
	 * @param before how many subscriptions there were on all nodes
	 * @param after how many there were then
	 */
	record Change(long version, int before, int after) {

		private static Change parse(String record) {
			String[] parts = record.split(" ");
			return new Change(Long.parseLong(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
		}

	}

}
