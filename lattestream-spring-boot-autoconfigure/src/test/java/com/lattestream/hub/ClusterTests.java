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

import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for two hubs that share what lies between nodes: what happens on one and concerns
 * clients of the other.
 */
class ClusterTests {

	private final LinkedNodes nodes = new LinkedNodes(TestSettings.with("subscriptionCounts", true));

	private final HubFixture here = this.nodes.next();

	private final HubFixture there = this.nodes.next();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void whatIsPublishedHereReachesSubscribersThere() {
		TestClient client = this.there.pusher();
		client.subscribe("private-a", null);
		client.take();
		publish("private-a", "e");
		assertThat(client.take()).containsExactly(client.event("private-a", "e", 1));
	}

	@Test
	void nodeHearsOfAChannelUntilASecondAfterItsLastSubscriberLeft() {
		TestClient client = this.there.pusher();
		client.subscribe("a");
		assertThat(this.nodes.names(1)).containsExactly("a");
		assertThat(this.nodes.names(0)).isEmpty();
		client.unsubscribe("a");
		this.nodes.pass(Duration.ofMillis(999));
		assertThat(this.nodes.names(1)).containsExactly("a");
		this.nodes.pass(Duration.ofMillis(1));
		assertThat(this.nodes.names(1)).isEmpty();
	}

	@Test
	void whatIsSentToAUserReachesConnectionsOfLoginSignInAndMembershipThere() {
		TestClient login = this.there.pusherOf("ann");
		this.here.hub().sendToUser("ann", "e", 1).subscribe();
		this.here.run();
		assertThat(login.take()).singleElement().asString().contains("'e'", "#server-to-user-ann");
		login.disconnect();
		TestClient signedIn = this.there.pusher();
		signedIn.signInAs("ann");
		signedIn.take();
		this.here.hub().sendToUser("ann", "e", 1).subscribe();
		this.here.run();
		assertThat(signedIn.take()).hasSize(1);
		signedIn.disconnect();
		TestClient member = this.there.latteStream();
		member.join("presence-a", "ann");
		member.take();
		this.here.hub().sendToUser("ann", "e", 1).subscribe();
		this.here.run();
		assertThat(member.take()).hasSize(1);
		member.disconnect();
		this.nodes.pass(Duration.ofSeconds(1));
		assertThat(this.nodes.names(1)).isEmpty();
		assertThat(this.there.hub().isEmpty()).isTrue();
	}

	@Test
	void connectionOfALoginOpensWhenWhatIsSentToItsUserArrives() {
		this.nodes.gate().holdAnswers();
		TestClient client = this.there.openLater(Dialect.PUSHER, "ann");
		this.there.run();
		assertThat(client.take()).isEmpty();
		client.connection().subscribe(List.of(new ChannelGrant("a", null)));
		this.there.run();
		this.nodes.gate().open();
		this.there.elsewhere(this.nodes.gate()::releaseOne);
		assertThat(client.take()).hasSize(3).first().asString().contains("connection_established");
		assertThat(this.there.subscriptionCount("a")).isOne();
	}

