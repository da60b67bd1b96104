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

package com.example.contract;

import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscriptions without a signature, on WebSockets of users.
 */
interface InlineAuthorizationContract extends HubContract {

	@ParameterizedTest
	@ValueSource(strings = { "pusher", "lattestream" })
	default void ruleIsAskedOnceAndSeesTheHandshake(String dialect) {
		ContractRules rules = server().bean(ContractRules.class);
		rules.takeAsked();
		RawSocket socket = open(dialect, "tenant=t%201", "Authorization", ContractServer.basic("ann"), "X-Team", "red",
				"Cookie", "a=b; taste=sweet");
		socket.subscribe("private-asked-yes").nextInternal("subscription_succeeded");
		assertThat(rules.takeAsked()).containsExactly("ann red sweet t 1 private-asked-yes");
		server().client().trigger("private-asked-yes", "news", 1).block();
		assertThat(socket.next("news").get("channel").stringValue()).isEqualTo("private-asked-yes");
		socket.quiet();
	}

	@ParameterizedTest
	@ValueSource(strings = { "pusher", "lattestream" })
	default void refusalOfTheRuleIsAnAuthError(String dialect) {
		RawSocket socket = open(dialect, "", "Authorization", ContractServer.basic("ann"));
		for (String channel : new String[] { "private-asked-no", "private-orders-bob", "private-unknown",
				"private-throws", "private-error", "private-number-x" }) {
			JsonNode error = Json.data(socket.subscribe(channel).nextProtocol("subscription_error"));
			assertThat(error.get("status").intValue()).as(channel).isEqualTo(403);
			assertThat(error.get("type").stringValue()).isEqualTo("AuthError");
			assertThat(error.toString()).doesNotContain(ContractRules.EXCEPTION_WORDS);
		}
		socket.subscribe("private-orders-ann").nextInternal("subscription_succeeded");
	}

	@ParameterizedTest
	@ValueSource(strings = { "pusher", "lattestream" })
	default void nobodyNeedsASignatureAsBefore(String dialect) {
		RawSocket socket = open(dialect, "");
		JsonNode error = Json.data(socket.subscribe("private-open-x").nextProtocol("subscription_error"));
		assertThat(error.get("status").intValue()).isEqualTo(401);
		assertThat(error.get("error").stringValue()).startsWith("Auth info required");
	}

	@Test
	default void signatureThatIsGivenDecides() {
		ContractRules rules = server().bean(ContractRules.class);
		rules.takeAsked();
		RawSocket socket = open("pusher", "", "Authorization", ContractServer.basic("ann"));
		socket.subscribed("private-asked-no");
		socket.subscribe("private-asked-yes", ContractServer.KEY + ":00").nextProtocol("subscription_error");
		assertThat(rules.takeAsked()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "pusher", "lattestream" })
	default void memberIsTheOneThatTheRuleReturned(String dialect) {
		RawSocket socket = open(dialect, "", "Authorization", ContractServer.basic("ann"));
		JsonNode room = Json.data(socket.subscribe("presence-room-7").nextInternal("subscription_succeeded"));
		assertThat(room.get("presence").get("hash").get("ann").get("room").intValue()).isEqualTo(7);
		JsonNode lobby = Json.data(socket.subscribe("presence-lobby").nextInternal("subscription_succeeded"));
		assertThat(lobby.get("presence").get("ids").get(0).stringValue()).isEqualTo("ann");
		JsonNode desk = Json.data(socket.subscribe("presence-desk").nextInternal("subscription_succeeded"));
		assertThat(desk.get("presence").get("hash").get("ann").get("name").stringValue()).isEqualTo("<ann \u00e9>");
		assertThat(server().client().users("presence-room-7").collectList().block()).hasSize(1);
	}

	@Test
	default void blockingRuleLetsOthersGoOn() throws Exception {
		int loops = 2 * Runtime.getRuntime().availableProcessors();
		ContractRules rules = server().bean(ContractRules.class);
		CountDownLatch gate = rules.closeGate(loops);
		RawSocket[] waiting = new RawSocket[loops];
		for (int i = 0; i < loops; i++) {
			waiting[i] = open("pusher", "", "Authorization", ContractServer.basic("ann"));
			waiting[i].subscribe("private-gate-x").sendProtocol("ping", "{}");
		}
		assertThat(rules.awaitBlocked()).isTrue();
		// On each event loop there is one that waits
		for (int i = 0; i < loops; i++) {
			open("pusher", "").quiet();
		}
		gate.countDown();
		for (RawSocket socket : waiting) {
			socket.nextInternal("subscription_succeeded");
			socket.nextProtocol("pong");
		}
	}

	@Test
	default void ruleMayOutliveItsConnection() throws Exception {
		ContractRules rules = server().bean(ContractRules.class);
		CountDownLatch gate = rules.closeGate(1);
		RawSocket socket = open("lattestream", "", "Authorization", ContractServer.basic("ann"));
		socket.subscribe("private-gate-x");
		assertThat(rules.awaitBlocked()).isTrue();
		socket.close();
		Awaitility.await().until(() -> server().hub().connectionCount() == 0);
		gate.countDown();
		open("pusher", "", "Authorization", ContractServer.basic("ann")).subscribe("private-gate-x")
			.nextInternal("subscription_succeeded");
	}

	@Test
	default void loginOfAnAllowedPageCounts() {
		for (String origin : new String[] { "https://app.example.com",
				"http://localhost:" + impatientServer().port() }) {
			RawSocket socket = impatientServer().pusher("Origin", origin, "Authorization", ContractServer.basic("ann"));
			socket.subscribe("private-orders-ann").nextInternal("subscription_succeeded");
		}
	}

	private RawSocket open(String dialect, String query, String... headers) {
		if (dialect.equals("pusher")) {
			return server().open(dialect, "/app/" + ContractServer.KEY + "?protocol=7&" + query, headers).greeted();
		}
		return server().open(dialect, "/lattestream?" + query, headers)
			.send("{\"api_key\":" + Json.quote(ContractServer.KEY) + "}")
			.greeted();
	}

}
