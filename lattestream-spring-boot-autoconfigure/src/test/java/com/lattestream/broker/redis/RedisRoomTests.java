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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.lattestream.broker.Member;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisRoom} on a real Redis.
 */
class RedisRoomTests {

	private static final String ROOM = "presence-a";

	@Test
	void whoLeavesWhileJoiningIsGone() {
		try (TestNode node = TestNode.start(RedisServer.shared().port(), RedisServer.prefix(),
				Duration.ofSeconds(30))) {
			for (int round = 0; round < 20; round++) {
				List<Mono<Void>> visits = new ArrayList<>();
				for (int i = 0; i < 200; i++) {
					String socketId = round + "." + i;
					Mono<Void> join = node.presence.join(ROOM, new Member("u", null), socketId, 100).then();
					Mono<Void> leave = node.presence.leave(ROOM, "u", socketId, Duration.ZERO);
					visits.add(Mono.when(join, leave).subscribeOn(Schedulers.parallel()));
				}
				Flux.merge(Flux.fromIterable(visits), 32).blockLast(Duration.ofSeconds(10));
				assertThat(node.members(ROOM)).as("members after round " + round).isEmpty();
			}
		}
	}

}
