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

import java.util.List;

/**
 * A server and how the subscribers of a scenario reach it.
 *
 * @param name the name in the table of the scenario
 * @param peer the server
 * @param wires how subscribers reach it, in turn
 * @param prefix the beginning of the names of channels
 */
record Contestant(String name, Peer peer, List<Wire> wires, String prefix) {

	static final String CHANNELS = "room-";

	static Contestant of(Peer peer, Wire wire) {
		return new Contestant(peer.name(), peer, List.of(wire), CHANNELS);
	}

	static List<Wire> wires(Peer peer, Wire.Transport transport) {
		return peer.wires().stream().filter((wire) -> wire.transport() == transport).toList();
	}

}
