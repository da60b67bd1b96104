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

import com.lattestream.ConnectionInfo;
import com.lattestream.broker.Publication;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link SignIns} and what comes of them. Frames are written with single
 * quotes.
 */
class SignInsTests {

	private final HubFixture fixture = new HubFixture();

	private final LatteStreamHub hub = this.fixture.hub();

	@AfterEach
	void nothingIsLeft() {
		this.fixture.close();
		assertThat(this.hub.isEmpty()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void signInIsAcknowledgedWithTheSameText(Dialect dialect) {
		TestClient client = this.fixture.connect(dialect);
		client.signIn("{ 'id':'ann', 'user_info':{'name':'<\u00e9>'}}");
		String prefix = (dialect == Dialect.PUSHER) ? "pusher" : "lattestream";
		assertThat(client.take()).containsExactly("{'event':'" + prefix
				+ ":signin_success','data':{'user_data':'{ \\'id\\':\\'ann\\', \\'user_info\\':{\\'name\\':\\'<\u00e9>\\'}}'}}");
	}

	@Test
	void connectionBelongsToTheUserAfterwards() {
		TestClient client = this.fixture.pusher();
		assertThat(this.fixture.await(this.hub.connections("ann").collectList())).isEmpty();
		client.signInAs("ann");
		assertThat(this.fixture.await(this.hub.connections("ann").collectList()))
			.extracting(ConnectionInfo::socketId, ConnectionInfo::userId)
			.containsExactly(tuple(client.socketId(), "ann"));
	}

	@Test
	void signInComesBeforeTheUserOfTheHandshake() {
		TestClient client = this.fixture.pusherOf("login");
		client.signInAs("ann");
		assertThat(this.fixture.await(this.hub.connections("login").next()).userId()).isEqualTo("ann");
		assertThat(this.fixture.await(this.hub.terminate("login"))).isEqualTo(1);
	}

	@Test
	void nextSignInLeavesTheChannelOfTheUserUnsubscribed() {
		TestClient client = this.fixture.pusher();
		client.signInAs("ann");
		client.unsubscribe("#server-to-user-ann");
		client.signInAs("ann");
		client.take();
		assertThat(this.fixture.await(this.hub.sendToUser("ann", "note", 1))).isZero();
		assertThat(client.take()).isEmpty();
	}

	@Test
	void connectionJoinsTheChannelsOfTheUser() {
		this.fixture.await(this.hub.subscribeUser("ann", "private-team", UserScope.OPEN_AND_LATER));
		TestClient client = this.fixture.pusher();
		client.signInAs("ann");
		assertThat(client.take()).hasSize(2).last().isEqualTo(client.succeeded("private-team"));
		this.fixture.await(this.hub.unsubscribeUser("ann", "private-team"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			{'id':5}                       | id must be a text of 1 to 128 characters
			{'id':''}                      | id must be a text of 1 to 128 characters
			{'id':null}                    | id must be a text of 1 to 128 characters
			{}                             | id must be a text of 1 to 128 characters
			{'user_id':'ann'}              | id must be a text of 1 to 128 characters
			[]                             | user_data must be a JSON object
			ann                            | user_data must be a JSON object
			{'id':'ann'                    | user_data must be a JSON object
			{'id':'ann','watchlist':'bob'} | watchlist must be an array of ids
			{'id':'ann','watchlist':[5]}   | watchlist must be an array of ids, which are texts
			""")
	void userDataThatNamesNobodyIsRefused(String userData, String message) {
		TestClient client = this.fixture.pusher();
		client.signIn(userData);
		assertNotSignedIn(client, message);
	}

	@Test
	void idThatIsTooLongIsRefused() {
		TestClient client = this.fixture.pusher();
		client.signInAs("x".repeat(129));
		assertNotSignedIn(client, "id must be a text of 1 to 128 characters");
		client.signInAs("x".repeat(128));
		assertThat(client.connection().userId()).hasSize(128);
	}

	@Test
	void signatureOfAnotherConnectionIsRefused() {
		TestClient client = this.fixture.pusher();
		TestClient other = this.fixture.pusher();
		client.signIn(this.fixture.userSigner().sign(other.socketId(), "{\"id\":\"ann\"}"), "{'id':'ann'}");
		assertNotSignedIn(client, "Invalid signature");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{'auth':'a:b'}", "{'user_data':'{}'}", "{'auth':'','user_data':'{}'}",
			"{'auth':'a:b','user_data':null}", "'text'", "[]", "5" })
	void frameThatLacksSomethingIsRefused(String data) {
		TestClient client = this.fixture.pusher();
		client.sendEvent("signin", data);
		assertNotSignedIn(client, "Sign-in takes auth and user_data");
	}

	@Test
	void signInAsAnotherUserIsRefusedAndTheFirstOneStays() {
		TestClient client = this.fixture.pusher();
		client.signInAs("ann");
		client.take();
		client.signInAs("bob");
		assertThat(client.take()).containsExactly(client.error(4009, "The connection is signed in as another user"));
		assertThat(client.connection().userId()).isEqualTo("ann");
		assertThat(this.fixture.await(this.hub.sendToUser("bob", "note", 1))).isZero();
	}

	@Test
	void signInAsTheSameUserSucceedsAgain() {
		TestClient client = this.fixture.pusher();
		client.signInAs("ann");
		client.take();
		client.signIn("{'id':'ann','user_info':7}");
		assertThat(client.take()).singleElement().asString().contains("signin_success");
		client.subscribe("presence-a", null);
		assertThat(client.take()).singleElement().asString().contains("\\'hash\\':{\\'ann\\':7}");
	}

	@ParameterizedTest
	@EnumSource
	void channelOfTheUserIsForTheUserOnly(Dialect dialect) {
		TestClient client = this.fixture.connect(dialect);
		String forbidden = "This channel is not for this connection";
		client.subscribe("#server-to-user-ann");
		client.signInAs("ann");
		client.subscribe("#server-to-user-ann");
		client.subscribe("#server-to-user-an");
		client.subscribe("#server-to-user-");
		client.subscribe("#all-connections");
		assertThat(client.take()).hasSize(6)
			.contains(client.succeeded("#server-to-user-ann"),
					client.subscriptionError("#server-to-user-an", "AuthError", forbidden, 403),
					client.subscriptionError("#server-to-user-", "AuthError", forbidden, 403),
					client.subscriptionError("#all-connections", "AuthError", forbidden, 403))
			.first()
			.isEqualTo(client.subscriptionError("#server-to-user-ann", "AuthError", forbidden, 403));
		assertThat(this.fixture.channels()).isEmpty();
		assertThat(this.fixture.await(this.hub.connections().next()).channels()).isEmpty();
	}

	@Test
	void handshakeDoesNotOpenTheChannelOfTheUser() {
		TestClient client = this.fixture.pusherOf("ann");
		client.subscribe("#server-to-user-ann");
		assertThat(client.take()).singleElement().asString().contains("subscription_error");
	}

	@Test
	void eventForTheUserReachesEachConnectionOnceHoweverItIsKnown() {
		TestClient everyWay = this.fixture.pusherOf("ann");
		everyWay.signInAs("ann");
		everyWay.join("presence-a", "ann");
		everyWay.subscribe("#server-to-user-ann");
		TestClient signedIn = this.fixture.latteStream();
		signedIn.signInAs("ann");
		TestClient handshake = this.fixture.pusherOf("ann");
		TestClient other = this.fixture.pusher();
		other.signInAs("bob");
		List.of(everyWay, signedIn, handshake, other).forEach(TestClient::take);
		assertThat(this.fixture.await(this.hub.sendToUser("ann", "note", 1))).isEqualTo(3);
		assertThat(this.fixture.publish(Publication.ofServer("#server-to-user-ann", "note", "2", null))).isEqualTo(3);
		assertThat(everyWay.take()).containsExactly(everyWay.event("#server-to-user-ann", "note", 1),
				everyWay.event("#server-to-user-ann", "note", 2));
		assertThat(signedIn.take()).containsExactly("{'event':'note','data':1}", "{'event':'note','data':2}");
		assertThat(handshake.take()).hasSize(2);
		assertThat(other.take()).isEmpty();
	}

	@Test
	void clientThatUnsubscribesHearsOfTheUserAgainWhenItSubscribes() {
		TestClient client = this.fixture.pusher();
		client.signInAs("ann");
		client.unsubscribe("#server-to-user-ann");
		client.take();
		assertThat(this.fixture.await(this.hub.sendToUser("ann", "note", 1))).isZero();
		assertThat(this.fixture.await(this.hub.broadcast("all", 1))).isEqualTo(1);
		assertThat(client.take()).singleElement().asString().contains("all");
		client.subscribe("#server-to-user-ann");
		assertThat(this.fixture.await(this.hub.sendToUser("ann", "note", 2))).isEqualTo(1);
		assertThat(client.take()).containsExactly(client.succeeded("#server-to-user-ann"),
				client.event("#server-to-user-ann", "note", 2));
	}

	@Test
	void presenceWithoutChannelDataIsJoinedAsTheUser() {
		TestClient client = this.fixture.pusher();
		client.signIn("{'id':'ann','user_info':{'name':'Ann'}}");
		client.take();
		client.subscribe("presence-a", null);
		assertThat(client.take()).containsExactly(
				"{'event':'pusher_internal:subscription_succeeded','channel':'presence-a','data':'{\\'presence\\':{\\'count\\':1,"
						+ "\\'ids\\':[\\'ann\\'],\\'hash\\':{\\'ann\\':{\\'name\\':\\'Ann\\'}}}}'}");
	}

	@Test
	void presenceWithoutChannelDataTakesSignature() {
		TestClient client = this.fixture.pusher();
		client.signInAs("ann");
		client.take();
		client.subscribe("presence-a");
		String auth = this.fixture.auth(client.socketId(), "presence-b", null);
		client.sendEvent("subscribe", "{'channel':'presence-a','auth':'" + auth + "'}");
		assertThat(client.take()).containsExactly(client.subscriptionError("presence-a", "AuthError",
				"Auth info required to subscribe to presence-a", 401),
				client.subscriptionError("presence-a", "AuthError", "Invalid signature", 401));
	}

	@Test
	void channelDataComesBeforeTheSignedInUser() {
		TestClient client = this.fixture.pusher();
		client.signInAs("ann");
		client.join("presence-a", "nick");
		assertThat(this.fixture.await(this.hub.members("presence-a")).members()).singleElement()
			.satisfies((member) -> assertThat(member.userId()).isEqualTo("nick"));
	}

	@Test
	void presenceWithoutChannelDataIsRefusedToWhoIsNotSignedIn() {
		TestClient client = this.fixture.pusher();
		client.subscribe("presence-a", null);
		assertThat(client.take()).singleElement().asString().contains("channel_data").contains("'status':400");
	}

	@Test
	void infoThatIsTooLargeForMembersIsRefusedThere() {
		TestClient client = this.fixture.pusher();
		client.signIn("{'id':'ann','user_info':'" + "x".repeat(5000) + "'}");
		assertThat(client.take()).singleElement().asString().contains("signin_success");
		client.subscribe("presence-a", null);
		assertThat(client.take()).singleElement().asString().contains("user_info must have at most");
	}

	@Test
	void leavingPresenceChannelDoesNotSignOut() {
		TestClient client = this.fixture.pusher();
		client.signInAs("ann");
		client.subscribe("presence-a", null);
		client.unsubscribe("presence-a");
		assertThat(this.fixture.await(this.hub.sendToUser("ann", "note", 1))).isEqualTo(1);
	}

	@Test
	void terminateFindsSignedInConnections() {
		TestClient one = this.fixture.pusher();
		one.signInAs("ann");
		TestClient two = this.fixture.latteStream();
		two.signInAs("ann");
		TestClient bob = this.fixture.pusher();
		bob.signInAs("bob");
		assertThat(this.fixture.await(this.hub.terminate("ann"))).isEqualTo(2);
		assertThat(one.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(two.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(bob.closeCode()).isNull();
		assertThat(this.fixture.await(this.hub.sendToUser("ann", "note", 1))).isZero();
	}

	@Test
	void signInWorksInBatches() {
		TestClient client = this.fixture.latteStream();
		String auth = this.fixture.userSigner().sign(client.socketId(), "{\"id\":\"ann\"}");
		client.sendEvent("batch", "{'messages':[{'event':'lattestream:signin','data':{'auth':'" + auth
				+ "','user_data':'{\\'id\\':\\'ann\\'}'}},{'event':'lattestream:subscribe','data':{'channel':'#server-to-user-ann'}}]}");
		assertThat(client.take()).hasSize(2).last().isEqualTo(client.succeeded("#server-to-user-ann"));
	}

	@Test
	void signInBeforeTheKeyIsRefused() {
		TestClient client = this.fixture.open(Dialect.LATTESTREAM, null, null);
		client.signInAs("ann");
		assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
	}

	private void assertNotSignedIn(TestClient client, String message) {
		assertThat(client.take()).containsExactly(client.error(4009, message));
		assertThat(client.closeCode()).isNull();
		assertThat(client.connection().userId()).isNull();
		assertThat(this.fixture.await(this.hub.sendToUser("ann", "note", 1))).isZero();
	}

}
