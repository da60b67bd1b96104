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

import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscription counts as events, where they are switched on.
 */
interface SubscriptionCountContract extends HubContract {

	/**
	 * Case 47: an encrypted channel is not counted, for the Java client would not bear
	 * it.
	 */
	@Test
	default void subscribersAreToldHowManyTheyAre() {
		try (ContractServer counting = startWith("lattestream.hub.subscription-counts.enabled=true")) {
			RawSocket pusher = counting.pusher().subscribed("orders");
			assertThat(pusher.nextText()).isEqualTo("{\"event\":\"pusher_internal:subscription_count\","
					+ "\"channel\":\"orders\",\"data\":\"{\\\"subscription_count\\\":1}\"}");
			RawSocket latteStream = counting.latteStream().subscribed("orders");
			assertThat(latteStream.nextText()).isEqualTo("{\"event\":\"lattestream_internal:subscription_count\","
					+ "\"channel\":\"orders\",\"data\":{\"subscription_count\":2}}");
			assertThat(count(pusher)).isEqualTo(2);
			EventStream stream = counting.stream("channels=orders").greeted().subscribed("orders");
			assertThat(stream.next("lattestream_internal:subscription_count").data())
				.isEqualTo(Json.parse("{\"subscription_count\":3}"));
			assertThat(count(pusher)).isEqualTo(3);
			assertThat(count(latteStream)).isEqualTo(3);
			latteStream.unsubscribe("orders").quiet();
			assertThat(count(pusher)).isEqualTo(2);
			PusherClient java = counting.javaClient().connected().subscribed("orders");
			assertThat(java.nextProtocolEvent("pusher:subscription_count").getData())
				.isEqualTo("{\"subscription_count\":3}");
			assertThat(count(pusher)).isEqualTo(3);
			counting.client().trigger("orders", "shipped", Map.of()).block();
			assertThat(java.nextEvent("shipped").getData()).isEqualTo("{}");
			pusher.next("shipped");
			RawSocket member = counting.pusher();
			member.joined("presence-x", "{\"user_id\":\"u1\"}");
			member.subscribed("private-encrypted-x").quiet();
			counting.closeClients();
		}
	}

	@Test
	default void subscribersAreNotToldUnlessThatIsWanted() {
		RawSocket first = server().pusher().subscribed("orders").quiet();
		server().latteStream().subscribed("orders").quiet();
		first.quiet();
	}

	private static int count(RawSocket socket) {
		JsonNode frame = socket.nextInternal("subscription_count");
		return Json.data(frame).get("subscription_count").intValue();
	}

}
