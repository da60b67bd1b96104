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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import com.lattestream.broker.InMemoryBroker;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LatteStreamHub}: its limits, its users and its end.
 */
class LatteStreamHubTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final HubFixture fixture = new HubFixture();

	private final LatteStreamHub hub = this.fixture.hub();

	@AfterEach
	void close() {
		VirtualTimeScheduler.reset();
		this.fixture.close();
	}

	@Test
	void connectionsAreLimited() {
		try (HubFixture limited = new HubFixture(TestSettings.with("connections", 2))) {
			TestClient first = limited.pusher();
			assertThat(limited.hub().isAccepting()).isTrue();
			limited.latteStream();
			assertThat(limited.hub().isAccepting()).isFalse();
			TestClient third = limited.open(Dialect.PUSHER, "lspk_key", null);
			assertThat(third.closeCode()).isEqualTo(CloseCode.OVER_CONNECTION_QUOTA);
			assertThat(third.take()).isEmpty();
			third.disconnect();
			assertThat(limited.hub().connectionCount()).isEqualTo(2);
			first.disconnect();
			assertThat(limited.hub().isAccepting()).isTrue();
			limited.pusher();
		}
	}

	@Test
	void refusedConnectionsDoNotCount() {
		try (HubFixture limited = new HubFixture(TestSettings.with("connections", 1))) {
			for (int i = 0; i < 3; i++) {
				limited.open(Dialect.PUSHER, "lspk_key", CloseCode.UNAUTHORIZED).disconnect();
				limited.open(Dialect.PUSHER, "wrong", null).disconnect();
			}
			limited.pusher();
		}
	}

	@Test
	void isKeyIsTrueForTheKeyOnly() {
		assertThat(this.hub.isKey("lspk_key")).isTrue();
		assertThat(this.hub.isKey("lspk_keyx")).isFalse();
		assertThat(this.hub.isKey("lsk_secret")).isFalse();
		assertThat(this.hub.isKey("")).isFalse();
		assertThat(this.hub.isKey(null)).isFalse();
	}

	@Test
	void terminateClosesTheConnectionsOfAPrincipal() {
		TestClient one = this.fixture.pusherOf("u1");
		TestClient two = this.fixture.pusherOf("u1");
		TestClient other = this.fixture.pusherOf("u2");
		TestClient nobody = this.fixture.pusher();
		assertThat(terminate("u1")).isEqualTo(2);
		assertThat(List.of(one, two))
			.allSatisfy((client) -> assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED));
		assertThat(other.closeCode()).isNull();
		assertThat(nobody.closeCode()).isNull();
		assertThat(terminate("u1")).isZero();
		assertThat(terminate("unknown")).isZero();
	}

	@Test
	void terminateClosesTheConnectionsOfAMember() {
		TestClient member = this.fixture.latteStream();
		member.join("presence-a", "u1");
		TestClient other = this.fixture.pusher();
		other.join("presence-a", "u2");
		TestClient elsewhere = this.fixture.pusher(new TestLane());
		elsewhere.join("presence-b", "u1");
		other.take();
		member.take();
		assertThat(terminate("u1")).isEqualTo(2);
		assertThat(member.take()).containsExactly(member.error(4009, "The user's connections were terminated"));
		assertThat(member.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(elsewhere.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(other.closeCode()).isNull();
		assertThat(other.take()).singleElement().asString().contains("member_removed");
	}

	@Test
	void terminateWhenTheMemberHasLeftClosesNothing() {
		TestClient client = this.fixture.pusher();
		client.join("presence-a", "u1");
		client.join("presence-b", "u1");
		client.join("presence-c", "u2");
		client.unsubscribe("presence-a");
		assertThat(this.fixture.hub().members("presence-a").block(TIMEOUT).members()).isEmpty();
		client.unsubscribe("presence-b");
		assertThat(terminate("u1")).isZero();
		assertThat(terminate("u2")).isOne();
	}

	@Test
	void terminateFindsAMemberThatIsStillInAnotherChannel() {
		TestClient client = this.fixture.pusher();
		client.join("presence-a", "u1");
		client.join("presence-b", "u1");
		client.unsubscribe("presence-a");
		assertThat(terminate("u1")).isOne();
	}

	@Test
	void terminateFindsAPrincipalThatWasAMember() {
		TestClient client = this.fixture.pusherOf("u1");
		client.join("presence-a", "u1");
		client.unsubscribe("presence-a");
		assertThat(terminate("u1")).isOne();
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
	}

	@Test
	void terminateWhenTheJoinWasRefusedClosesNothing() {
		try (HubFixture limited = new HubFixture(TestSettings.with("members", 1))) {
			limited.pusher().join("presence-a", "u1");
			limited.pusher().join("presence-a", "u2");
			StepVerifier.create(limited.hub().terminate("u2")).expectNext(0).expectComplete().verify(TIMEOUT);
		}
	}

	@Test
	void stopClosesAllConnectionsAndTakesNoMore() {
		TestClient pusher = this.fixture.pusher();
		TestClient latteStream = this.fixture.latteStream();
		TestClient elsewhere = this.fixture.pusher(new TestLane());
		TestClient stream = this.fixture.sse();
		TestClient authenticating = this.fixture.open(Dialect.LATTESTREAM, null, null);
		pusher.subscribe("a");
		List<Integer> moved = stop(this.hub.stop(TIMEOUT));
		assertThat(moved).containsExactly(5);
		assertThat(List.of(pusher, latteStream, elsewhere, stream, authenticating))
			.allSatisfy((client) -> assertThat(client.closeCode()).isEqualTo(CloseCode.RECONNECT));
		assertThat(latteStream.take()).containsExactly(latteStream.error(4200, "Reconnect immediately"));
		assertThat(this.hub.isEmpty()).isTrue();
		assertThat(this.hub.isAccepting()).isFalse();
		TestClient newcomer = this.fixture.open(Dialect.PUSHER, "lspk_key", null);
		assertThat(newcomer.closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
		assertThat(this.hub.isEmpty()).isTrue();
	}

	@Test
	void startAfterStopTakesConnectionsAgain() {
		this.fixture.pusher();
		stop(this.hub.stop(TIMEOUT));
		this.hub.start();
		assertThat(this.hub.isAccepting()).isTrue();
		TestClient client = this.fixture.pusher();
		client.subscribe("a");
		client.take();
		assertThat(this.fixture.publish("a", "e", 1)).isOne();
		this.fixture.pass(Duration.ofSeconds(121));
		assertThat(client.transport().pings()).isOne();
	}

	@Test
	void stopWhenThereAreNoConnectionsCompletesAtOnce() {
		StepVerifier.create(this.hub.stop(TIMEOUT)).expectNext(0).expectComplete().verify(TIMEOUT);
	}

	@Test
	void stopWhenAServerHasStoppedAlreadyCompletes() {
		TestLane stopped = new TestLane();
		this.fixture.pusher(stopped);
		this.fixture.pusher();
		stopped.stop();
		List<Integer> moved = new ArrayList<>();
		this.fixture.elsewhere(() -> this.hub.stop(TIMEOUT).subscribe(moved::add));
		assertThat(moved).containsExactly(1);
		assertThat(this.hub.connectionCount()).isOne();
	}

	@Test
	void stopSpreadsTheClosesOfManyConnections() {
		List<TestClient> clients = IntStream.range(0, 400).mapToObj((i) -> this.fixture.pusher()).toList();
		VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
		List<Integer> moved = stop(this.hub.stop(Duration.ofSeconds(30)));
		assertThat(closed(clients)).isEqualTo(10);
		time.advanceTimeBy(Duration.ofMillis(500));
		assertThat(closed(clients)).isEqualTo(110);
		time.advanceTimeBy(Duration.ofMillis(1400));
		assertThat(closed(clients)).isEqualTo(390);
		assertThat(moved).isEmpty();
		time.advanceTimeBy(Duration.ofMillis(50));
		assertThat(closed(clients)).isEqualTo(400);
		assertThat(moved).containsExactly(400);
		assertThat(clients).allSatisfy((client) -> assertThat(client.closeCode()).isEqualTo(CloseCode.RECONNECT));
		assertThat(this.hub.isEmpty()).isTrue();
	}

	/** Of 600 connections, each of 8 lanes has less than two for each of 40 rounds. */
	@Test
	void stopTakesNoLongerWhenThereAreManyLanes() {
		List<TestLane> lanes = IntStream.range(0, 8).mapToObj((i) -> new TestLane()).toList();
		List<TestClient> clients = IntStream.range(0, 600)
			.mapToObj((i) -> this.fixture.pusher(lanes.get(i % lanes.size())))
			.toList();
		VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
		List<Integer> moved = stop(this.hub.stop(Duration.ofSeconds(30)));
		time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(closed(clients)).isLessThan(400);
		time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(closed(clients)).isEqualTo(600);
		assertThat(moved).containsExactly(600);
	}

	@Test
	void stopWhenTimeIsUpTellsHowManyWereMoved() {
		IntStream.range(0, 400).forEach((i) -> this.fixture.pusher());
		VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
		List<Integer> moved = stop(this.hub.stop(Duration.ofMillis(510)));
		time.advanceTimeBy(Duration.ofSeconds(1));
		assertThat(moved).containsExactly(110);
		assertThat(this.hub.connectionCount()).isEqualTo(290);
	}

	@Test
	void nothingIsLeftAfterARandomWorkload() {
		GatedPresenceStore presence = new GatedPresenceStore();
		Random random = new Random(42);
		try (HubFixture busy = new HubFixture(HubSettings.DEFAULTS, new InMemoryBroker(), presence)) {
			List<TestClient> clients = new ArrayList<>();
			for (int i = 0; i < 5000; i++) {
				if (clients.size() < 5 || random.nextInt(20) == 0) {
					clients.add(random.nextBoolean() ? busy.pusher() : busy.latteStream());
				}
				TestClient client = clients.get(random.nextInt(clients.size()));
				switch (random.nextInt(10)) {
					case 0 -> client.subscribe("a" + random.nextInt(3));
					case 1, 2, 3 -> client.join("presence-" + random.nextInt(3), "u" + random.nextInt(4));
					case 4, 5 -> client.unsubscribe("presence-" + random.nextInt(3));
					case 6 -> client.unsubscribe("a" + random.nextInt(3));
					case 7 -> {
						presence.gate().holdAnswers();
						client.join("presence-" + random.nextInt(3), "u" + random.nextInt(4));
						presence.gate().open();
					}
					case 8 -> {
						if (presence.gate().waiting() > 0) {
							busy.elsewhere(presence.gate()::releaseOne);
						}
					}
					default -> {
						if (random.nextInt(3) == 0) {
							clients.remove(client);
							client.disconnect();
						}
					}
				}
			}
			assertThat(busy.hub().isEmpty()).isFalse();
			clients.forEach(TestClient::disconnect);
			while (presence.gate().waiting() > 0) {
				busy.elsewhere(presence.gate()::releaseOne);
			}
			assertThat(busy.hub().isEmpty()).isTrue();
			assertThat(clients.get(0).connection().lane().isEmpty()).isTrue();
			for (int i = 0; i < 3; i++) {
				assertThat(presence.present("presence-" + i)).isEmpty();
			}
		}
	}

	private int terminate(String userId) {
		List<Integer> terminated = new ArrayList<>();
		this.hub.terminate(userId).subscribe(terminated::add);
		this.fixture.run();
		return terminated.get(0);
	}

	private List<Integer> stop(Mono<Integer> stop) {
		List<Integer> moved = new ArrayList<>();
		stop.subscribe(moved::add);
		this.fixture.run();
		return moved;
	}

	private static long closed(List<TestClient> clients) {
		return clients.stream().filter((client) -> client.closeCode() != null).count();
	}

}
