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

package com.example.others;

import java.net.http.HttpResponse;

import com.example.client.PusherSocket;
import com.lattestream.signature.AppCredentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that hold on either stack and in either mode.
 */
abstract class AbstractToOthersTests {

	private static final JsonMapper JSON = new JsonMapper();

	private Caller caller;

	private PusherSocket sender;

	private PusherSocket other;

	abstract int port();

	abstract int hubPort();

	@BeforeEach
	void connect() {
		this.caller = new Caller(port());
		this.sender = connect(hubPort());
		this.other = connect(hubPort());
	}

	@AfterEach
	void disconnect() {
		this.sender.close();
		this.other.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/mono", "/delayed" })
	void reactiveControllerReachesTheOthersOnly(String path) {
		this.caller.post(path, "X-Socket-ID", this.sender.socketId());
		assertOnlyTheOtherGotTheMessage();
	}

	@Test
	void batchLeavesTheSenderOutWhereItSaysSo() {
		this.caller.post("/batch", "x-socket-id", this.sender.socketId());
		assertThat(nextEvent(this.other)).isEqualTo("message");
		assertThat(nextEvent(this.other)).isEqualTo("all");
		assertThat(nextEvent(this.other)).isEqualTo("message");
		assertThat(nextEvent(this.sender)).isEqualTo("all");
		this.caller.post("/marker");
		assertThat(nextEvent(this.sender)).isEqualTo("marker");
	}

	@Test
	void socketIdInTheQueryIsTaken() {
		this.caller.post("/mono?a=b&socket_id=" + this.sender.socketId());
		assertOnlyTheOtherGotTheMessage();
	}

	@Test
	void socketIdInTheQueryOfAFormIsTaken() {
		this.caller.send("/delayed?socket_id=" + this.sender.socketId(), "application/x-www-form-urlencoded", "a=b");
		assertOnlyTheOtherGotTheMessage();
	}

	@Test
	void socketIdInAFormIsTaken() {
		this.caller.send("/form", "application/x-www-form-urlencoded", "text=hi&socket_id=" + this.sender.socketId());
		assertOnlyTheOtherGotTheMessage();
	}

	@Test
	void socketIdInAMultipartFormIsTaken() {
		String body = "--b\r\nContent-Disposition: form-data; name=\"socket_id\"\r\n\r\n" + this.sender.socketId()
				+ "\r\n--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhi\r\n--b--\r\n";
		this.caller.send("/form", "multipart/form-data; boundary=b", body);
		assertOnlyTheOtherGotTheMessage();
	}

	@Test
	void bodyThatIsNoFormIsNotLookedInto() {
		this.caller.send("/mono", "application/json", "{\"socket_id\":\"" + this.sender.socketId() + "\"}");
		assertEverybodyGotTheMessage();
	}

	@Test
	void everybodyGetsTheEventWithoutSocketId() {
		this.caller.post("/mono");
		assertEverybodyGotTheMessage();
	}

	@Test
	void whatIsNoSocketIdCountsForNothing() {
		this.caller.post("/mono", "X-Socket-ID", "1.2, 3.4");
		assertEverybodyGotTheMessage();
	}

	@Test
	void nextRequestDoesNotInheritTheSocketId() {
		for (int i = 0; i < 20; i++) {
			this.caller.post("/mono", "X-Socket-ID", this.sender.socketId());
			assertThat(nextEvent(this.other)).isEqualTo("message");
			this.caller.post("/mono");
			assertEverybodyGotTheMessage();
		}
	}

	@Test
	void argumentHasTheSocketId() {
		assertThat(this.caller.get("/socket-id", "X-Socket-ID", "1.2").body()).isEqualTo("1.2");
		assertThat(this.caller.get("/socket-id?socket_id=3.4").body()).isEqualTo("3.4");
		assertThat(this.caller.get("/socket-id").body()).isEqualTo("null");
		assertThat(this.caller.get("/socket-id", "X-Socket-ID", "none").body()).isEqualTo("null");
		assertThat(this.caller.get("/optional-socket-id", "X-Socket-ID", "1.2").body()).isEqualTo("1.2");
		assertThat(this.caller.get("/optional-socket-id").body()).isEqualTo("nobody");
	}

	@Test
	void argumentHasTheSocketIdOfAForm() {
		assertThat(this.caller.send("/socket-id", "application/x-www-form-urlencoded", "text=hi&socket_id=1.2"))
			.isEqualTo("1.2 hi");
	}

	@Test
	void requestWithoutRequiredSocketIdIsRefused() {
		assertThat(this.caller.get("/required-socket-id", "X-Socket-ID", "1.2").body()).isEqualTo("1.2");
		HttpResponse<String> response = this.caller.get("/required-socket-id");
		assertThat(response.statusCode()).isEqualTo(400);
	}

	Caller caller() {
		return this.caller;
	}

	PusherSocket sender() {
		return this.sender;
	}

	void assertOnlyTheOtherGotTheMessage() {
		assertThat(nextEvent(this.other)).isEqualTo("message");
		this.caller.post("/marker");
		assertThat(nextEvent(this.other)).isEqualTo("marker");
		assertThat(nextEvent(this.sender)).isEqualTo("marker");
	}

	void assertEverybodyGotTheMessage() {
		assertThat(nextEvent(this.sender)).isEqualTo("message");
		assertThat(nextEvent(this.other)).isEqualTo("message");
	}

	private static PusherSocket connect(int port) {
		return new PusherSocket(port, new AppCredentials("app", OthersApplication.KEY, OthersApplication.SECRET))
			.subscribed("room");
	}

	private static String nextEvent(PusherSocket socket) {
		return JSON.readTree(socket.next()).get("event").stringValue();
	}

}
