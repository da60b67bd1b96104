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

import com.lattestream.ChannelAttribute;
import com.lattestream.PayloadTooLargeException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Channels for which policies say something special, by pattern.
 */
interface PoliciesContract extends HubContract {

	/** Policies of the server. */
	String[] POLICIES = { "lattestream.hub.channels[0].pattern=presence-calm-*",
			"lattestream.hub.channels[0].presence.grace=300ms", "lattestream.hub.channels[0].presence.max-members=2",
			"lattestream.hub.channels[1].pattern=presence-patient-quiet-*",
			"lattestream.hub.channels[1].client-events=false", "lattestream.hub.channels[2].pattern=cache-brief-*",
			"lattestream.hub.channels[2].cache-ttl=300ms", "lattestream.hub.channels[3].pattern=private-small-*",
			"lattestream.hub.channels[3].limits.event-data=10B",
			"lattestream.hub.channels[3].limits.client-events-per-second=1",
			"lattestream.hub.channels[4].pattern=presence-patient-*", "lattestream.hub.channels[4].presence.grace=10m",
			"lattestream.hub.channels[10].pattern=presence-full",
			"lattestream.hub.channels[10].presence.max-members=4" };

	@ParameterizedTest
	@ValueSource(strings = { "pusher", "latteStream" })
	default void pageThatIsLoadedAgainDoesNotFlicker(String dialect) {
		String channel = "presence-patient-" + dialect;
		RawSocket watcher = server().pusher();
		watcher.joined(channel, "{\"user_id\":\"w\"}");
		RawSocket page = open(dialect);
		page.joined(channel, "{\"user_id\":\"u\"}");
		watcher.nextInternal("member_added");
		page.close();
		Awaitility.await().until(() -> server().hub().subscriptionCount(channel).block() == 1);
		RawSocket again = open(dialect);
		again.joined(channel, "{\"user_id\":\"u\"}");
		watcher.quiet();
		again.unsubscribe(channel);
		assertThat(Json.data(watcher.nextInternal("member_removed")).get("user_id").stringValue()).isEqualTo("u");
		watcher.quiet();
	}

	@Test
	default void memberIsGoneWhenItsGraceIsOver() {
		RawSocket watcher = server().pusher();
		watcher.joined("presence-calm-x", "{\"user_id\":\"w\"}");
		RawSocket page = server().pusher();
		page.joined("presence-calm-x", "{\"user_id\":\"u\"}");
		watcher.nextInternal("member_added");
		long start = System.nanoTime();
		page.close();
		assertThat(Json.data(watcher.nextInternal("member_removed")).get("user_id").stringValue()).isEqualTo("u");
		assertThat(System.nanoTime() - start).isGreaterThan(250_000_000L);
		watcher.quiet();
	}

	@Test
	default void memberWhoLeavesOrIsTerminatedHasNoGrace() {
		RawSocket watcher = server().latteStream();
		watcher.joined("presence-patient-x", "{\"user_id\":\"w\"}");
		RawSocket page = server().pusher();
		page.joined("presence-patient-x", "{\"user_id\":\"u\"}");
		watcher.nextInternal("member_added");
		page.unsubscribe("presence-patient-x");
		watcher.nextInternal("member_removed");
		page.joined("presence-patient-x", "{\"user_id\":\"u\"}");
		watcher.nextInternal("member_added");
		assertThat(server().client().terminateConnections("u").block()).isOne();
		watcher.nextInternal("member_removed");
	}

	@Test
	default void presenceChannelHasAsManyMembersAsItsPolicySays() {
		server().pusher().joined("presence-calm-full", "{\"user_id\":\"u1\"}");
		server().pusher().joined("presence-calm-full", "{\"user_id\":\"u2\"}");
		RawSocket third = server().pusher();
		String data = "{\"user_id\":\"u3\"}";
		third.subscribe("presence-calm-full", Signatures.of(third.socketId(), "presence-calm-full", data), data);
		assertThat(Json.data(third.nextProtocol("subscription_error")).get("type").stringValue())
			.isEqualTo("LimitReached");
	}

	@Test
	default void mostSpecificPolicyCountsAlone() {
		RawSocket watcher = server().latteStream();
		watcher.joined("presence-patient-quiet-x", "{\"user_id\":\"w\"}");
		RawSocket page = server().pusher();
		page.joined("presence-patient-quiet-x", "{\"user_id\":\"u\"}");
		watcher.nextInternal("member_added");
		page.trigger("client-a", "presence-patient-quiet-x", "{}");
		assertThat(error(page)).isEqualTo("Client events are not enabled");
		watcher.send("{\"event\":\"lattestream:typing\",\"channel\":\"presence-patient-quiet-x\"}");
		assertThat(error(watcher)).isEqualTo("Client events are not enabled");
		page.close();
		watcher.nextInternal("member_removed");
	}

	@Test
	default void lastEventIsKeptAsLongAsThePolicySays() {
		server().client().trigger("cache-brief-x", "kept", 1).block();
		server().client().trigger("cache-long-x", "kept", 1).block();
		Awaitility.await("the end of the event")
			.until(() -> server().client().channel("cache-brief-x", ChannelAttribute.CACHE).block().cached() == null);
		assertThat(server().client().channel("cache-long-x", ChannelAttribute.CACHE).block().cached()).isNotNull();
	}

	@Test
	default void eventsHaveAsMuchDataAsThePolicySays() {
		RawSocket socket = server().latteStream().subscribed("private-small-x");
		server().client().trigger("private-small-x", "e", "12345678").block();
		socket.next("e");
		assertThatExceptionOfType(PayloadTooLargeException.class)
			.isThrownBy(() -> server().client().trigger("private-small-x", "e", Map.of("a", "1234")).block())
			.withMessageContaining("10");
		socket.trigger("client-a", "private-small-x", "\"123456789\"");
		assertThat(error(socket)).isEqualTo("The data of an event may have 10 bytes");
	}

	@Test
	default void clientEventsOfAChannelWithALimitAreCountedByThemselves() {
		RawSocket socket = server().pusher().subscribed("private-small-x").subscribed("private-x");
		socket.trigger("client-a", "private-small-x", "{}").trigger("client-a", "private-small-x", "{}");
		assertThat(error(socket)).isEqualTo("Too many client events: 1 a second are allowed");
		socket.trigger("client-a", "private-x", "{}").quiet();
	}

	private RawSocket open(String dialect) {
		return dialect.equals("pusher") ? server().pusher() : server().latteStream();
	}

	private static String error(RawSocket socket) {
		return socket.nextError().get("message").stringValue();
	}

}
