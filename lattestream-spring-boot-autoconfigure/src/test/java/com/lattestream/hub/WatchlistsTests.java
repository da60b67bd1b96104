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

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.lattestream.broker.InMemoryBroker;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Watchlists} and {@link Watch}.
 */
class WatchlistsTests {

	private final GatedPresenceStore store = new GatedPresenceStore();

	private final HubFixture fixture = new HubFixture(HubSettings.DEFAULTS, new InMemoryBroker(), this.store);

	@AfterEach
	void nothingIsLeft() {
		this.fixture.close();
		assertThat(this.fixture.hub().isEmpty()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void tellsWhoIsThereAndThenWhoComesAndGoes(Dialect dialect) {
		TestClient bob = signedIn("bob");
		TestClient ann = this.fixture.connect(dialect);
		ann.signIn("{'id':'ann','watchlist':['bob','eve']}");
		assertThat(told(ann)).containsExactly(events(dialect, online("bob") + "," + offline("eve")));
		TestClient eve = signedIn("eve");
		assertThat(told(ann)).containsExactly(events(dialect, online("eve")));
		TestClient secondTab = signedIn("eve");
		eve.disconnect();
		assertThat(told(ann)).isEmpty();
		secondTab.disconnect();
		assertThat(told(ann)).containsExactly(events(dialect, offline("eve")));
		bob.disconnect();
		assertThat(told(ann)).containsExactly(events(dialect, offline("bob")));
	}

	@Test
	void onlySignInMakesUserOnline() {
		this.fixture.pusherOf("bob").join("presence-a", "bob");
		TestClient ann = watching("'bob'");
		assertThat(told(ann)).containsExactly(events(Dialect.PUSHER, offline("bob")));
	}

	@Test
	void userMayWatchItself() {
		TestClient ann = watching("'ann'");
		assertThat(told(ann)).containsExactly(events(Dialect.PUSHER, online("ann")));
	}

	@Test
	void othersAreToldNothing() {
		watching("'bob'");
		TestClient eve = signedIn("eve");
		signedIn("bob");
		assertThat(eve.take()).isEmpty();
		assertThat(this.fixture.listener().take()).noneMatch((event) -> event.contains("signed-in"));
	}

	@Test
	void longWatchlistIsCutAndTheClientIsToldSo() {
		TestClient ann = this.fixture.pusher();
		ann.signIn("{'id':'ann','watchlist':[" + ids(101) + "]}");
		List<String> frames = ann.take();
		assertThat(frames).hasSize(3);
		assertThat(frames.get(0)).contains("signin_success");
		assertThat(frames.get(1))
			.isEqualTo(ann.error(4302, "A watchlist has at most 100 users; the others are left out"));
		assertThat(frames.get(2)).contains("u99").doesNotContain("u100");
		signedIn("u100");
		assertThat(told(ann)).isEmpty();
		signedIn("u99");
		assertThat(told(ann)).containsExactly(events(Dialect.PUSHER, online("u99")));
	}

	@Test
	void hundredUsersAndOneTwiceAreNotTooMany() {
		TestClient ann = watching(ids(100) + ",'u7'");
		assertThat(told(ann)).singleElement().asString().contains("u99");
	}

	@Test
	void emptyWatchlistIsNone() {
		assertThat(told(watching(""))).isEmpty();
	}

	@Test
	void nextSignInBringsAnotherWatchlist() {
		TestClient ann = watching("'bob'");
		ann.take();
		ann.signIn("{'id':'ann','watchlist':['eve']}");
		assertThat(told(ann)).containsExactly(events(Dialect.PUSHER, offline("eve")));
		signedIn("bob");
		assertThat(told(ann)).isEmpty();
		signedIn("eve");
		assertThat(told(ann)).containsExactly(events(Dialect.PUSHER, online("eve")));
		ann.signInAs("ann");
		assertThat(told(ann)).isEmpty();
		signedIn("eve").disconnect();
		assertThat(told(ann)).isEmpty();
	}

	@Test
	void whatChangesBeforeTheStoreAnswersIsPartOfTheFirstAnswer() {
		TestClient bob = signedIn("bob");
		TestClient ann = signedIn("ann");
		this.store.gate().holdAnswers();
		ann.signIn("{'id':'ann','watchlist':['bob','eve']}");
		this.store.gate().open();
		signedIn("eve");
		bob.disconnect();
		assertThat(told(ann)).isEmpty();
		releaseAll();
		assertThat(told(ann)).containsExactly(events(Dialect.PUSHER, online("eve") + "," + offline("bob")));
	}

	@Test
	void whatChangesBeforeTheStoreIsAskedIsToldOnce() {
		TestClient bob = signedIn("bob");
		TestClient ann = signedIn("ann");
		this.store.gate().holdOperations();
		ann.signIn("{'id':'ann','watchlist':['bob','eve']}");
		this.store.gate().open();
		signedIn("eve").disconnect();
		bob.disconnect();
		signedIn("bob");
		releaseAll();
		assertThat(told(ann)).containsExactly(events(Dialect.PUSHER, online("bob") + "," + offline("eve")));
	}

	@Test
	void answerThatComesAfterTheWatchEndedTellsNothing() {
		TestClient ann = signedIn("ann");
		this.store.gate().holdAnswers();
		ann.signIn("{'id':'ann','watchlist':['bob']}");
		this.store.gate().open();
		ann.signIn("{'id':'ann','watchlist':['eve']}");
		assertThat(told(ann)).containsExactly(events(Dialect.PUSHER, offline("eve")));
		releaseAll();
		assertThat(told(ann)).isEmpty();
	}

	@Test
	void connectionThatEndsBeforeTheStoreKnowsOfItLeavesNothingThere() {
		this.store.gate().holdOperations();
		TestClient ann = signedIn("ann");
		this.store.gate().open();
		ann.disconnect();
		releaseAll();
		assertThat(this.store.present("#signed-in-ann")).isEmpty();
	}

	@Test
	void storeThatFailsDoesNotKeepAnybodyFromSigningIn() {
		this.store.gate().fail(new IllegalStateException("down"));
		TestClient ann = this.fixture.pusher();
		ann.signIn("{'id':'ann','watchlist':['bob']}");
		assertThat(ann.take()).singleElement().asString().contains("signin_success");
		assertThat(ann.connection().userId()).isEqualTo("ann");
		this.store.gate().open();
	}

	@Test
	void watchOfWhichTheStoreKnowsNothingIsForgotten() {
		Watchlists watchlists = new Watchlists(this.store,
				new BrokerSubscriptions(new InMemoryBroker(), System::nanoTime), this.fixture.hub().codec());
		this.store.gate().fail(new IllegalStateException("down"));
		watchlists.start(new Watch(signedIn("ann").connection(), Set.of("bob")));
		this.store.gate().open();
		assertThat(watchlists.isEmpty()).isTrue();
	}

	@Test
	void everyWatcherEndsUpWithTheTruth() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		TestLane otherLane = new TestLane();
		TestClient watcher = watching(ids(5));
		List<String> seen = new ArrayList<>(told(watcher));
		List<TestClient> clients = new ArrayList<>();
		Set<String> truth = new TreeSet<>();
		for (int i = 0; i < 300; i++) {
			if (clients.isEmpty() || random.nextBoolean()) {
				TestClient client = random.nextBoolean() ? this.fixture.pusher() : this.fixture.pusher(otherLane);
				client.signInAs("u" + random.nextInt(5));
				clients.add(client);
			}
			else {
				clients.remove(random.nextInt(clients.size())).disconnect();
			}
			Set<String> now = clients.stream()
				.map((client) -> client.connection().userId())
				.collect(Collectors.toSet());
			List<String> frames = told(watcher);
			assertThat(frames).as("seed %d, step %d", seed, i).hasSize(now.equals(truth) ? 0 : 1);
			seen.addAll(frames);
			truth.clear();
			truth.addAll(now);
			assertThat(state(seen)).as("seed %d, step %d", seed, i).isEqualTo(truth);
		}
	}

	private void releaseAll() {
		while (this.store.gate().waiting() > 0) {
			this.store.gate().releaseOne();
			this.fixture.run();
		}
	}

	private TestClient signedIn(String userId) {
		TestClient client = this.fixture.pusher();
		client.signInAs(userId);
		client.take();
		return client;
	}

	/**
	 * Sign in as ann.
	 * @param userIds whom she watches
	 * @return the client
	 */
	private TestClient watching(String userIds) {
		TestClient client = this.fixture.pusher();
		client.signIn("{'id':'ann','watchlist':[" + userIds + "]}");
		return client;
	}

	/**
	 * Return what a client was told of others since the last time.
	 */
	private static List<String> told(TestClient client) {
		return client.take().stream().filter((frame) -> !frame.contains("signin_success")).toList();
	}

	private static String ids(int number) {
		return IntStream.range(0, number).mapToObj((i) -> "'u" + i + "'").collect(Collectors.joining(","));
	}

	private static String online(String userId) {
		return "{'name':'online','user_ids':['" + userId + "']}";
	}

	private static String offline(String userId) {
		return "{'name':'offline','user_ids':['" + userId + "']}";
	}

	private static String events(Dialect dialect, String events) {
		String data = "{'events':[" + events + "]}";
		return (dialect == Dialect.PUSHER)
				? "{'event':'pusher_internal:watchlist_events','data':'" + data.replace("'", "\\'") + "'}"
				: "{'event':'lattestream_internal:watchlist_events','data':" + data + "}";
	}

	/**
	 * Return who a client thinks is there.
	 * @param frames what it was told
	 * @return the ids
	 */
	private static Set<String> state(List<String> frames) {
		Set<String> online = new TreeSet<>();
		for (String frame : frames) {
			for (String event : frame.replace("\\", "").split("\\{'name':")) {
				Set<String> ids = Pattern.compile("'(u[0-9]|bob|eve)'")
					.matcher(event)
					.results()
					.map((match) -> match.group(1))
					.collect(Collectors.toSet());
				if (event.startsWith("'online'")) {
					online.addAll(ids);
				}
				else if (event.startsWith("'offline'")) {
					online.removeAll(ids);
				}
			}
		}
		return online;
	}

}
