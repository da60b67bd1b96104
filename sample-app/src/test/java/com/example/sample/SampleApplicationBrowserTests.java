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

package com.example.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.lattestream.LatteStreamClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page of {@link SampleApplication} with two people in two browsers. They
 * run unchanged on both web stacks.
 */
@RequiresChromium
abstract class SampleApplicationBrowserTests {

	private static final String MEMBER_NAMES = "#members li";

	private static final String MESSAGE_TEXTS = "#messages .message .text";

	private static final String ORDER_STATES = "#orders .state";

	private static TcpProxy proxy;

	private static Browser ann;

	private static Browser bob;

	private static int count;

	private final int number = ++count;

	@BeforeAll
	static void start(@LocalServerPort int port) throws IOException {
		proxy = new TcpProxy(port);
		ann = new Browser();
		bob = new Browser();
	}

	@AfterAll
	static void stop() throws Exception {
		for (AutoCloseable closeable : Arrays.asList(ann, bob, proxy)) {
			if (closeable != null) {
				closeable.close();
			}
		}
	}

	@AfterEach
	void leaveWithoutErrors() {
		ann.leave();
		bob.leave();
		assertThat(ann.takeErrors()).isEmpty();
		assertThat(bob.takeErrors()).isEmpty();
	}

	@Test
	void messagesPassBothWays() {
		bothEnter("talk");
		ann.say("Hello <b>Bob</b>");
		bob.awaitTexts(MESSAGE_TEXTS, "Hello <b>Bob</b>");
		bob.say("Hello Ann");
		ann.awaitTexts(MESSAGE_TEXTS, "Hello <b>Bob</b>", "Hello Ann");
		bob.awaitTexts(MESSAGE_TEXTS, "Hello <b>Bob</b>", "Hello Ann");
		bob.awaitTexts("#messages .message .who", "ann", "bob");
	}

	@Test
	void membersComeAndGo() {
		enter(ann, "ann", "door");
		ann.awaitTexts(MEMBER_NAMES, "ann (you)");
		enter(bob, "bob", "door");
		ann.awaitTexts(MEMBER_NAMES, "ann (you)", "bob");
		bob.awaitTexts(MEMBER_NAMES, "ann", "bob (you)");
		bob.leave();
		ann.awaitTexts(MEMBER_NAMES, "ann (you)");
		ann.awaitTexts("#messages .note", "bob came in", "bob left");
	}

	@Test
	void roomsAreSwitched() {
		bothEnter("inside");
		bob.join(room("outside"));
		ann.awaitTexts(MEMBER_NAMES, "ann (you)");
		bob.awaitTexts(MEMBER_NAMES, "bob (you)");
		ann.say("Only those inside hear this");
		ann.awaitTexts(MESSAGE_TEXTS, "Only those inside hear this");
		ann.join(room("outside"));
		bob.awaitTexts(MEMBER_NAMES, "ann", "bob (you)");
		ann.say("Here I am");
		bob.awaitTexts(MESSAGE_TEXTS, "Here I am");
	}

	@Test
	void typingIsShownToOthers() {
		bothEnter("desk");
		ann.type("message", "Well");
		bob.awaitText("typing", "ann is typing");
		assertThat(ann.text("typing")).isEmpty();
		ann.say(", done");
		bob.awaitTexts(MESSAGE_TEXTS, "Well, done");
		bob.awaitTexts("#typing", "");
	}

	@Test
	void boardOfSomebodyElseIsRefused() {
		enter(ann, "ann", "lobby");
		ann.spyOn("bob");
		ann.awaitText("error", "The board of bob is private");
		assertThat(ann.takeErrors()).allMatch((error) -> error.contains("/lattestream/auth"));
		ann.click("order-button");
		ann.awaitTexts("#error", "");
		ann.awaitTexts(ORDER_STATES, "delivered");
	}

	@Test
	void ordersMoveOnOnTheBoardOfWhoOrdered() {
		bothEnter("counter");
		ann.record("orders", ".state");
		ann.click("order-button");
		ann.awaitTexts(ORDER_STATES, "delivered");
		assertThat(ann.recorded()).containsExactly("placed", "paid", "shipped", "delivered");
		ann.click("order-button");
		ann.awaitTexts(ORDER_STATES, "delivered", "delivered");
		assertThat(bob.texts(ORDER_STATES)).isEmpty();
	}

	@Test
	void messagesToOnePersonReachEachOfTheirWindows() {
		bothEnter("desk");
		String url = url("desk");
		bob.openWindow(url);
		ann.type("direct-user", "bob");
		ann.type("direct-text", "Coffee?");
		ann.click("direct");
		ann.awaitText("direct-receipt", "Sent to bob");
		bob.awaitText("direct-message", "ann: Coffee?");
		bob.closeWindow();
		bob.awaitText("direct-message", "ann: Coffee?");
		assertThat(ann.text("direct-message")).isEqualTo("No messages yet");
	}

	@Test
	void baristaAnswersWhoAsks() {
		bothEnter("bar");
		ann.type("drink", "Latte");
		ann.click("ask");
		ann.awaitText("price", "latte: €3.40");
		assertThat(bob.text("price")).doesNotContain("latte:");
		ann.type("drink", "tea");
		ann.click("ask");
		ann.awaitText("error", "We only have cortado, espresso, latte");
	}

	@Test
	void secretsAreReadableInTheBackRoom() {
		bothEnter("cellar");
		ann.type("secret-text", "A pinch of salt");
		ann.click("tell");
		ann.awaitText("secret", "ann: A pinch of salt");
		bob.awaitText("secret", "ann: A pinch of salt");
	}

