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

package com.lattestream.webhook;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.lattestream.CacheMissed;
import com.lattestream.ChannelOccupied;
import com.lattestream.ChannelVacated;
import com.lattestream.ClientEventReceived;
import com.lattestream.InvalidRequestException;
import com.lattestream.MemberAdded;
import com.lattestream.MemberRemoved;
import com.lattestream.PresenceMember;
import com.lattestream.SubscriptionCountChanged;
import com.lattestream.WebhookReceived;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WebhookParser}.
 */
class WebhookParserTests {

	private final WebhookParser parser = new WebhookParser();

	@Test
	void allKindsOfEventsAreReadInTheirOrder() {
		Webhook webhook = parse("""
				{"time_ms": 1674123456789, "events": [
				  {"name": "member_added",       "channel": "presence-room-1", "user_id": "user123"},
				  {"name": "member_removed",     "channel": "presence-room-1", "user_id": "user123"},
				  {"name": "channel_occupied",   "channel": "chat-room-1"},
				  {"name": "channel_vacated",    "channel": "chat-room-1"},
				  {"name": "subscription_count", "channel": "chat-room-1", "subscription_count": 42},
				  {"name": "client_event", "channel": "private-chat", "event": "client-message",
				   "data": "{\\"text\\":\\"Hello\\"}", "socket_id": "123.456", "user_id": "user123"}]}""");
		assertThat(webhook.time()).isEqualTo(Instant.ofEpochMilli(1674123456789L));
		assertThat(webhook.events()).containsExactly(
				new MemberAdded("presence-room-1", new PresenceMember("user123", null)),
				new MemberRemoved("presence-room-1", new PresenceMember("user123", null)),
				new ChannelOccupied("chat-room-1"), new ChannelVacated("chat-room-1"),
				new SubscriptionCountChanged("chat-room-1", 42), new ClientEventReceived("private-chat",
						"client-message", "{\"text\":\"Hello\"}", "123.456", "user123"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "time_ms", "timeMs" })
	void timeIsReadInBothSpellings(String name) {
		assertThat(parse("{\"" + name + "\":1,\"events\":[]}").time()).isEqualTo(Instant.ofEpochMilli(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "subscription_count", "subscriptionCount", "subcriptionCount" })
	void subscriptionCountIsReadInAllSpellings(String name) {
		assertThat(event("{\"name\":\"subscription_count\",\"channel\":\"a\",\"" + name + "\":0}"))
			.isEqualTo(new SubscriptionCountChanged("a", 0));
	}

	@Test
	void idsAreReadInCamelCase() {
		assertThat(event("{\"name\":\"member_added\",\"channel\":\"presence-a\",\"userId\":\"ann\"}"))
			.isEqualTo(new MemberAdded("presence-a", PresenceMember.of("ann")));
		assertThat(event("""
				{"name":"client_event","channel":"presence-a","event":"client-e","data":"1","socketId":"1.2",
				"userId":"ann"}""")).isEqualTo(new ClientEventReceived("presence-a", "client-e", "1", "1.2", "ann"));
	}

	@Test
	void idsThatAreNumbersBecomeText() {
		assertThat(event("{\"name\":\"member_added\",\"channel\":\"presence-a\",\"user_id\":5}"))
			.isEqualTo(new MemberAdded("presence-a", PresenceMember.of("5")));
	}

	@Test
	void clientEventOnPrivateChannelHasNoUser() {
		assertThat(event("""
				{"name":"client_event","channel":"private-a","event":"client-e","data":"{}","socket_id":"1.2",
				"user_id":null}""")).isEqualTo(new ClientEventReceived("private-a", "client-e", "{}", "1.2", null));
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|', value = { //
			"`\"{\\\"a\\\":1.10}\"`|`{\"a\":1.10}`", //
			"`\"\\\"plain\\\"\"`|`\"plain\"`", //
			"`\"12\"`|`12`", //
			"`\"plain\"`|`\"plain\"`", //
			"`\"\"`|`\"\"`", //
			"`\"{} {}\"`|`\"{} {}\"`", //
			"`{\"a\":[1.10,12345678901234567890]}`|`{\"a\":[1.10,12345678901234567890]}`", //
			"`null`|`null`" })
	void dataOfClientEventsIsJson(String data, String expected) {
		assertThat(event("{\"name\":\"client_event\",\"channel\":\"private-a\",\"event\":\"client-e\","
				+ "\"socket_id\":\"1.2\",\"data\":" + data + "}"))
			.isEqualTo(new ClientEventReceived("private-a", "client-e", expected, "1.2", null));
	}

	@Test
	void clientEventWithoutDataHasAnEmptyObject() {
		assertThat(event("{\"name\":\"client_event\",\"channel\":\"private-a\",\"event\":\"e\",\"socket_id\":\"1.2\"}"))
			.isEqualTo(new ClientEventReceived("private-a", "e", "{}", "1.2", null));
	}

	@Test
	void cacheMissIsRead() {
		assertThat(event("{\"name\":\"cache_miss\",\"channel\":\"cache-a\"}")).isEqualTo(new CacheMissed("cache-a"));
	}

	@Test
	void oneEventAtTopLevelIsRead() {
		Webhook webhook = parse("{\"event\":\"channel_occupied\",\"channel\":\"chat-room-1\"}");
		assertThat(webhook.time()).isNull();
		assertThat(webhook.events()).containsExactly(new ChannelOccupied("chat-room-1"));
		assertThat(parse("{\"time_ms\":7,\"name\":\"channel_vacated\",\"channel\":\"a\"}"))
			.isEqualTo(new Webhook(Instant.ofEpochMilli(7), List.of(new ChannelVacated("a"))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "connection_established", "connection_disconnected", "something_new" })
	void otherEventsBecomeGenericOnes(String name) {
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("socket_id", "1.2");
		attributes.put("n", 1);
		attributes.put("x", new BigDecimal("1.5"));
		attributes.put("list", Arrays.asList(true, null));
		assertThat(event("{\"name\":\"" + name
				+ "\",\"channel\":\"cache-a\",\"socket_id\":\"1.2\",\"n\":1,\"x\":1.5,\"list\":[true,null]}"))
			.isEqualTo(new WebhookReceived(name, "cache-a", attributes));
	}

	@Test
	void genericEventsAtTopLevelNeedNoChannel() {
		assertThat(parse("{\"event\":\"connection_established\",\"socket_id\":\"1.2\"}").events())
			.containsExactly(new WebhookReceived("connection_established", null, Map.of("socket_id", "1.2")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"name\":\"channel_occupied\"}", "{\"name\":\"channel_occupied\",\"channel\":7}",
			"{\"name\":\"member_added\",\"channel\":\"presence-a\"}",
			"{\"name\":\"member_removed\",\"channel\":\"presence-a\",\"user_id\":\"\"}",
			"{\"name\":\"member_removed\",\"channel\":\"presence-a\",\"user_id\":{}}",
			"{\"name\":\"subscription_count\",\"channel\":\"a\"}",
			"{\"name\":\"subscription_count\",\"channel\":\"a\",\"subscription_count\":\"3\"}",
			"{\"name\":\"subscription_count\",\"channel\":\"a\",\"subscription_count\":1e999999}",
			"{\"name\":\"cache_miss\"}", "{\"name\":\"client_event\",\"channel\":\"private-a\",\"socket_id\":\"1.2\"}",
			"{\"name\":\"client_event\",\"channel\":\"private-a\",\"event\":\"client-e\"}" })
	void eventThatLacksWhatItsNamePromisesIsNotDropped(String json) {
		assertThat(event(json)).isInstanceOf(WebhookReceived.class);
	}

	@Test
	void tooLongIdIsNotDropped() {
		assertThat(event("{\"name\":\"member_added\",\"channel\":\"a\",\"user_id\":\"" + "x".repeat(129) + "\"}"))
			.isEqualTo(new WebhookReceived("member_added", "a", Map.of("user_id", "x".repeat(129))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "[]", "{}", "7", "null", "{\"events\":{}}", "{\"events\":[7]}",
			"{\"events\":[{}]}", "{\"events\":[{\"name\":\"\"}]}", "{\"time_ms\":\"1\",\"events\":[]}",
			"{\"time_ms\":1.5,\"events\":[]}", "{\"time_ms\":99999999999999999999,\"events\":[]}",
			"{\"events\":[],\"events\":[]}", "{\"events\":[]} x", "{\"events\":[]" })
	void whatIsNoWebhookIsRefused(String body) {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> parse(body));
	}

	@Test
	void deepNestingIsRefused() {
		String body = "{\"name\":\"a\",\"x\":" + "[".repeat(40) + "]".repeat(40) + "}";
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> parse(body));
	}

	private Object event(String json) {
		List<Object> events = parse("{\"time_ms\":1,\"events\":[" + json + "]}").events();
		assertThat(events).hasSize(1);
		return events.get(0);
	}

	private Webhook parse(String body) {
		return this.parser.parse(body.getBytes(StandardCharsets.UTF_8));
	}

}
