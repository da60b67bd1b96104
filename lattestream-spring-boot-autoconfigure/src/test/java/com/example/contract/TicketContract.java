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

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tickets, for clients that cannot send their login along.
 */
interface TicketContract extends HubContract {

	@Test
	default void ticketIsIssuedToUsers() {
		HttpResponse<String> response = server().post("/lattestream/ticket", "application/json", "", "Authorization",
				ContractServer.basic("ann"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
		JsonNode answer = Json.parse(response.body());
		assertThat(answer.get("ticket").stringValue()).matches("lstk_[A-Za-z0-9_-]{43}");
		assertThat(answer.get("expires_in").intValue()).isEqualTo(30);
	}

	@Test
	default void ticketIsNotIssuedToNobody() {
		HttpResponse<String> response = server().post("/lattestream/ticket", "application/json", "");
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(server().get("/lattestream/ticket", "Authorization", ContractServer.basic("ann")).statusCode())
			.isEqualTo(405);
	}

	@Test
	default void ticketIsNotIssuedToForeignPages() {
		HttpResponse<String> response = server().post("/lattestream/ticket", "application/json", "", "Authorization",
				ContractServer.basic("ann"), "Origin", "https://evil.example.com");
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.body()).doesNotContain("lstk_");
	}

	@Test
	default void ticketOpensConnectionOfItsUserWithoutAKey() {
		RawSocket socket = server().open("lattestream", "/lattestream?ticket=" + ticket("ann")).greeted();
		socket.subscribe("private-orders-ann").nextInternal("subscription_succeeded");
		socket.subscribe("private-orders-bob").nextProtocol("subscription_error");
		JsonNode room = Json.data(socket.subscribe("presence-room-1").nextInternal("subscription_succeeded"));
		assertThat(room.get("presence").get("hash").get("ann").get("room").intValue()).isEqualTo(1);
		assertThat(server().hub().connections("ann").count().block()).isEqualTo(1);
	}

	@Test
	default void keyMayComeBesideTheTicket() {
		RawSocket socket = server().open("lattestream", "/lattestream?ticket=" + ticket("ann"));
		socket.send("{\"api_key\":" + Json.quote(ContractServer.KEY) + "}").greeted().quiet();
	}

	@Test
	default void ticketIsTakenFromPusherClientsBesideTheKey() {
		RawSocket socket = server().open("pusher", "/app/" + ContractServer.KEY + "?protocol=7&ticket=" + ticket("ann"))
			.greeted();
		socket.subscribe("private-orders-ann").nextInternal("subscription_succeeded");
		assertThat(server().open("pusher", "/app/other?ticket=" + ticket("ann")).closeCode()).isEqualTo(4001);
	}

	@Test
	default void loginItselfReachesTheRule() {
		RawSocket socket = server().open("lattestream", "/lattestream?ticket=" + ticket("ann")).greeted();
		// Takes @AuthenticationPrincipal UserDetails
		socket.subscribe("private-details-ann").nextInternal("subscription_succeeded");
		EventStream stream = server().stream("channels=private-details-ann&ticket=" + ticket("ann")).greeted();
		stream.subscribed("private-details-ann");
	}

	@Test
	default void ticketOpensEventStream() {
		HttpResponse<String> none = server().get("/lattestream/sse?channels=private-orders-ann&api_key=lspk_contract");
		assertThat(none.statusCode()).isEqualTo(401);
		EventStream stream = server().stream("channels=private-orders-ann&ticket=" + ticket("ann")).greeted();
		stream.subscribed("private-orders-ann");
		HttpResponse<String> refused = server()
			.get("/lattestream/sse?channels=private-orders-bob&ticket=" + ticket("ann"));
		assertThat(refused.statusCode()).isEqualTo(403);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "lstk_", "lstk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%22%0A", "used" })
	default void ticketThatIsNotGoodIsRefused(String bad) {
		String ticket = bad;
		if (bad.equals("used")) {
			ticket = ticket("ann");
			server().open("lattestream", "/lattestream?ticket=" + ticket).greeted();
		}
		RawSocket latteStream = server().open("lattestream", "/lattestream?ticket=" + ticket, "Authorization",
				ContractServer.basic("ann"));
		assertThat(latteStream.nextError().get("code").intValue()).isEqualTo(4009);
		assertThat(latteStream.closeCode()).isEqualTo(4009);
		RawSocket pusher = server().open("pusher", "/app/" + ContractServer.KEY + "?ticket=" + ticket);
		assertThat(pusher.closeCode()).isEqualTo(4009);
		HttpResponse<String> stream = server()
			.get("/lattestream/sse?channels=a&api_key=" + ContractServer.KEY + "&ticket=" + ticket);
		assertThat(stream.statusCode()).isEqualTo(401);
		assertThat(stream.headers().firstValue("Content-Type")).hasValue("application/problem+json");
	}

	@Test
	default void oneOfManyGetsInWithATicket() throws Exception {
		String ticket = ticket("ann");
		ExecutorService threads = Executors.newFixedThreadPool(20);
		try {
			List<Future<RawSocket>> sockets = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				sockets.add(threads.submit(() -> server().open("lattestream", "/lattestream?ticket=" + ticket)));
			}
			int greeted = 0;
			for (Future<RawSocket> socket : sockets) {
				JsonNode first = socket.get(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS).next();
				if (first.get("event").stringValue().equals("lattestream:connection_established")) {
					greeted++;
				}
				else {
					assertThat(first.get("data").get("code").intValue()).isEqualTo(4009);
				}
			}
			assertThat(greeted).isEqualTo(1);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private String ticket(String user) {
		HttpResponse<String> response = server().post("/lattestream/ticket", "application/json", "", "Authorization",
				ContractServer.basic(user));
		return Json.parse(response.body()).get("ticket").stringValue();
	}

}