	@Test
	void newsOfAnotherServerReachEverybody() {
		bothEnter("kiosk");
		assertThat(ann.text("curl")).contains("/lattestream/api/events", "$LATTESTREAM_APP_SECRET", "Fresh beans");
		ann.type("news-text", "Ann's beans");
		assertThat(ann.text("curl")).contains("Ann'\\''s beans").doesNotContain("lsk_");
		ann.click("publish");
		ann.awaitText("headline", "Ann's beans");
		bob.awaitText("headline", "Ann's beans");
	}

	@Test
	void webhooksAreListedAsTheyCome() {
		ann.open(url("quiet"));
		ann.signIn("ann");
		ann.open("http://localhost:" + proxy.port() + "/webhooks.html");
		ann.awaitTexts("#connection-state", "connected");
		enter(bob, "bob", "hooks");
		ann.awaitText("webhooks", "channel_occupiedpresence-room-" + room("hooks"));
		ann.awaitText("webhooks", "member_addedpresence-room-" + room("hooks") + "user_id: bob");
		bob.click("wave");
		ann.awaitText("webhooks", "client_eventpresence-room-" + room("hooks") + "event: client-wave");
		bob.leave();
		ann.awaitText("webhooks", "channel_vacatedpresence-room-" + room("hooks"));
	}

	@Test
	void tickerMovesBeforeAnybodySignsIn() {
		ann.open(url("lobby"));
		ann.awaitText("ticker", "Arabica €");
		ann.awaitOtherText("ticker", ann.text("ticker"));
		assertThat(ann.text("connection-state")).isEqualTo("disconnected");
	}

	@Test
	void signingOutEndsEverythingUntilTheNextSignIn() {
		bothEnter("exit");
		bob.click("logout");
		ann.awaitTexts(MEMBER_NAMES, "ann (you)");
		bob.awaitText("connection-state", "disconnected");
		bob.signIn("eve");
		ann.awaitTexts(MEMBER_NAMES, "ann (you)", "eve");
	}

	@Test
	void signingOutEverywhereEndsAllWindowsOfTheUser() {
		enter(ann, "ann", "phone");
		enter(bob, "ann", "laptop");
		bob.click("logout-everywhere");
		bob.awaitText("connection-state", "disconnected");
		ann.awaitText("connection-state", "disconnected");
		ann.awaitText("error", "You are not signed in");
		ann.open(url("phone"));
		ann.awaitText("connection-state", "disconnected");
	}

	@Test
	void connectionsThatWereCutComeBack() {
		bothEnter("tunnel");
		proxy.cut();
		try {
			ann.awaitOtherText("connection-state", "connected");
			bob.awaitOtherText("connection-state", "connected");
		}
		finally {
			proxy.restore();
		}
		ann.awaitTexts("#connection-state", "connected");
		bob.awaitTexts("#connection-state", "connected");
		ann.awaitTexts(MEMBER_NAMES, "ann (you)", "bob");
		bob.awaitTexts(MEMBER_NAMES, "ann", "bob (you)");
		ann.say("Back again");
		bob.awaitTexts(MESSAGE_TEXTS, "Back again");
		bob.awaitOtherText("ticker", bob.text("ticker"));
		for (List<String> errors : List.of(ann.takeErrors(), bob.takeErrors())) {
			assertThat(errors).allMatch(SampleApplicationBrowserTests::isOfTheNetwork);
		}
	}

	@Test
	void whatIsSaidWhileOfflineArrivesAfterwards(@Autowired LatteStreamClient lattestream) {
		bothEnter("train");
		ann.say("One");
		bob.awaitTexts(MESSAGE_TEXTS, "One");
		proxy.cut();
		try {
			bob.awaitOtherText("connection-state", "connected");
			for (String text : List.of("Two", "Three")) {
				lattestream
					.trigger("presence-room-" + room("train"), "message",
							Map.of("user", "eve", "text", text, "at", "2026-01-01T12:00:00Z"))
					.block(Duration.ofSeconds(30));
			}
		}
		finally {
			proxy.restore();
		}
		ann.awaitTexts(MESSAGE_TEXTS, "One", "Two", "Three");
		bob.awaitTexts(MESSAGE_TEXTS, "One", "Two", "Three");
		bob.awaitText("recovery", "nothing was missed");
		bob.open("about:blank");
		bob.open(url("train"));
		bob.awaitTexts(MESSAGE_TEXTS, "One", "Two", "Three");
		for (List<String> errors : List.of(ann.takeErrors(), bob.takeErrors())) {
			assertThat(errors).allMatch(SampleApplicationBrowserTests::isOfTheNetwork);
		}
	}

	private void bothEnter(String room) {
		enter(ann, "ann", room);
		enter(bob, "bob", room);
		ann.awaitTexts(MEMBER_NAMES, "ann (you)", "bob");
		bob.awaitTexts(MEMBER_NAMES, "ann", "bob (you)");
	}

	private void enter(Browser browser, String user, String room) {
		browser.open(url(room));
		browser.signIn(user);
		browser.awaitTexts("#room-title", room(room));
	}

	private String url(String room) {
		return "http://localhost:" + proxy.port() + "/#" + room(room);
	}

	/**
	 * Return the name of this test's own room: rooms remember what was said, and a test
	 * that failed may be tried again.
	 */
	private String room(String name) {
		return name + "-" + this.number;
	}

	private static boolean isOfTheNetwork(String error) {
		return error.contains("WebSocket connection to") || error.contains("net::ERR_");
	}

}
