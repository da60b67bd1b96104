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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.lattestream.StreamPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameWriter}: the exact JSON of every server frame.
 */
class FrameWriterTests {

	private final FrameCodec codec = new FrameCodec(new JsonText(16));

	@Test
	void connectionEstablished() {
		ServerFrame frame = new ServerFrame.ConnectionEstablished("123.456", 120);
		assertThat(pusher(frame)).isEqualTo(json("{'event':'pusher:connection_established',"
				+ "'data':'{\\'socket_id\\':\\'123.456\\',\\'activity_timeout\\':120}'}"));
		assertThat(latteStream(frame)).isEqualTo(json("{'event':'lattestream:connection_established',"
				+ "'data':{'socket_id':'123.456','activity_timeout':120,'protocol':7}}"));
	}

	@Test
	void pong() {
		assertThat(pusher(new ServerFrame.Pong())).isEqualTo(json("{'event':'pusher:pong','data':'{}'}"));
		assertThat(latteStream(new ServerFrame.Pong())).isEqualTo(json("{'event':'lattestream:pong','data':{}}"));
	}

	@Test
	void subscriptionSucceeded() {
		ServerFrame frame = new ServerFrame.SubscriptionSucceeded("orders");
		assertThat(pusher(frame))
			.isEqualTo(json("{'event':'pusher_internal:subscription_succeeded','channel':'orders','data':'{}'}"));
		assertThat(latteStream(frame))
			.isEqualTo(json("{'event':'lattestream_internal:subscription_succeeded','channel':'orders','data':{}}"));
	}

	@Test
	void subscriptionSucceededTellsWhereItStarts() {
		StreamPosition position = new StreamPosition("e", 17);
		ServerFrame frame = new ServerFrame.SubscriptionSucceeded("orders",
				StartPoint.failed(position, RecoveryFailure.EVENTS_FORGOTTEN));
		assertThat(pusher(frame)).contains(json("'data':'{\\'position\\':{\\'epoch\\':\\'e\\',\\'offset\\':17},"
				+ "\\'recovered\\':false,\\'reason\\':\\'events_forgotten\\'}'}"));
		assertThat(latteStream(frame)).contains(json(
				"'data':{'position':{'epoch':'e','offset':17}," + "'recovered':false,'reason':'events_forgotten'}}"));
		assertThat(latteStream(
				new ServerFrame.SubscriptionSucceeded("orders", StartPoint.failed(null, RecoveryFailure.NO_HISTORY))))
			.contains(json("'data':{'recovered':false,'reason':'no_history'}}"));
		assertThat(latteStream(new ServerFrame.PresenceSucceeded("presence-x", Map.of(), "u1", List.of(),
				StartPoint.recovered(position))))
			.endsWith(json("'me':{'id':'u1','info':null}},'position':{'epoch':'e','offset':17},'recovered':true}}"));
	}

	@Test
	void eventTellsItsPosition() {
		StreamPosition position = new StreamPosition("e", 17);
		ServerFrame.Event event = new ServerFrame.ChannelEvent("orders", "shipped", "{}", false, "u1", position);
		assertThat(pusher(event)).isEqualTo(
				json("{'event':'shipped','channel':'orders','data':'{}','user_id':'u1'," + "'epoch':'e','offset':17}"));
		assertThat(latteStream(event)).isEqualTo(
				json("{'event':'shipped','channel':'orders','data':{}," + "'user_id':'u1','epoch':'e','offset':17}"));
		ServerFrame binary = new ServerFrame.BinaryEvent(event, new byte[] { 1 });
		assertThat(pusher(binary)).endsWith(json("'epoch':'e','offset':17}"));
		assertThat(latteStream(binary)).endsWith(json("'epoch':'e','offset':17,'binary':true}"));
		assertThat(binary.standing()).isEqualTo(new ChannelPosition("orders", position));
	}

	@Test
	void positionLost() {
		ServerFrame frame = new ServerFrame.PositionLost("orders", new StreamPosition("e", 17),
				RecoveryFailure.EPOCH_CHANGED);
		assertThat(pusher(frame)).isEqualTo(json("{'event':'pusher:position_lost','channel':'orders',"
				+ "'data':'{\\'epoch\\':\\'e\\',\\'offset\\':17,\\'reason\\':\\'epoch_changed\\'}'}"));
		assertThat(latteStream(frame)).isEqualTo(json("{'event':'lattestream:position_lost','channel':'orders',"
				+ "'data':{'epoch':'e','offset':17,'reason':'epoch_changed'}}"));
	}

