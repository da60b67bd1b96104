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

package com.lattestream.protocol;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import com.lattestream.StreamPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for reading frames with {@link FrameCodec}.
 */
class FrameCodecTests {

	private final FrameCodec codec = new FrameCodec(new JsonText(8));

	@Test
	void pingAndPongAreRead() {
		assertThat(pusher("{'event':'pusher:ping','data':{}}")).isEqualTo(new ClientFrame.Ping());
		assertThat(pusher("{'event': 'pusher:ping'}")).isEqualTo(new ClientFrame.Ping());
		assertThat(latteStream("{'event':'lattestream:ping','data':{}}")).isEqualTo(new ClientFrame.Ping());
		assertThat(pusher("{'event':'pusher:pong','data':{}}")).isEqualTo(new ClientFrame.Pong());
		assertThat(latteStream("{'event':'lattestream:pong'}")).isEqualTo(new ClientFrame.Pong());
	}

	@ParameterizedTest
	@ValueSource(strings = { "not json", "", "[]", "{}", "{'event':5}", "{'event':null}", "{'event':{}}", "5", "null",
			"{'event':'pusher:ping'} x", "{'event':'pusher:ping'}{}", "{'event':'pusher:ping','event':'pusher:ping'}",
			"{'event':'pusher:ping','data':NaN}", "{'event':'pusher:ping','data':{'a':1,'a':1}}",
			"{'event':'pusher:ping'", "{'data':{}}" })
	void frameThatIsNotWellFormedIsMalformed(String text) {
		assertThat(pusher(text)).isInstanceOf(ClientFrame.Malformed.class);
		assertThat(latteStream(text.replace("pusher:", "lattestream:"))).isInstanceOf(ClientFrame.Malformed.class);
	}

	@Test
	void frameThatIsNestedTooDeepIsMalformed() {
		String deepest = "{'event':'pusher:ping','data':" + "[".repeat(7) + "]".repeat(7) + "}";
		assertThat(pusher(deepest)).isEqualTo(new ClientFrame.Ping());
		assertThat(pusher(deepest.replace("[]", "[[]]"))).isInstanceOf(ClientFrame.Malformed.class);
		assertThat(pusher("[".repeat(50_000))).isInstanceOf(ClientFrame.Malformed.class);
	}

	@Test
	void frameWithALongPropertyNameIsMalformed() {
		assertThat(pusher("{'event':'pusher:ping','" + "n".repeat(300) + "':1}"))
			.isInstanceOf(ClientFrame.Malformed.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "foo", "pusher:foo", "pusher:", "pusher:connection_established",
			"pusher_internal:subscription_succeeded", "pusher_internal:subscribe", "lattestream:ping", "my-client-x",
			"Pusher:ping", "ping", "subscribe", "" })
	void eventThatIsNeitherOfClientsNorOfTheDialectIsMalformed(String event) {
		assertThat(pusher("{'event':'" + event + "','channel':'private-x','data':{'channel':'a'}}"))
			.isInstanceOf(ClientFrame.Malformed.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "pusher:ping", "ping", "batch", "lattestream_internal:ping" })
	void eventOfThePusherDialectIsMalformedInTheOther(String event) {
		assertThat(latteStream("{'event':'" + event + "','data':{'messages':[]}}"))
			.isInstanceOf(ClientFrame.Malformed.class);
	}

	@Test
	void apiKeyIsReadInTheLatteStreamDialectOnly() {
		assertThat(latteStream("{'api_key':'lspk_x'}")).isEqualTo(new ClientFrame.Authenticate("lspk_x"));
		assertThat(pusher("{'api_key':'lspk_x'}")).isInstanceOf(ClientFrame.Malformed.class);
		assertThat(latteStream("{'api_key':5}")).isInstanceOf(ClientFrame.Malformed.class);
		assertThat(latteStream("{'api_key':null}")).isInstanceOf(ClientFrame.Malformed.class);
	}

