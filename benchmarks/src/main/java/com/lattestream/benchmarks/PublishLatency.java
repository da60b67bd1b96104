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

package com.lattestream.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long an event takes from the call that publishes it to the last of its subscribers'
 * writes, in a hub without sockets.
 *
 * @param p50 half of the events took so many milliseconds at most
 * @param p99 99 % of them did
 */
public record PublishLatency(double p50, double p99) {

	private static final String CHANNEL = "room-0";

	private static final int WARM_UP = 15_000;

	/**
	 * Measure it.
	 * @param subscribers how many subscribers the channel has
	 * @param perSecond how many events there are a second
	 * @param events how many there are
	 * @return what it took
	 * @throws Exception if a delivery does not come within a minute
	 */
	public static PublishLatency measure(int subscribers, int perSecond, int events) throws Exception {
		try (HubNode node = HubNode.inMemory()) {
			LastWrites writes = new LastWrites(subscribers);
			List<HubClient> clients = new ArrayList<>();
			for (int i = 0; i < subscribers; i++) {
				HubClient client = node.connect(writes::received);
				client.subscribe(CHANNEL, "");
				clients.add(client);
			}
			writes.awaitSubscriptions();
			for (int i = 0; i < WARM_UP; i++) {
				writes.publish(node, CHANNEL);
			}
			long[] times = new long[events];
			long start = System.nanoTime();
			for (int i = 0; i < events; i++) {
				long wait = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond - System.nanoTime();
				if (wait > 0) {
					LockSupport.parkNanos(wait);
				}
				times[i] = writes.publish(node, CHANNEL);
			}
			clients.forEach(HubClient::disconnect);
			Arrays.sort(times);
			return new PublishLatency(times[(events - 1) / 2] / 1e6, times[(events - 1) * 99 / 100] / 1e6);
		}
	}

}
