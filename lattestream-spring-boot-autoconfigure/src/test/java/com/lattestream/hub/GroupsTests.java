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

import com.lattestream.broker.GroupStore;
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.InMemoryGroupStore;
import com.lattestream.broker.InMemoryPresenceStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Groups} with a store that takes its time.
 */
class GroupsTests {

	private final GatedGroupStore store = new GatedGroupStore();

	private final HubFixture fixture = new HubFixture(HubSettings.DEFAULTS, new InMemoryBroker(),
			new InMemoryPresenceStore(), (builder) -> builder.groups(this.store));

	private final LatteStreamHub hub = this.fixture.hub();

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void channelsComeWhenTheStoreAnswersAndNothingWaitsForThem() {
		add("group");
		this.store.gate.holdAnswers();
		TestClient client = this.fixture.pusherOf("ann");
		client.subscribe("a");
		assertThat(client.take()).containsExactly(client.succeeded("a"));
		this.fixture.elsewhere(this.store.gate::releaseOne);
		assertThat(client.take()).containsExactly(client.succeeded("group"));
	}

	@Test
	void storeIsAskedOnceForAUserOfAConnection() {
		TestClient client = this.fixture.pusherOf("ann");
		client.signInAs("ann");
		client.join("presence-a", "ann");
		client.join("presence-b", "ann");
		assertThat(this.store.asked).isOne();
		this.fixture.pusher().subscribe("a");
		assertThat(this.store.asked).isOne();
	}

	@Test
	void storeThatFailsKeepsNobodyOut() {
		this.store.gate.fail(new IllegalStateException("store is away"));
		TestClient client = this.fixture.pusherOf("ann");
		client.subscribe("a");
		assertThat(client.take()).containsExactly(client.succeeded("a"));
		client.disconnect();
		assertThat(this.hub.isEmpty()).isTrue();
	}

	@Test
	void connectionThatIsGoneWhenTheStoreAnswersLeavesNothing() {
		add("group");
		this.store.gate.holdAnswers();
		TestClient client = this.fixture.pusherOf("ann");
		client.disconnect();
		this.fixture.elsewhere(this.store.gate::releaseOne);
		assertThat(this.hub.isEmpty()).isTrue();
		assertThat(this.fixture.channels()).isEmpty();
	}

	@Test
	void memberWhoLeftWhenTheStoreAnswersIsPutNowhere() {
		add("group");
		this.store.gate.holdAnswers();
		TestClient client = this.fixture.pusher();
		client.join("presence-a", "ann");
		client.unsubscribe("presence-a");
		client.take();
		this.fixture.elsewhere(this.store.gate::releaseOne);
		assertThat(client.take()).isEmpty();
	}

	@Test
	void userWhoIsTakenOutWhileTheStoreIsAskedStaysOut() {
		add("group");
		add("other");
		this.store.gate.holdAnswers();
		TestClient client = this.fixture.pusherOf("ann");
		assertThat(this.fixture.await(this.hub.unsubscribeUser("ann", "group"))).isZero();
		this.fixture.elsewhere(this.store.gate::releaseOne);
		assertThat(client.take()).containsExactly(client.succeeded("other"));
	}

	@Test
	void userWhoIsPutInWhileTheStoreIsAskedIsIn() {
		this.store.gate.holdAnswers();
		TestClient client = this.fixture.pusherOf("ann");
		add("group");
		this.fixture.elsewhere(this.store.gate::releaseOne);
		assertThat(client.take()).containsExactly(client.succeeded("group"));
	}

	private void add(String channel) {
		this.fixture.await(this.hub.subscribeUser("ann", channel, UserScope.OPEN_AND_LATER));
	}

	/**
	 * A store that reads behind a gate.
	 */
	private static final class GatedGroupStore implements GroupStore {

		private final InMemoryGroupStore store = new InMemoryGroupStore();

		private final Gate gate = new Gate();

		private int asked;

		@Override
		public Mono<Void> add(String userId, String channel) {
			return this.store.add(userId, channel);
		}

		@Override
		public Mono<Void> remove(String userId, String channel) {
			return this.store.remove(userId, channel);
		}

		@Override
		public Flux<String> channels(String userId) {
			this.asked++;
			Mono<List<String>> channels = this.store.channels(userId).sort().collectList();
			return this.gate.pass(channels).flatMapIterable((names) -> names);
		}

	}

}
