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

import java.util.ArrayList;
import java.util.List;

import com.lattestream.broker.Member;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoomEntries}.
 */
class RoomEntriesTests {

	private final RoomEntries entries = new RoomEntries();

	@Test
	void fewConnectionsAreToldInOneStep() {
		join(2);
		assertThat(steps())
			.containsExactly(List.of("refresh", "birth", 0, 0, 2, "0.1", "u", "", 0L, "1.1", "u", "", 1L));
	}

	@Test
	void manyConnectionsAreToldInPartsThenCountedAndTheWholeIsTheLastResort() {
		join(2001);
		this.entries.formerly("n-1");
		List<List<Object>> steps = steps();
		assertThat(steps).extracting(List::size).containsExactly(4002, 4002, 6, 6, 6 + 4 * 2001);
		assertThat(steps).extracting((step) -> step.get(0))
			.containsExactly("tell", "tell", "tell", "refresh", "refresh");
		assertThat(steps.get(3)).containsExactly("refresh", "birth", 1, "n-1", 0, 2001);
	}

	private void join(int connections) {
		for (int i = 0; i < connections; i++) {
			this.entries.add(new Member("u", null), i + ".1", i);
		}
	}

	private List<List<Object>> steps() {
		List<List<Object>> steps = new ArrayList<>();
		this.entries.refresh("birth", 0).steps().forEachRemaining(steps::add);
		return steps;
	}

}
