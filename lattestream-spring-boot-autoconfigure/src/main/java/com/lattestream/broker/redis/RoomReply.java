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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.lattestream.broker.Member;

/**
 * What the script for presence answers with.
 *
 * @param done whether it was done; otherwise the channel is full
 * @param state the room, with its members if they were asked for
 * @param graceLeft in how many milliseconds the next grace ends, or -1 if nobody has one
 * @param caused what this node caused and may not know yet, in the order of versions
 */
record RoomReply(boolean done, RoomState state, long graceLeft, List<RoomChange> caused) {

	/**
	 * Read an answer.
	 * @param answer the answer of the script
	 * @return what it says
	 */
	static RoomReply parse(List<?> answer) {
		List<RoomChange> caused = new ArrayList<>();
		for (Object record : (List<?>) answer.get(4)) {
			byte[] bytes = (byte[]) record;
			caused.add(RoomChange.parse(bytes, indexAfterSpace(bytes)));
		}
		long version = Long.parseLong(text(answer.get(2)));
		return new RoomReply((Long) answer.get(0) == 1,
				new RoomState(text(answer.get(1)), version, members((List<?>) answer.get(5))), (Long) answer.get(3),
				caused);
	}

	private static Map<String, Member> members(List<?> pairs) {
		record Entry(long since, Member member) {
		}
		List<Entry> entries = new ArrayList<>(pairs.size() / 2);
		for (int i = 0; i < pairs.size(); i += 2) {
			byte[] value = (byte[]) pairs.get(i + 1);
			int info = indexAfterSpace(value);
			long since = Long.parseLong(new String(value, 0, info - 1, StandardCharsets.US_ASCII));
			entries.add(new Entry(since, new Member(text(pairs.get(i)), RoomChange.info(value, info))));
		}
		entries.sort(Comparator.comparingLong(Entry::since));
		Map<String, Member> members = new LinkedHashMap<>();
		entries.forEach((entry) -> members.put(entry.member().userId(), entry.member()));
		return members;
	}

	private static int indexAfterSpace(byte[] bytes) {
		int index = 0;
		while (bytes[index] != ' ') {
			index++;
		}
		return index + 1;
	}

	private static String text(Object bytes) {
		return new String((byte[]) bytes, StandardCharsets.UTF_8);
	}

}
