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
import java.util.Arrays;

import com.lattestream.broker.Member;
import com.lattestream.broker.MemberChange;
import org.jspecify.annotations.Nullable;

/**
 * A change of the members of a channel as Redis tells it: a sign, the version that it led
 * to and the one before, the birth of the room, the length of the user's id in bytes, and
 * after a space the id and the info, if there is any.
 *
 * @param added whether the member came rather than went
 * @param version the version of the members that it led to
 * @param before the version that it changed; 0 for none
 * @param birth tells the room from one that Redis has lost
 * @param member the member
 */
record RoomChange(boolean added, long version, long before, String birth, Member member) {

	private static final int FIELDS = 5;

	/**
	 * Read a change.
	 * @param record the bytes it is in, which end with it
	 * @param offset where it begins
	 * @return the change
	 * @throws IllegalArgumentException if it is none
	 */
	static RoomChange parse(byte[] record, int offset) {
		String[] fields = new String[FIELDS];
		int from = offset;
		for (int i = 0; i < FIELDS; i++) {
			int end = from;
			while (end < record.length && record[end] != ' ') {
				end++;
			}
			fields[i] = text(record, from, end);
			from = end + 1;
		}
		int idEnd = from + Integer.parseInt(fields[4]);
		if (idEnd > record.length) {
			throw new IllegalArgumentException("A change of members is cut off");
		}
		Member member = new Member(text(record, from, idEnd), info(record, idEnd));
		return new RoomChange(fields[0].equals("+"), Long.parseLong(fields[1]), Long.parseLong(fields[2]), fields[3],
				member);
	}

	/**
	 * Return the info that a record ends with.
	 * @param record the record
	 * @param from where the info begins
	 * @return the info, or {@code null} for none
	 */
	static @Nullable String info(byte[] record, int from) {
		return (from < record.length) ? text(record, from, record.length) : null;
	}

	private static String text(byte[] record, int from, int to) {
		return new String(Arrays.copyOfRange(record, from, Math.max(from, to)), StandardCharsets.UTF_8);
	}

	MemberChange in(String channel) {
		return new MemberChange(channel, this.member, this.added, this.version);
	}

}