	@Test
	void authenticateDoesNotTellTheKey() {
		assertThat(latteStream("{'api_key':'lsk_secret'}")).hasToString("Authenticate[apiKey=******]");
	}

	@Test
	void subscribeIsRead() {
		assertThat(pusher("{'event':'pusher:subscribe','data':{'auth':'KEY:hex','channel':'private-x'}}"))
			.isEqualTo(new ClientFrame.Subscribe("private-x", "KEY:hex", null));
		assertThat(latteStream("{'event':'lattestream:subscribe','data':{'channel':'orders'}}"))
			.isEqualTo(new ClientFrame.Subscribe("orders", null, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "''", "null", "5", "{}" })
	void subscribeWhenAuthIsEmptyOrNoTextHasNone(String auth) {
		assertThat(pusher("{'event':'pusher:subscribe','data':{'auth':" + auth + ",'channel':'orders'}}"))
			.isEqualTo(new ClientFrame.Subscribe("orders", null, null));
	}

	@Test
	void subscribeTakesChannelDataInAnyForm() {
		assertThat(channelData("null")).isNull();
		assertThat(channelData("'{\\'user_id\\':\\'u1\\'}'")).isEqualTo(TestJson.of("{'user_id':'u1'}"));
		assertThat(channelData("{'user_id' : 5,\n'user_info':{}}"))
			.isEqualTo(TestJson.of("{'user_id' : 5,\n'user_info':{}}"));
		assertThat(channelData("''")).isEmpty();
		assertThat(channelData("'null'")).isEqualTo("null");
		assertThat(channelData("'\\u00e4'")).isEqualTo("ä");
		assertThat(channelData("5")).isEqualTo("5");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",'data':null", ",'data':{}", ",'data':[]", ",'data':'orders'",
			",'data':{'channel':5}", ",'data':{'channel':null}", ",'channel':'orders','data':{}" })
	void subscribeAndUnsubscribeWithoutChannelAreMalformed(String data) {
		assertThat(pusher("{'event':'pusher:subscribe'" + data + "}")).isInstanceOf(ClientFrame.Malformed.class);
		assertThat(latteStream("{'event':'lattestream:unsubscribe'" + data + "}"))
			.isInstanceOf(ClientFrame.Malformed.class);
	}

	@Test
	void subscribeTellsWhatItWantsOfEarlierEvents() {
		assertThat(replay("'recover':{'epoch':'a-B_9','offset':17,'socket_id':'1.2','x':1}"))
			.isEqualTo(new Replay(new Replay.Recover(new StreamPosition("a-B_9", 17), "1.2"), null));
		assertThat(replay("'recover':{'epoch':'e','offset':0,'socket_id':null},'rewind':10"))
			.isEqualTo(new Replay(new Replay.Recover(new StreamPosition("e", 0), null), new Replay.Rewind(10, null)));
		assertThat(replay("'recover':null,'rewind':null")).isEqualTo(Replay.NONE);
		assertThat(replay("'rewind':999999999").rewind().count()).isEqualTo(999_999_999);
	}

	@ParameterizedTest
	@CsvSource({ "500ms,PT0.5S", "30s,PT30S", "2m,PT2M", "24h,PT24H", "999999999h,PT999999999H" })
	void rewindMayBeATime(String text, Duration age) {
		assertThat(replay("'rewind':'" + text + "'").rewind()).isEqualTo(new Replay.Rewind(Integer.MAX_VALUE, age));
	}

