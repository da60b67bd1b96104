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

import java.util.stream.IntStream;

import com.lattestream.broker.Publication;
import com.lattestream.hub.PublicationReceipt;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Channels whose events wait for each other a few milliseconds: nobody notices but by the
 * time it takes.
 */
interface BatchWindowContract extends HubContract {

	/** Policies of the server. */
	String[] WINDOWS = { "lattestream.hub.channels[6].pattern=batched-*",
			"lattestream.hub.channels[6].batch-window=5ms", "lattestream.hub.channels[7].pattern=hist-batched-*",
			"lattestream.hub.channels[7].batch-window=5ms", "lattestream.hub.channels[7].history.size=100",
			"lattestream.hub.channels[7].history.ttl=1m" };

	@Test
	default void eventsThatWaitedComeInOrderOnEveryTransport() {
		RawSocket pusher = server().pusher().subscribed("batched-a");
		RawSocket latteStream = server().latteStream().subscribed("batched-a");
		EventStream stream = server().stream("channels=batched-a").greeted().subscribed("batched-a");
		String data = "x".repeat(300);
		IntStream.range(0, 300)
			.parallel()
			.forEach((i) -> server().client().trigger("batched-a", "e", i + data).block());
		for (int i = 0; i < 300; i++) {
			String next = Json.data(pusher.next("e")).stringValue();
			assertThat(latteStream.next("e").get("data").stringValue()).isEqualTo(next);
			assertThat(stream.next("e").data().stringValue()).isEqualTo(next);
		}
		pusher.quiet();
		latteStream.quiet();
	}

	@Test
	default void publisherIsToldHowManyItReachesAndWhoIsExcludedGetsTheRest() {
		RawSocket socket = server().pusher().subscribed("batched-b");
		RawSocket other = server().latteStream().subscribed("batched-b");
		for (int i = 0; i < 20; i++) {
			String excluded = (i % 2 == 0) ? socket.socketId() : null;
			assertThat(
					server().hub().publish(Publication.ofServer("batched-b", "e", String.valueOf(i), excluded)).block())
				.extracting(PublicationReceipt::reached)
				.isEqualTo(reached((excluded != null) ? 1 : 2));
		}
		for (int i = 0; i < 20; i++) {
			assertThat(other.next("e").get("data").intValue()).isEqualTo(i);
			if (i % 2 == 1) {
				assertThat(socket.next("e").get("data").stringValue()).isEqualTo(String.valueOf(i));
			}
		}
	}

	@Test
	default void whoIsSentAwayOrUnsubscribedGetsWhatWasPublishedBefore() {
		RawSocket socket = server().pusher().subscribed("batched-c");
		publishedBefore(socket, 1, () -> server().hub().unsubscribeSocket(socket.socketId(), "batched-c").block());
		socket.subscribed("batched-c");
		publishedBefore(socket, 2, () -> server().hub().disconnect(socket.socketId()).block());
		socket.closeCode();
	}

	private void publishedBefore(RawSocket socket, int data, Runnable end) {
		server().client().trigger("batched-c", "e", data).block();
		if (reached(1) != null) {
			end.run();
			socket.next("e");
		}
		else {
			// With other nodes, nobody knows which of both comes first
			socket.next("e");
			end.run();
		}
	}

	@Test
	default void positionsAreExact() {
		EventStream stream = server().stream("channels=hist-batched-a").greeted().subscribed("hist-batched-a");
		IntStream.rangeClosed(1, 10).forEach((i) -> server().client().trigger("hist-batched-a", "e", i).block());
		String fourth = IntStream.range(0, 4).mapToObj((i) -> stream.next("e").id()).toList().get(3);
		EventStream after = server().stream("channels=hist-batched-a", "Last-Event-ID", fourth).greeted();
		assertThat(after.next("lattestream_internal:subscription_succeeded").data().get("recovered").booleanValue())
			.isTrue();
		for (int i = 5; i <= 10; i++) {
			EventStream.Message event = after.next("e");
			assertThat(event.data().intValue()).isEqualTo(i);
			assertThat(event.frame().get("offset").intValue()).isEqualTo(i);
		}
	}

}
