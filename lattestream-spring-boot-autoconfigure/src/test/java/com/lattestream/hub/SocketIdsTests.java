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

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.lattestream.SocketId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SocketIds}.
 */
class SocketIdsTests {

	@Test
	void idsAreTwoNumbersAndADot() {
		SocketIds ids = new SocketIds();
		assertThat(Stream.generate(ids::next).limit(1000)).allSatisfy((id) -> {
			assertThat(SocketId.isValid(id)).isTrue();
			String[] parts = id.split("\\.");
			// JavaScript clients may keep them as numbers
			assertThat(Long.parseLong(parts[0])).isBetween(0L, 1L << 53);
			assertThat(Long.parseLong(parts[1])).isBetween(0L, 1L << 53);
		});
	}

	@Test
	void idsAreNeverGivenTwice() {
		SocketIds ids = new SocketIds();
		assertThat(IntStream.range(0, 100_000).parallel().mapToObj((i) -> ids.next()).distinct().count())
			.isEqualTo(100_000);
	}

	@Test
	void idsOfTwoNodesDiffer() {
		SocketIds one = new SocketIds();
		SocketIds other = new SocketIds();
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			ids.add(one.next());
			ids.add(other.next());
		}
		assertThat(ids).hasSize(2000);
	}

	@Test
	void idsHave90BitsThatChange() {
		SocketIds ids = new SocketIds();
		long[] seen = new long[2];
		long[] always = { -1, -1 };
		for (int i = 0; i < 1000; i++) {
			String[] parts = ids.next().split("\\.");
			for (int j = 0; j < 2; j++) {
				seen[j] |= Long.parseLong(parts[j]);
				always[j] &= Long.parseLong(parts[j]);
			}
		}
		assertThat(seen).containsExactly((1L << 45) - 1, (1L << 45) - 1);
		assertThat(always).containsExactly(0, 0);
	}

}
