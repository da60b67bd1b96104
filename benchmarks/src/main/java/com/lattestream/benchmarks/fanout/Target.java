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
import java.util.Locale;

import com.lattestream.benchmarks.fanout.hub.HubPeer;
import com.lattestream.benchmarks.fanout.raw.RawPeer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be reached.
 *
 * @param scenario where
 * @param contestant by whom
 * @param figure in what
 * @param other with whom it is compared; {@code null} if the limit is a figure itself
 * @param limit the greatest or least value or ratio
 * @param greatest whether the limit is the greatest
 */
record Target(Scenario scenario, String contestant, Figure figure, @Nullable String other, double limit,
		boolean greatest) {

	private static final String NAIVE = "Naive WebFlux";

	private static final String NAIVE_SSE = "Naive WebFlux, SSE";

	private static final String STOMP = "STOMP, simple broker";

	private static final String RAW = RawPeer.RAW;

	private static final String HUB = HubPeer.WEBFLUX;

	static final List<Target> ALL = List.of(atMost(Scenario.BURST, HUB, Figure.CPU, RAW, 1.1),
			less(Scenario.BURST, HUB, NAIVE, 3), less(Scenario.BURST, HUB, "nchan", 3),
			less(Scenario.BURST, HUB, "Node ws", 10), less(Scenario.BURST, HUB, STOMP, 15),
			atMost(Scenario.BURST, HUB, Figure.LOST, 0), atMost(Scenario.BURST, HubPeer.TOMCAT, Figure.CPU, RAW, 1.5),
			less(Scenario.BURST, HubPeer.TOMCAT, STOMP, 8), atMost(Scenario.BURST, HubPeer.JETTY, Figure.CPU, RAW, 2),
			atMost(Scenario.BURST, HUB, Figure.CPU, RAW, 0.95),
			atMost(Scenario.DIALECTS, Scenario.HALF, Figure.CPU, "LatteStream", 1.1),
			atMost(Scenario.SINGLE, HUB, Figure.CPU, RAW, 1.15), atMost(Scenario.PACED, HUB, Figure.P99, RAW, 1.5),
			atMost(Scenario.CHANNELS, HUB, Figure.CPU, RAW, 1.3), less(Scenario.CHANNELS, HUB, STOMP, 4),
			atMost(Scenario.SWEEP, HUB, Figure.CPU, RAW, 1.3), less(Scenario.SWEEP, HUB, STOMP, 4),
			atMost(Scenario.SSE_BURST, HUB, Figure.CPU, RAW, 1.15), less(Scenario.SSE_BURST, HUB, NAIVE_SSE, 8),
			less(Scenario.SSE_BURST, HUB, "SseEmitter", 10),
			atMost(Scenario.HISTORY, Scenario.HISTORY_ON, Figure.CPU, Scenario.HISTORY_OFF, 1.15),
			new Target(Scenario.WINDOW, Scenario.WINDOW_OFF, Figure.CPU, Scenario.WINDOW_ON, 3, false),
			atMost(Scenario.IDLE, HUB, Figure.RSS, 14), atMost(Scenario.IDLE, HUB, Figure.HEAP, 8),
			atMost(Scenario.IDLE, HUB, Figure.IDLE_CPU, 1), atMost(Scenario.IDLE, HubPeer.TOMCAT, Figure.RSS, 35),
			atMost(Scenario.SSE_IDLE, HUB, Figure.RSS, 24), atMost(Scenario.SSE_IDLE, HUB, Figure.IDLE_CPU, 1),
			new Target(Scenario.CONNECT, HUB, Figure.CONNECTS, null, 2_000, false),
			atMost(Scenario.INSIDE, Inside.HUB, Figure.P99, 5),
			atMost(Scenario.TRIGGER, Trigger.ONE_BY_ONE, Figure.EVENT_CPU, Trigger.PEER, 0.6),
			new Target(Scenario.TRIGGER, Trigger.BATCHES, Figure.EVENTS, Trigger.PEER, 10, false),
			new Target(Scenario.START, StartUp.STARTER, Figure.STARTED, StartUp.EMPTY, StartUp.MOST_MILLIS, true),
			atMost(Scenario.START, StartUp.STARTER, Figure.START_CPU, StartUp.EMPTY, 1.1));

	private static Target atMost(Scenario scenario, String contestant, Figure figure, String other, double limit) {
		return new Target(scenario, contestant, figure, other, limit, true);
	}

	private static Target atMost(Scenario scenario, String contestant, Figure figure, double limit) {
		return new Target(scenario, contestant, figure, null, limit, true);
	}

	/**
	 * So many times less processor time than another one.
	 */
	private static Target less(Scenario scenario, String contestant, String other, double times) {
		return new Target(scenario, other, Figure.CPU, contestant, times, false);
	}

	/**
	 * Return what was reached.
	 * @param samples what was measured in the scenario
	 * @return the value, not a number if it was not measured
	 */
	double reached(Samples samples) {
		if (this.other == null) {
			return samples.median(this.contestant, this.figure);
		}
		if (this.figure == Figure.STARTED) {
			return samples.median(this.contestant, this.figure) - samples.median(this.other, this.figure);
		}
		return samples.ratio(this.contestant, this.other, this.figure);
	}

	boolean isMet(double reached) {
		return this.greatest ? reached <= this.limit : reached >= this.limit;
	}

	/**
	 * Return the target in words.
	 * @return a phrase
	 */
	String text() {
		String bound = this.greatest ? "at most " : "at least ";
		if (this.other == null) {
			return this.contestant + ": " + this.figure.title() + " " + bound + plain(this.limit);
		}
		if (this.figure == Figure.STARTED) {
			return "the starter adds " + bound + plain(this.limit) + " ms";
		}
		return this.contestant + ": " + this.figure.title() + " " + bound + plain(this.limit) + " times that of "
				+ this.other;
	}

	private static String plain(double value) {
		return (value == Math.rint(value)) ? String.format(Locale.ROOT, "%,d", (long) value) : Double.toString(value);
	}

}