	@Test
	void presenceSucceeded() {
		Map<String, String> members = new LinkedHashMap<>();
		members.put("u1", json("{'name':'N'}"));
		members.put("2", null);
		members.put("a'b", json("'ä'"));
		ServerFrame frame = new ServerFrame.PresenceSucceeded("presence-x", members, "u1", List.of(),
				StartPoint.UNKNOWN);
		assertThat(latteStream(frame).replace("a'b", "?"))
			.isEqualTo(json("{'event':'lattestream_internal:subscription_succeeded','channel':'presence-x',"
					+ "'data':{'presence':{'count':3,'ids':['u1','2','?'],'hash':{'u1':{'name':'N'},'2':null,'?':'ä'},"
					+ "'me':{'id':'u1','info':{'name':'N'}}}}}"));
		assertThat(pusher(frame).replace("a'b", "?"))
			.isEqualTo(json("{'event':'pusher_internal:subscription_succeeded','channel':'presence-x',"
					+ "'data':'{\\'presence\\':{\\'count\\':3,\\'ids\\':[\\'u1\\',\\'2\\',\\'?\\'],"
					+ "\\'hash\\':{\\'u1\\':{\\'name\\':\\'N\\'},\\'2\\':null,\\'?\\':\\'ä\\'}}}'}"));
	}

	@Test
	void presenceSucceededWhenNobodyIsThere() {
		ServerFrame frame = new ServerFrame.PresenceSucceeded("presence-x", Map.of(), "u1", List.of(),
				StartPoint.UNKNOWN);
		assertThat(pusher(frame)).contains(json("{\\'count\\':0,\\'ids\\':[],\\'hash\\':{}}"));
		assertThat(latteStream(frame)).contains(json("{'count':0,'ids':[],'hash':{},'me':{'id':'u1','info':null}}"));
	}

	@Test
	void cacheMiss() {
		ServerFrame frame = new ServerFrame.CacheMiss("cache-a");
		assertThat(pusher(frame)).isEqualTo(json("{'event':'pusher:cache_miss','channel':'cache-a','data':'{}'}"));
		assertThat(latteStream(frame))
			.isEqualTo(json("{'event':'lattestream:cache_miss','channel':'cache-a','data':{}}"));
	}

	@Test
	void subscriptionCount() {
		ServerFrame frame = new ServerFrame.SubscriptionCount("a", 3);
		assertThat(pusher(frame)).isEqualTo(json("{'event':'pusher_internal:subscription_count','channel':'a',"
				+ "'data':'{\\'subscription_count\\':3}'}"));
		assertThat(latteStream(frame)).isEqualTo(json(
				"{'event':'lattestream_internal:subscription_count','channel':'a','data':{'subscription_count':3}}"));
	}

	@Test
	void memberAdded() {
		ServerFrame frame = new ServerFrame.MemberAdded("presence-x", "u3", json("{'a':1}"));
		assertThat(pusher(frame)).isEqualTo(json("{'event':'pusher_internal:member_added','channel':'presence-x',"
				+ "'data':'{\\'user_id\\':\\'u3\\',\\'user_info\\':{\\'a\\':1}}'}"));
		assertThat(latteStream(frame))
			.isEqualTo(json("{'event':'lattestream_internal:member_added','channel':'presence-x',"
					+ "'data':{'id':'u3','info':{'a':1},'user_id':'u3','user_info':{'a':1}}}"));
	}

	@Test
	void memberAddedWithoutInfo() {
		ServerFrame frame = new ServerFrame.MemberAdded("presence-x", "5", null);
		assertThat(pusher(frame)).isEqualTo(json("{'event':'pusher_internal:member_added','channel':'presence-x',"
				+ "'data':'{\\'user_id\\':\\'5\\',\\'user_info\\':null}'}"));
		assertThat(latteStream(frame))
			.isEqualTo(json("{'event':'lattestream_internal:member_added','channel':'presence-x',"
					+ "'data':{'id':'5','info':null,'user_id':'5','user_info':null}}"));
	}

	@Test
	void memberRemoved() {
		ServerFrame frame = new ServerFrame.MemberRemoved("presence-x", "u3", json("{'a':1}"));
		assertThat(pusher(frame)).isEqualTo(json("{'event':'pusher_internal:member_removed','channel':'presence-x',"
				+ "'data':'{\\'user_id\\':\\'u3\\'}'}"));
		assertThat(latteStream(frame))
			.isEqualTo(json("{'event':'lattestream_internal:member_removed','channel':'presence-x',"
					+ "'data':{'id':'u3','info':{'a':1},'user_id':'u3','user_info':{'a':1}}}"));
	}

