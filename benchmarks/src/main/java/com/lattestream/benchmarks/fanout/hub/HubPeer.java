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

package com.lattestream.benchmarks.fanout.hub;

import java.util.List;

import com.lattestream.benchmarks.fanout.Peer;

/**
 * Applications with the hub, one for each server.
 */
public final class HubPeer {

	/**
	 * The name of the one that targets are about.
	 */
	public static final String WEBFLUX = "LatteStream, WebFlux";

	/**
	 * The name of the one on Tomcat.
	 */
	public static final String TOMCAT = "LatteStream, Tomcat";

	/**
	 * The name of the one on Jetty.
	 */
	public static final String JETTY = "LatteStream, Jetty";

	/**
	 * The beginning of the names of channels that keep their last events.
	 */
	public static final String HISTORY = "hist-";

	/**
	 * The beginning of the names of channels whose events wait for each other.
	 */
	public static final String WINDOW = "window-";

	/** Without it, Reactor Netty 1.3.7 may forget a connection that publishes. */
	private static final String KEEPS_READING = "-Dreactor.netty.http.server.lastFlushWhenNoRead=true";

	private HubPeer() {
	}

	/**
	 * Return the one on WebFlux and Reactor Netty, with one event loop for one processor.
	 * @return the application
	 */
	public static Peer webFlux() {
		return webFlux(WEBFLUX, List.of("-Xms512m", "-Xmx1g", KEEPS_READING, "-Dreactor.netty.ioWorkerCount=1"));
	}

	/**
	 * Return the same with as many event loops as Reactor Netty has by default: four or
	 * more, whatever processors there are.
	 * @return the application
	 */
	public static Peer webFluxWithDefaults() {
		return webFlux(WEBFLUX + ", 4 loops", List.of("-Xms512m", "-Xmx1g", KEEPS_READING));
	}

	private static Peer webFlux(String name, List<String> options) {
		return Peer
			.java(name, WebFluxHub.class, options, List.of(), HubWire.LATTESTREAM, HubWire.PUSHER, HubWire.EVENTS)
			.withCounts();
	}

	/**
	 * Return the one on Spring MVC and Tomcat.
	 * @return the application
	 */
	public static Peer tomcat() {
		return Peer
			.java(TOMCAT, TomcatHub.class, List.of(), List.of(), HubWire.LATTESTREAM, HubWire.PUSHER, HubWire.EVENTS)
			.withCounts();
	}

	/**
	 * Return the one on Spring MVC and Jetty.
	 * @return the application
	 */
	public static Peer jetty() {
		return Peer
			.java(JETTY, JettyHub.class, List.of(), List.of(), HubWire.LATTESTREAM, HubWire.PUSHER, HubWire.EVENTS)
			.withCounts();
	}

}
