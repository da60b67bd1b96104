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

package com.lattestream.benchmarks.fanout.peer;

import java.util.List;

import com.lattestream.benchmarks.fanout.Peer;

/**
 * All servers of this package.
 */
public final class OtherServers {

	private OtherServers() {
	}

	/**
	 * Return the servers, in the order of the tables.
	 * @return the servers; those of programs that are not installed among them
	 */
	public static List<Peer> all() {
		return List.of(NaiveWebSocketServer.peer(), NaiveEventStreamServer.peer(), StompServer.peer(),
				SessionServer.peer(), SseEmitterServer.peer(), SocketIoServer.peer(), NodeServer.peer(),
				NchanServer.peer());
	}

}
