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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryPresenceStore}: what every store has to do, and what it does
 * when its node stops.
 */
class InMemoryPresenceStoreTests extends PresenceStoreTests {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final InMemoryPresenceStore store = new InMemoryPresenceStore(this.time);

	@Override
	protected PresenceStore store() {
		return this.store;
	}

	@Override
	protected void advance(Duration duration) {
		this.time.advanceTimeBy(duration);
	}

	@AfterEach
	void stopTime() {
		this.time.dispose();
	}

	@Test
	void gracesEndWithTheNode() {
		List<String> left = new ArrayList<>();
		InMemoryPresenceStore stopping = new InMemoryPresenceStore(this.time);
		stopping.start((change) -> {
			if (!change.added()) {
				left.add(change.channel() + "/" + change.member().userId());
			}
		});
		for (String user : Set.of("u1", "u2", "u3")) {
			for (String channel : Set.of("a", "b")) {
				stopping.join(channel, new Member(user, null), user, 100).block();
			}
		}
		stopping.leave("a", "u1", "u1", GRACE).block();
		stopping.leave("a", "u2", "u2", GRACE).block();
		stopping.leave("b", "u1", "u1", GRACE).block();
		stopping.stop();
		assertThat(new TreeSet<>(left)).containsExactly("a/u1", "a/u2", "b/u1");
		advance(GRACE);
		assertThat(left).hasSize(3);
		assertThat(stopping.members("a").block().members()).extracting(Member::userId).containsExactly("u3");
	}

}
