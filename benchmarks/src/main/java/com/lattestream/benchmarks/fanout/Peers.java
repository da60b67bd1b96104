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
import java.util.stream.Stream;

import com.lattestream.benchmarks.fanout.hub.HubPeer;
import com.lattestream.benchmarks.fanout.peer.OtherServers;
import com.lattestream.benchmarks.fanout.raw.RawPeer;

/**
 * All servers there are, in the order of the tables.
 */
final class Peers {

	private Peers() {
	}

	static List<Peer> all() {
		List<Peer> own = List.of(RawPeer.separate(), RawPeer.joined(), HubPeer.webFlux(), HubPeer.webFluxWithDefaults(),
				HubPeer.tomcat(), HubPeer.jetty());
		return Stream.concat(own.stream(), OtherServers.all().stream()).toList();
	}

}
