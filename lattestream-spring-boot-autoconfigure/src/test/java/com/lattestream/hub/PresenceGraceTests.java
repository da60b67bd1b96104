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

import java.time.Duration;
import java.util.List;

import com.lattestream.auth.ChannelPattern;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Members whose last connection was lost stay for a while: 5 s everywhere, 20 s in
 * {@code presence-long-…} and not at all in {@code presence-none-…}.
 */
class PresenceGraceTests {

	private static final Duration GRACE = Duration.ofSeconds(5);

	private static final Duration MOMENT = Duration.ofMillis(1);

	private final HubFixture fixture = new HubFixture(TestSettings.with("presenceGrace", GRACE), new ChannelPolicies(
			List.of(policy("presence-long-*", Duration.ofSeconds(20)), policy("presence-none-*", Duration.ZERO))));

	private final TestClient watcher = this.fixture.latteStream();

	@AfterEach
	void close() {
		this.fixture.close();
		assertThat(this.fixture.hub().isEmpty()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void pageThatIsLoadedAgainDoesNotFlicker(Dialect dialect) {
		watch("presence-x");
		TestClient page = joined(dialect, "presence-x");
		page.connection().closed();
		this.fixture.run();
		this.fixture.pass(Duration.ofSeconds(1));
		TestClient again = this.fixture.connect(dialect);
		again.join("presence-x", "u1");
		assertThat(again.take()).singleElement().asString().contains("u1", "watcher");
		this.fixture.pass(GRACE.multipliedBy(2));
		assertThat(this.watcher.take()).noneMatch((frame) -> frame.contains("member_"));
		assertThat(this.fixture.listener().take()).doesNotContain("added presence-x u1", "removed presence-x u1");
		assertThat(members("presence-x")).containsExactly("watcher", "u1");
	}

	@Test
	void memberIsRemovedWhenTheGraceIsOver() {
		watch("presence-x");
		TestClient page = joined(Dialect.PUSHER, "presence-x");
		page.connection().closed();
		this.fixture.pass(GRACE.minus(MOMENT));
		assertThat(this.watcher.take()).isEmpty();
		assertThat(members("presence-x")).containsExactly("watcher", "u1");
		assertThat(this.fixture.listener().take()).containsExactly("count presence-x 1");
		this.fixture.pass(MOMENT);
		assertThat(this.watcher.take()).singleElement().asString().contains("member_removed", "u1");
		assertThat(this.fixture.listener().take()).containsExactly("removed presence-x u1");
		assertThat(members("presence-x")).containsExactly("watcher");
		this.fixture.pass(GRACE);
		assertThat(this.watcher.take()).isEmpty();
	}

	@Test
	void newcomersSeeAMemberInItsGrace() {
		watch("presence-x");
		joined(Dialect.PUSHER, "presence-x").connection().closed();
		TestClient newcomer = this.fixture.pusher();
		newcomer.join("presence-x", "u2");
		assertThat(newcomer.take()).singleElement().asString().contains("u1", "u2", "watcher");
		this.fixture.pass(GRACE);
		assertThat(newcomer.take()).singleElement().asString().contains("member_removed", "u1");
	}

	@Test
	void eachReloadHasAGraceOfItsOwn() {
		watch("presence-x");
		for (int i = 0; i < 10; i++) {
			joined(Dialect.LATTESTREAM, "presence-x", i == 0).connection().closed();
			this.fixture.pass(GRACE.minus(MOMENT));
		}
		assertThat(this.watcher.take()).isEmpty();
		this.fixture.pass(MOMENT);
		assertThat(this.watcher.take()).singleElement().asString().contains("member_removed", "u1");
	}

	@Test
	void whoUnsubscribesIsGoneAtOnce() {
		watch("presence-x");
		joined(Dialect.PUSHER, "presence-x").unsubscribe("presence-x");
		assertThat(this.watcher.take()).singleElement().asString().contains("member_removed");
	}

	@Test
	void whoIsUnsubscribedByTheServerIsGoneAtOnce() {
		watch("presence-x");
		joined(Dialect.PUSHER, "presence-x");
		this.fixture.await(this.fixture.hub().unsubscribeUser("u1", "presence-x"));
		assertThat(this.watcher.take()).singleElement().asString().contains("member_removed");
	}

	@Test
	void whoIsTerminatedIsGoneAtOnce() {
		watch("presence-x");
		joined(Dialect.PUSHER, "presence-x");
		assertThat(this.fixture.await(this.fixture.hub().terminate("u1"))).isOne();
		assertThat(this.watcher.take()).singleElement().asString().contains("member_removed");
	}

	@Test
	void whoIsToldToComeBackHasAGrace() {
		watch("presence-x");
		TestClient slow = joined(Dialect.PUSHER, "presence-x");
		slow.connection().close(CloseCode.OVER_CAPACITY, "Slow");
		this.fixture.run();
		assertThat(this.watcher.take()).isEmpty();
		this.fixture.pass(GRACE);
		assertThat(this.watcher.take()).singleElement().asString().contains("member_removed");
	}

	@Test
	void typingEndsWithTheLastConnection() {
		watch("presence-x");
		TestClient typist = joined(Dialect.LATTESTREAM, "presence-x");
		typist.type("presence-x", true);
		assertThat(this.watcher.take()).singleElement().asString().contains("'typing':true");
		typist.connection().closed();
		this.fixture.run();
		assertThat(this.watcher.take()).singleElement().asString().contains("'typing':false");
		assertThat(this.fixture.hub().typing("presence-x")).isEmpty();
		assertThat(members("presence-x")).contains("u1");
	}

	@Test
	void policyOfTheChannelGoesBeforeTheSettings() {
		watch("presence-long-x");
		watch("presence-none-x");
		joined(Dialect.PUSHER, "presence-none-x").connection().closed();
		this.fixture.run();
		assertThat(this.watcher.take()).singleElement().asString().contains("member_removed");
		joined(Dialect.PUSHER, "presence-long-x").connection().closed();
		this.fixture.pass(Duration.ofSeconds(19));
		assertThat(this.watcher.take()).isEmpty();
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(this.watcher.take()).singleElement().asString().contains("member_removed");
	}

	@Test
	void channelIsVacatedBeforeItsLastMemberIsRemoved() {
		TestClient page = this.fixture.pusher();
		page.join("presence-x", "u1");
		this.fixture.listener().take();
		page.connection().closed();
		this.fixture.run();
		assertThat(this.fixture.listener().take()).containsExactly("count presence-x 0", "vacated presence-x");
		this.fixture.pass(GRACE);
		assertThat(this.fixture.listener().take()).containsExactly("removed presence-x u1");
	}

	@Test
	void allGracesEndWhenTheHubStops() {
		watch("presence-x");
		joined(Dialect.PUSHER, "presence-x").connection().closed();
		this.fixture.run();
		this.fixture.listener().take();
		this.fixture.close();
		assertThat(this.fixture.listener().take()).endsWith("removed presence-x watcher", "removed presence-x u1");
		assertThat(members("presence-x")).isEmpty();
		this.fixture.pass(GRACE);
		assertThat(this.fixture.listener().take()).isEmpty();
	}

	@Test
	void connectionThatIsLostWhileItJoinsHasAGrace() {
		watch("presence-x");
		joined(Dialect.PUSHER, "presence-x").connection().closed();
		this.fixture.pass(Duration.ofSeconds(4));
		TestClient second = this.fixture.pusher();
		second.connection().subscribe(List.of(ChannelGrant.asUser("presence-x", "u1")));
		second.connection().closed();
		this.fixture.pass(Duration.ofSeconds(4));
		assertThat(this.watcher.take()).isEmpty();
		this.fixture.pass(Duration.ofSeconds(1));
		assertThat(this.watcher.take()).singleElement().asString().contains("member_removed");
	}

	private void watch(String channel) {
		this.watcher.join(channel, "watcher");
		this.watcher.take();
		this.fixture.listener().take();
	}

	private TestClient joined(Dialect dialect, String channel) {
		return joined(dialect, channel, true);
	}

	private TestClient joined(Dialect dialect, String channel, boolean news) {
		TestClient client = this.fixture.connect(dialect);
		client.join(channel, "u1");
		client.take();
		assertThat(this.watcher.take()).hasSize(news ? 1 : 0)
			.allSatisfy((frame) -> assertThat(frame).contains("member_added"));
		this.fixture.listener().take();
		return client;
	}

	private List<String> members(String channel) {
		return this.fixture.await(this.fixture.hub().members(channel))
			.members()
			.stream()
			.map((member) -> member.userId())
			.toList();
	}

	private static ChannelPolicy policy(String pattern, Duration grace) {
		return new ChannelPolicy(ChannelPattern.parse(pattern), null).withPresenceGrace(grace);
	}

}