	@ParameterizedTest
	@ValueSource(strings = { "'recover':[]", "'recover':'e'", "'recover':{'epoch':5,'offset':1}",
			"'recover':{'epoch':'e','offset':1e1}", "'recover':{'epoch':'e','offset':01}",
			"'recover':{'epoch':'e','offset':99999999999999999999}",
			"'recover':{'epoch':'0123456789012345678901234567890123','offset':1}", "'rewind':1000000000",
			"'rewind':'1000000000s'", "'rewind':'-1s'", "'rewind':'1 s'", "'rewind':{}", "'rewind':false" })
	void subscribeThatIsNotUnderstoodKeepsItsChannel(String replay) {
		ClientFrame frame = latteStream("{'event':'lattestream:subscribe','data':{'channel':'orders'," + replay + "}}");
		if (frame instanceof ClientFrame.InvalidSubscribe invalid) {
			assertThat(invalid.channel()).isEqualTo("orders");
			assertThat(invalid.reason()).isNotEmpty();
		}
		else {
			assertThat(frame).isInstanceOf(ClientFrame.Malformed.class);
			assertThat(replay).contains(":01}");
		}
	}

	private Replay replay(String properties) {
		return ((ClientFrame.Subscribe) pusher(
				"{'event':'pusher:subscribe','data':{'channel':'orders'," + properties + "}}"))
			.replay();
	}

	@Test
	void unsubscribeIsRead() {
		assertThat(pusher("{'event':'pusher:unsubscribe','data':{'channel':'orders'}}"))
			.isEqualTo(new ClientFrame.Unsubscribe("orders"));
	}

