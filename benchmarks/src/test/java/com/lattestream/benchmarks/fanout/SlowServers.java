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

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Servers for tests: they start with little work and run on any processor, for nothing is
 * measured.
 */
final class SlowServers {

	/** However busy the machine is. */
	static final Duration PATIENCE = Duration.ofSeconds(60);

	private SlowServers() {
	}

	static ServerProcess start(Peer peer) throws IOException {
		return ServerProcess.start(peer, "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms64m", List.of());
	}

}