	@Test
	void subscriptionError() {
		ServerFrame frame = new ServerFrame.SubscriptionError("a b", "AuthError", "No \"auth\"", 401);
		assertThat(pusher(frame)).isEqualTo("{\"event\":\"pusher:subscription_error\",\"channel\":\"a b\","
				+ "\"data\":{\"type\":\"AuthError\",\"error\":\"No \\\"auth\\\"\",\"status\":401}}");
		assertThat(latteStream(frame)).isEqualTo("{\"event\":\"lattestream:subscription_error\",\"channel\":\"a b\","
				+ "\"data\":{\"type\":\"AuthError\",\"error\":\"No \\\"auth\\\"\",\"status\":401}}");
	}

	@Test
	void error() {
		ServerFrame frame = new ServerFrame.ErrorFrame(4301, "Too many");
		assertThat(pusher(frame)).isEqualTo(json("{'event':'pusher:error','data':{'code':4301,'message':'Too many'}}"));
		assertThat(latteStream(frame))
			.isEqualTo(json("{'event':'lattestream:error','data':{'code':4301,'message':'Too many'}}"));
		assertThat(pusher(new ServerFrame.ErrorFrame(null, "Bad")))
			.isEqualTo(json("{'event':'pusher:error','data':{'code':null,'message':'Bad'}}"));
	}

	@Test
	void reply() {
		ServerFrame frame = new ServerFrame.Reply("private-x", json("'a'"), json("{'k':1}"), null);
		assertThat(pusher(frame))
			.isEqualTo(json("{'event':'lattestream:reply','channel':'private-x','data':'{\\'k\\':1}','ref':'a'}"));
		assertThat(latteStream(frame))
			.isEqualTo(json("{'event':'lattestream:reply','channel':'private-x','data':{'k':1},'ref':'a'}"));
		assertThat(latteStream(new ServerFrame.Reply("private-x", null, "null", null)))
			.isEqualTo(json("{'event':'lattestream:reply','channel':'private-x','data':null}"));
	}

	@Test
	void replyThatIsAnError() {
		ServerFrame frame = new ServerFrame.Reply("private-x", "7", "{}", new ServerFrame.ErrorFrame(4301, "No"));
		assertThat(latteStream(frame)).isEqualTo(json("{'event':'lattestream:reply','channel':'private-x','data':{},"
				+ "'ref':7,'error':{'code':4301,'message':'No'}}"));
		assertThat(pusher(frame)).isEqualTo(json("{'event':'lattestream:reply','channel':'private-x','data':'{}',"
				+ "'ref':7,'error':{'code':4301,'message':'No'}}"));
	}

	@Test
	void channelEventOfServer() {
		ServerFrame frame = new ServerFrame.ChannelEvent("orders", "shipped", json("{'a':'ä <b>'}"), false, null);
		assertThat(pusher(frame))
			.isEqualTo(json("{'event':'shipped','channel':'orders','data':'{\\'a\\':\\'ä <b>\\'}'}"));
		assertThat(latteStream(frame)).isEqualTo(json("{'event':'shipped','channel':'orders','data':{'a':'ä <b>'}}"));
	}

	@Test
	void channelEventOfServerWithText() {
		ServerFrame frame = new ServerFrame.ChannelEvent("orders", "e", json("'plain'"), false, null);
		assertThat(pusher(frame)).isEqualTo(json("{'event':'e','channel':'orders','data':'\\'plain\\''}"));
		assertThat(latteStream(frame)).isEqualTo(json("{'event':'e','channel':'orders','data':'plain'}"));
	}

	@Test
	void channelEventWithMember() {
		ServerFrame frame = new ServerFrame.ChannelEvent("presence-x", "client-a", "{ }", true, "u2");
		assertThat(pusher(frame))
			.isEqualTo(json("{'event':'client-a','channel':'presence-x','data':{ },'user_id':'u2'}"));
		assertThat(latteStream(frame))
			.isEqualTo(json("{'event':'client-a','channel':'presence-x','data':{ },'user_id':'u2'}"));
	}

	@ParameterizedTest
	@EnumSource(Dialect.class)
	void textCutOffInTheMiddleOfACharacterIsWrittenAllTheSame(Dialect dialect) {
		String half = "😀".substring(0, 1);
		ServerFrame frame = new ServerFrame.ChannelEvent("a", "e" + half, "\"" + half + "\"", false, half);
		String text = this.codec.encode(frame, dialect).toString();
		assertThat(JsonMapper.builder().build().readTree(text).propertyNames()).containsExactly("event", "channel",
				"data", "user_id");
	}

	private static String json(String text) {
		return TestJson.of(text);
	}

	private String pusher(ServerFrame frame) {
		return this.codec.encode(frame, Dialect.PUSHER).toString();
	}

	private String latteStream(ServerFrame frame) {
		return this.codec.encode(frame, Dialect.LATTESTREAM).toString();
	}

}
