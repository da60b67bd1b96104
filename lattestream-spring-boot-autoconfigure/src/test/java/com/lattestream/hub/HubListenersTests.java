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

import java.util.List;

import com.lattestream.broker.Member;
import com.lattestream.broker.Publication;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HubListeners}.
 */
class HubListenersTests {

	private final RecordingHubListener first = new RecordingHubListener();

	private final RecordingHubListener second = new RecordingHubListener();

	@Test
	void allListenersAreTold() {
		tell(new HubListeners(List.of(this.first, this.second)));
		List<String> told = this.first.take();
		assertThat(told).containsExactly("occupied a", "count a 1", "missed a", "added a u1",
				"event a client-a 1 1.2 u1", "removed a u1", "vacated a");
		assertThat(this.second.take()).isEqualTo(told);
	}

	@Test
	void listenerThatFailsDoesNotStopTheOthers() {
		HubListener failing = new HubListener() {

			@Override
			public void channelOccupied(String channel) {
				throw new IllegalStateException("listener");
			}

		};
		tell(new HubListeners(List.of(failing, this.second)));
		assertThat(this.second.take()).startsWith("occupied a", "count a 1");
	}

	private static void tell(HubListener listener) {
		Member member = new Member("u1", null);
		listener.channelOccupied("a");
		listener.subscriptionCountChanged("a", 1);
		listener.cacheMissed("a");
		listener.memberAdded("a", member);
		listener.clientEvent(new Publication("a", "client-a", "1", true, "1.2", "u1"));
		listener.memberRemoved("a", member);
		listener.channelVacated("a");
	}

}