	@Test
	void connectionOfALoginIsToComeBackWhenTheBrokerFails() {
		this.nodes.gate().fail(new IllegalStateException("broker is away"));
		TestClient client = this.there.openLater(Dialect.PUSHER, "ann");
		this.there.run();
		assertThat(client.closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
		TestClient other = this.there.pusher();
		assertThat(other.closeCode()).isNull();
		other.disconnect();
		assertThat(this.there.hub().isEmpty()).isTrue();
	}

	@Test
	void connectionOfALoginIsToComeBackWhenTheBrokerDoesNotAnswer() {
		this.nodes.gate().holdAnswers();
		TestClient client = this.there.openLater(Dialect.PUSHER, "ann");
		this.there.run();
		this.nodes.pass(HubSettings.DEFAULTS.authenticationTimeout().plusMillis(1));
		assertThat(client.closeCode()).isEqualTo(CloseCode.OVER_CAPACITY);
		this.there.elsewhere(this.nodes.gate()::releaseOne);
		assertThat(this.there.hub().isEmpty()).isTrue();
	}

	@Test
	void signInIsAcknowledgedWhenWhatIsSentToTheUserArrives() {
		TestClient client = this.there.pusher();
		this.nodes.gate().holdOperations();
		client.signInAs("ann");
		client.sendEvent("ping", "{}");
		assertThat(client.take()).isEmpty();
		this.here.hub().sendToUser("ann", "early", 1).subscribe();
		this.nodes.gate().open();
		this.there.elsewhere(this.nodes.gate()::releaseOne);
		assertThat(client.take()).hasSize(2).first().asString().contains("signin_success");
		this.here.hub().sendToUser("ann", "late", 1).subscribe();
		this.here.run();
		assertThat(client.take()).singleElement().asString().contains("late");
	}

	@Test
	void signInFailsWithTheBrokerAndChangesNothing() {
		TestClient client = this.there.pusher();
		this.nodes.gate().fail(new IllegalStateException("broker is away"));
		client.signInAs("ann");
		assertThat(client.take()).containsExactly(client.error(4009, "The sign-in could not be made now"));
		assertThat(client.connection().userId()).isNull();
		this.nodes.gate().open();
		client.signInAs("ann");
		assertThat(client.take()).singleElement().asString().contains("signin_success");
	}

	@Test
	void connectionThatEndsDuringItsSignInLeavesNothing() {
		TestClient client = this.there.pusher();
		this.nodes.gate().holdOperations();
		client.signInAs("ann");
		client.disconnect();
		this.nodes.gate().open();
		this.there.elsewhere(this.nodes.gate()::releaseOne);
		assertThat(this.there.hub().isEmpty()).isTrue();
	}

	@Test
	void membershipIsAcknowledgedWhenWhatIsSentToTheUserArrives() {
		TestClient client = this.there.latteStream();
		this.nodes.gate().holdAnswers();
		client.join("presence-a", "ann");
		this.nodes.gate().open();
		this.there.elsewhere(this.nodes.gate()::releaseOne);
		assertThat(client.take()).isEmpty();
		this.there.elsewhere(this.nodes.gate()::releaseOne);
		assertThat(client.take()).singleElement().asString().contains("subscription_succeeded");
		assertThat(this.nodes.names(1)).containsExactlyInAnyOrder("presence-a", "#server-to-user-ann");
	}

	@Test
	void whatIsSentToEverybodyAndToASocketReachesAllNodes() {
		TestClient one = this.here.latteStream();
		TestClient two = this.there.latteStream();
		this.here.hub().broadcast("all", 1).subscribe();
		this.here.hub().sendToSocket(two.socketId(), "one", 1).subscribe();
		this.here.run();
		assertThat(one.take()).hasSize(1);
		assertThat(two.take()).hasSize(2);
	}

	@Test
	void channelsAreOccupiedCountedAndVacatedOnce() {
		TestClient one = this.here.pusher();
		TestClient two = this.there.pusher();
		one.subscribe("a");
		two.subscribe("a");
		assertThat(this.there.subscriptionCount("a")).isEqualTo(2);
		assertThat(this.there.channels()).containsExactly("a");
		one.unsubscribe("a");
		two.unsubscribe("a");
		assertThat(this.there.channels()).isEmpty();
		assertThat(this.here.listener().take()).containsExactly("occupied a", "count a 1", "count a 1");
		assertThat(this.there.listener().take()).containsExactly("count a 2", "count a 0", "vacated a");
	}

	@Test
	void subscribersOfAllNodesAreToldHowManyTheyAre() {
		TestClient one = this.here.latteStream();
		one.subscribe("a");
		one.take();
		TestClient two = this.there.latteStream();
		two.subscribe("a");
		assertThat(one.take()).containsExactly(count(2));
		assertThat(two.take()).containsExactly(two.succeeded("a"), count(2));
		one.disconnect();
		assertThat(two.take()).containsExactly(count(1));
	}

	@Test
	void newSubscriberIsToldHowManyTheyAreEvenIfTheOthersWaitForThat() {
		TestClient first = this.here.latteStream();
		first.subscribe("a");
		for (int i = 0; i < 100; i++) {
			this.there.pusher().subscribe("a");
		}
		first.take();
		TestClient late = this.here.latteStream();
		late.subscribe("a");
		assertThat(late.take()).containsExactly(late.succeeded("a"), count(102));
		assertThat(first.take()).isEmpty();
		this.nodes.pass(Duration.ofSeconds(5));
		assertThat(first.take()).containsExactly(count(102));
		assertThat(late.take()).as("what it knows already").isEmpty();
	}

	@Test
	void membersAreToldOnAllNodesAndToTheApplicationOnOne() {
		TestClient one = this.here.latteStream();
		one.join("presence-a", "ann");
		one.take();
		this.here.listener().take();
		TestClient two = this.there.latteStream();
		two.join("presence-a", "bob");
		assertThat(one.take()).singleElement().asString().contains("member_added", "bob");
		assertThat(two.take()).singleElement().asString().contains("ann", "bob");
		TestClient again = this.here.latteStream();
		again.join("presence-a", "bob");
		two.disconnect();
		again.take();
		assertThat(one.take()).isEmpty();
		again.disconnect();
		assertThat(one.take()).singleElement().asString().contains("member_removed", "bob");
		assertThat(this.there.listener().take()).filteredOn((event) -> event.contains("bob"))
			.containsExactly("added presence-a bob");
		assertThat(this.here.listener().take()).filteredOn((event) -> event.contains("bob"))
			.containsExactly("removed presence-a bob");
	}

	@Test
	void watchersHearOfUsersOfOtherNodes() {
		TestClient bob = this.there.pusher();
		bob.signInAs("bob");
		TestClient ann = this.here.pusher();
		ann.signIn("{'id':'ann','watchlist':['bob','eve']}");
		assertThat(ann.take()).last().asString().contains("online", "bob", "offline", "eve");
		TestClient eve = this.there.pusher();
		eve.signInAs("eve");
		assertThat(ann.take()).singleElement().asString().contains("online", "eve");
		bob.disconnect();
		assertThat(ann.take()).singleElement().asString().contains("offline", "bob");
		ann.disconnect();
		this.nodes.pass(Duration.ofSeconds(1));
		assertThat(this.nodes.names(0)).isEmpty();
	}

	@Test
	void watchersAreToldWhoIsThereWhenTheNodeHearsOfThem() {
		TestClient ann = this.here.latteStream();
		ann.signInAs("ann");
		ann.take();
		this.nodes.gate().holdOperations();
		ann.signIn("{'id':'ann','watchlist':['bob']}");
		assertThat(ann.take()).singleElement().asString().contains("signin_success");
		this.nodes.gate().open();
		TestClient bob = this.there.pusher();
		bob.signInAs("bob");
		this.here.elsewhere(this.nodes.gate()::releaseOne);
		assertThat(ann.take()).singleElement().asString().contains("online", "bob");
	}

	@Test
	void typingIsToldOnAllNodes() {
		TestClient one = this.here.latteStream();
		one.join("presence-a", "ann");
		TestClient two = this.there.latteStream();
		two.join("presence-a", "bob");
		one.take();
		two.take();
		one.type("presence-a", true);
		assertThat(two.take()).singleElement().asString().contains("typing", "ann");
		assertThat(this.there.hub().typing("presence-a")).containsExactly("ann");
		one.disconnect();
		assertThat(this.there.hub().typing("presence-a")).isEmpty();
	}

	private void publish(String channel, String event) {
		this.here.hub().publish(Publication.ofServer(channel, event, "1", null)).subscribe();
		this.here.run();
	}

	private static String count(int count) {
		return "{'event':'lattestream_internal:subscription_count','channel':'a','data':{'subscription_count':" + count
				+ "}}";
	}

}
