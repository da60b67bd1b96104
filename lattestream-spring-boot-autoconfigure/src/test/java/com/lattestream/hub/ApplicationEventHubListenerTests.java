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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

import com.lattestream.CacheMissed;
import com.lattestream.ChannelOccupied;
import com.lattestream.ChannelVacated;
import com.lattestream.ClientEventReceived;
import com.lattestream.MemberAdded;
import com.lattestream.MemberRemoved;
import com.lattestream.PresenceMember;
import com.lattestream.SubscriptionCountChanged;
import com.lattestream.broker.Member;
import com.lattestream.broker.Publication;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ApplicationEventHubListener}.
 */
class ApplicationEventHubListenerTests {

	private static final JsonMapper JSON_MAPPER = JsonMapper.builder().build();

	private final List<Object> events = new ArrayList<>();

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private final ApplicationEventHubListener listener = new ApplicationEventHubListener(this.events::add, JSON_MAPPER,
			this.tasks::add);

	@Test
	void whatHappensIsPublishedOnTheExecutor() {
		this.listener.channelOccupied("presence-a");
		this.listener.subscriptionCountChanged("presence-a", 1);
		this.listener.cacheMissed("presence-a");
		this.listener.memberAdded("presence-a", new Member("u1", "{\"name\":\"One\"}"));
		this.listener.clientEvent(new Publication("presence-a", "client-a", "[1]", true, "1.2", "u1"));
		this.listener.memberRemoved("presence-a", new Member("u1", null));
		this.listener.channelVacated("presence-a");
		assertThat(this.events).isEmpty();
		runTasks();
		assertThat(this.events).containsExactly(new ChannelOccupied("presence-a"),
				new SubscriptionCountChanged("presence-a", 1), new CacheMissed("presence-a"),
				new MemberAdded("presence-a", new PresenceMember("u1", Map.of("name", "One"))),
				new ClientEventReceived("presence-a", "client-a", "[1]", "1.2", "u1"),
				new MemberRemoved("presence-a", PresenceMember.of("u1")), new ChannelVacated("presence-a"));
	}

	@Test
	void eventsOfOneChannelStayInOrderWhateverThreadRunsThem() {
		for (int i = 0; i < 1000; i++) {
			this.listener.subscriptionCountChanged("a", i);
		}
		// Threads that overtake each other
		for (Runnable task = this.tasks.pollLast(); task != null; task = this.tasks.pollLast()) {
			task.run();
		}
		assertThat(this.events).hasSize(1000)
			.extracting((event) -> ((SubscriptionCountChanged) event).subscriptionCount())
			.isSorted();
	}

	@Test
	void eventsOfDifferentChannelsDoNotWaitForEachOther() {
		this.listener.channelOccupied("a");
		this.listener.channelOccupied("b");
		this.tasks.removeLast().run();
		assertThat(this.events).containsExactly(new ChannelOccupied("b"));
	}

	@Test
	void listenerThatFailsDoesNotStopLaterEvents() {
		List<Object> seen = new ArrayList<>();
		ApplicationEventHubListener failing = new ApplicationEventHubListener((event) -> {
			seen.add(event);
			throw new IllegalStateException("listener");
		}, JSON_MAPPER, this.tasks::add);
		failing.channelOccupied("a");
		failing.channelVacated("a");
		runTasks();
		assertThat(seen).hasSize(2);
	}

	@Test
	void eventsThatTheExecutorRefusesAreDroppedButNotLaterOnes() {
		boolean[] refusing = { true };
		ApplicationEventHubListener refused = new ApplicationEventHubListener(this.events::add, JSON_MAPPER, (task) -> {
			if (refusing[0]) {
				throw new RejectedExecutionException();
			}
			task.run();
		});
		assertThatNoException().isThrownBy(() -> refused.channelOccupied("a"));
		assertThat(this.events).isEmpty();
		refusing[0] = false;
		refused.channelVacated("a");
		assertThat(this.events).containsExactly(new ChannelVacated("a"));
	}

	private void runTasks() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

}
