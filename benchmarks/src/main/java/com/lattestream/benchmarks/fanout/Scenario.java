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

package com.lattestream.benchmarks.fanout;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import com.lattestream.benchmarks.fanout.hub.HubPeer;
import org.jspecify.annotations.Nullable;

/**
 * What can be measured.
 */
enum Scenario {

	/** Sixteen events on their way at a time, so that servers can write them together. */
	BURST("WebSocket, 1 channel with 1,000 subscribers, bursts", Wire.Transport.WEBSOCKET, 16, 0, 1_000, 1),

	/** The same, half of the subscribers in each dialect of the hub. */
	DIALECTS("WebSocket, half of the 1,000 subscribers in each dialect, bursts", Wire.Transport.WEBSOCKET, 16, 0, 1_000,
			1),

	/** One event at a time: nothing to write together. */
	SINGLE("WebSocket, 1 channel with 1,000 subscribers, one event at a time", Wire.Transport.WEBSOCKET, 1, 0, 1_000,
			1),

	/** Twenty events a second. */
	PACED("WebSocket, 1 channel with 1,000 subscribers, 20 events a second", Wire.Transport.WEBSOCKET, 0, 20, 1_000, 1),

	/** Many small channels. */
	CHANNELS("WebSocket, 1,000 channels with 10 subscribers each", Wire.Transport.WEBSOCKET, 16, 0, 10_000, 1_000),

	/** The same, and all of them get an event when somebody publishes. */
	SWEEP("WebSocket, 1,000 channels with 10 subscribers each, one request for an event in each channel",
			Wire.Transport.WEBSOCKET, 2, 0, 10_000, 1_000),

	/** Bursts to event streams. */
	SSE_BURST("Server-sent events, 1 channel with 1,000 subscribers, bursts", Wire.Transport.EVENT_STREAM, 16, 0, 1_000,
			1),

	/** One event at a time to event streams. */
	SSE_SINGLE("Server-sent events, 1 channel with 1,000 subscribers, one event at a time", Wire.Transport.EVENT_STREAM,
			1, 0, 1_000, 1),

	/** Bursts in a channel that keeps its last events. */
	HISTORY("History in memory, WebSocket, bursts", Wire.Transport.WEBSOCKET, 16, 0, 1_000, 1),

	/** A channel whose events wait for each other, and one whose events do not. */
	WINDOW("A window of 5 ms, WebSocket, 200 events a second", Wire.Transport.WEBSOCKET, 0, 200, 1_000, 1),

	/** Connections that come. */
	CONNECT("Connect and subscribe, WebSocket", Wire.Transport.WEBSOCKET, 0, 0, 2_000, 1),

	/** Connections to which nothing happens. */
	IDLE("10,000 idle WebSockets, each subscribed to one of 1,000 channels", Wire.Transport.WEBSOCKET, 0, 0, 10_000,
			1_000),

	/** Event streams to which nothing happens. */
	SSE_IDLE("10,000 idle event streams, each with one of 1,000 channels", Wire.Transport.EVENT_STREAM, 0, 0, 10_000,
			1_000),

	/** The hub without sockets. */
	INSIDE("Inside of the hub: from the call to the last of 1,000 writes, no sockets", null, 0, 0, 1_000, 1),

	/** The client of a service elsewhere. */
	TRIGGER("Publishing to a service elsewhere", null, 0, 0, 0, 0),

	/** An empty application, and one with the starter. */
	START("Start of an empty WebFlux application, and of one with the starter", null, 0, 0, 0, 0);

	/** Who has subscribers in both dialects. */
	static final String HALF = "half of each";

	static final String HISTORY_OFF = "history off";

	static final String HISTORY_ON = "history on";

	static final String WINDOW_OFF = "no window";

	static final String WINDOW_ON = "window of 5 ms";

	private final String title;

	private final Wire.@Nullable Transport transport;

	private final int window;

	private final int perSecond;

	private final int subscribers;

	private final int channels;

	Scenario(String title, Wire.@Nullable Transport transport, int window, int perSecond, int subscribers,
			int channels) {
		this.title = title;
		this.transport = transport;
		this.window = window;
		this.perSecond = perSecond;
		this.subscribers = subscribers;
		this.channels = channels;
	}

	String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	String title() {
		return this.title;
	}

	Wire.Transport transport() {
		return Objects.requireNonNull(this.transport, "No sockets");
	}

	/**
	 * Have subscribers come.
	 * @param driver who has them
	 * @param port the port of the server
	 * @param contestant how they come
	 * @return the subscribers
	 * @throws Exception if one cannot subscribe
	 */
	Crowd subscribe(Driver driver, int port, Contestant contestant) throws Exception {
		Crowd crowd = Crowd.subscribe(driver, port, contestant.wires(), this.subscribers, this.channels,
				contestant.prefix());
		return (this == SWEEP) ? crowd.toAllChannels() : crowd;
	}

	int subscribers() {
		return this.subscribers;
	}

	int channels() {
		return this.channels;
	}

	boolean isLoad() {
		return this.window > 0 || this.perSecond > 0;
	}

	/**
	 * Return what makes a server warm for this.
	 * @return the scenario that it has to go through before
	 */
	Scenario warmUp() {
		if (this == CHANNELS || this == SWEEP || this == CONNECT) {
			return this;
		}
		return (this.transport == Wire.Transport.EVENT_STREAM) ? SSE_BURST : BURST;
	}

	/**
	 * Return how to publish.
	 * @param most how many events at most
	 * @param time for how long at most
	 * @return the pace
	 */
	Load.Pace pace(long most, Duration time) {
		return (this.window > 0) ? Load.Pace.window(this.window, most, time)
				: Load.Pace.perSecond(this.perSecond, time);
	}

	/**
	 * Return who takes part.
	 * @param peers all servers
	 * @return those of them that can
	 */
	List<Contestant> contestants(List<Peer> peers) {
		return peers.stream().flatMap(this::contestants).toList();
	}

	private Stream<Contestant> contestants(Peer peer) {
		List<Wire> wires = Contestant.wires(peer, transport());
		if (wires.isEmpty() || (this == SWEEP && !peer.counting())) {
			return Stream.empty();
		}
		if (this == DIALECTS) {
			return (wires.size() > 1 && peer.name().equals(HubPeer.WEBFLUX))
					? Stream.of(new Contestant(wires.get(0).name(), peer, wires.subList(0, 1), Contestant.CHANNELS),
							new Contestant(wires.get(1).name(), peer, wires.subList(1, 2), Contestant.CHANNELS),
							new Contestant(HALF, peer, wires, Contestant.CHANNELS))
					: Stream.empty();
		}
		return switch (this) {
			case HISTORY -> policies(peer, wires.get(0), HISTORY_OFF, HISTORY_ON, HubPeer.HISTORY);
			case WINDOW -> policies(peer, wires.get(0), WINDOW_OFF, WINDOW_ON, HubPeer.WINDOW);
			default -> Stream.of(Contestant.of(peer, wires.get(0)));
		};
	}

	/**
	 * Return the hub twice, with an ordinary channel and with one that has a policy.
	 */
	private static Stream<Contestant> policies(Peer peer, Wire wire, String without, String with, String prefix) {
		return peer.name().equals(HubPeer.WEBFLUX)
				? Stream.of(new Contestant(without, peer, List.of(wire), Contestant.CHANNELS),
						new Contestant(with, peer, List.of(wire), prefix))
				: Stream.empty();
	}

}