	@Test
	void dataMayBeWrappedInAString() {
		assertThat(pusher("{'event':'pusher:subscribe','data':'{\\'channel\\':\\'orders\\',\\'auth\\':\\'a:b\\'}'}"))
			.isEqualTo(new ClientFrame.Subscribe("orders", "a:b", null));
		assertThat(pusher("{'event':'pusher:unsubscribe','data':'{\\'channel\\':\\'orders\\'}'}"))
			.isEqualTo(new ClientFrame.Unsubscribe("orders"));
		assertThat(pusher("{'event':'pusher:subscribe','data':'not json'}")).isInstanceOf(ClientFrame.Malformed.class);
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void batchIsReadInBothDialects(Dialect dialect) {
		String prefix = dialect.event("");
		assertThat(this.codec.decode(TestJson.of("{'event':'" + prefix + "batch','data':{'messages':[{'event':'"
				+ prefix + "subscribe','data':{'channel':'a'}},5,{'event':'" + prefix + "ping'}]}}"), dialect))
			.isEqualTo(new ClientFrame.Batch(List.of(new ClientFrame.Subscribe("a", null, null),
					new ClientFrame.Malformed("Invalid JSON object"), new ClientFrame.Ping())));
	}

	@Test
	void batchInABatchIsMalformed() {
		assertThat(latteStream(batch("{'event':'lattestream:ping'}," + batch("{'event':'lattestream:ping'}"))))
			.isEqualTo(new ClientFrame.Batch(
					List.of(new ClientFrame.Ping(), new ClientFrame.Malformed("A batch cannot be part of a batch"))));
	}

	@Test
	void keyInABatchIsMalformed() {
		assertThat(latteStream(batch("{'api_key':'lspk_x'}")))
			.isEqualTo(new ClientFrame.Batch(List.of(new ClientFrame.Malformed("Event name is missing"))));
	}

	@Test
	void batchMayHave100MessagesAndNoMore() {
		assertThat(latteStream(batch("{'event':'lattestream:ping'},".repeat(99) + "5")))
			.isInstanceOfSatisfying(ClientFrame.Batch.class, (batch) -> assertThat(batch.frames()).hasSize(100));
		assertThat(latteStream(batch("{'event':'lattestream:ping'},".repeat(100) + "5")))
			.isInstanceOf(ClientFrame.Malformed.class);
		assertThat(latteStream(batch(""))).isEqualTo(new ClientFrame.Batch(List.of()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",'data':{}", ",'data':{'messages':{}}", ",'data':{'messages':null}",
			",'data':{'messages':'[]'}", ",'data':[]" })
	void batchWithoutMessagesIsMalformed(String data) {
		assertThat(latteStream("{'event':'lattestream:batch'" + data + "}")).isInstanceOf(ClientFrame.Malformed.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'a' : 1}", "[1, 2]", "5", "1.50", "true", "null", "'plain'", "''", "'12'", "'{broken'",
			"'\\u00e4\\n'", "'\\'quoted\\''" })
	void clientEventDataIsKeptAsItIs(String data) {
		assertThat(pusher("{'event':'client-a','channel':'private-x','data': " + data + " }"))
			.isEqualTo(new ClientFrame.ClientEvent("private-x", "client-a", TestJson.of(data), true, null));
	}

	@Test
	void clientEventDataThatIsTheTextOfAnObjectOrArrayIsTakenAsThat() {
		assertThat(pusher("{'event':'client-a','channel':'private-x','data':'{\\'k\\': 1}'}"))
			.isEqualTo(new ClientFrame.ClientEvent("private-x", "client-a", TestJson.of("{'k': 1}"), false, null));
		assertThat(latteStream("{'event':'client-a','channel':'private-x','data':' [1]'}"))
			.isEqualTo(new ClientFrame.ClientEvent("private-x", "client-a", " [1]", false, null));
	}

	@Test
	void clientEventWithoutDataHasAnEmptyObject() {
		assertThat(pusher("{'event':'client-a','channel':'private-x'}"))
			.isEqualTo(new ClientFrame.ClientEvent("private-x", "client-a", "{}", true, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "'7'", "''", "7", "-1.5e3", "'\\u00e4\\''",
			"'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz-0123456789-'" })
	void refOfAClientEventIsKeptAsItIs(String ref) {
		assertThat(pusher("{'event':'client-a','channel':'private-x','ref' : " + ref + " }"))
			.isEqualTo(new ClientFrame.ClientEvent("private-x", "client-a", "{}", true, TestJson.of(ref)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "true", "{}", "['7']",
			"'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz-0123456789-x'",
			"11111111112222222222333333333344444444445555555555666666666677777" })
	void refOfAnotherKindIsMalformed(String ref) {
		assertThat(latteStream("{'event':'client-a','channel':'private-x','ref':" + ref + "}"))
			.isInstanceOf(ClientFrame.Malformed.class);
	}

	@Test
	void clientEventWithoutChannelIsMalformed() {
		assertThat(pusher("{'event':'client-a','data':{'channel':'private-x'}}"))
			.isInstanceOf(ClientFrame.Malformed.class);
		assertThat(pusher("{'event':'client-a','channel':5}")).isInstanceOf(ClientFrame.Malformed.class);
	}

	@Test
	void clientEventLosesFurtherProperties() {
		assertThat(pusher("{'event':'client-a','channel':'private-x','user_id':'forged','data':1,'x':2}"))
			.isEqualTo(new ClientFrame.ClientEvent("private-x", "client-a", "1", true, null));
	}

	@Test
	void textThatIsCutOffAnywhereIsMalformed() {
		String text = TestJson.of("{'event':'client-ä','channel':'private-x','data':{'a':[1,'\\u00e4',null]}}");
		assertThat(Stream.iterate(0, (i) -> i < text.length(), (i) -> i + 1)
			.map((i) -> this.codec.decode(text.substring(0, i), Dialect.PUSHER)))
			.allSatisfy((frame) -> assertThat(frame).isInstanceOf(ClientFrame.Malformed.class));
	}

	private String channelData(String channelData) {
		ClientFrame frame = pusher(
				"{'event':'pusher:subscribe','data':{'channel':'presence-x','channel_data':" + channelData + "}}");
		assertThat(frame).isInstanceOf(ClientFrame.Subscribe.class);
		return ((ClientFrame.Subscribe) frame).channelData();
	}

	private static String batch(String messages) {
		return "{'event':'lattestream:batch','data':{'messages':[" + messages + "]}}";
	}

	private ClientFrame pusher(String text) {
		return this.codec.decode(TestJson.of(text), Dialect.PUSHER);
	}

	private ClientFrame latteStream(String text) {
		return this.codec.decode(TestJson.of(text), Dialect.LATTESTREAM);
	}

}
