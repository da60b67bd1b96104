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
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * Starts a server that is a Spring Boot application, with all that Spring Boot configures
 * for it, as if neither this library nor Redis nor another web server were on the class
 * path.
 */
final class ServerApplication {

	/**
	 * Options for a server on Reactor Netty, which has four event loops and more
	 * otherwise: the one processor that it gets does less work with one. And without the
	 * last of them, Reactor Netty 1.3.7 may forget a connection that publishes.
	 */
	static final List<String> ON_REACTOR_NETTY = List.of("-Xms512m", "-Xmx1g", "-Dreactor.netty.ioWorkerCount=1",
			"-Dreactor.netty.http.server.lastFlushWhenNoRead=true");

	private static final List<String> EXCLUDED = List.of("com.lattestream.", "org.springframework.boot.data.redis.",
			"org.springframework.boot.jetty.");

	private static final String TOMCAT = "org.springframework.boot.tomcat.";

	private ServerApplication() {
	}

	/**
	 * Start one, and say on which port.
	 * @param application its configuration
	 * @param type its web stack
	 * @param args the arguments of the program, the port among them
	 */
	static void run(Class<?> application, WebApplicationType type, String... args) {
		WebServerApplicationContext context = (WebServerApplicationContext) new SpringApplicationBuilder(application)
			.web(type)
			.bannerMode(Banner.Mode.OFF)
			.properties(Map.of("server.port", "${port}", "server.shutdown", "immediate", "spring.autoconfigure.exclude",
					excluded(type),
					// Tomcat's own limits are 8192 connections and 100 requests of each
					"server.tomcat.max-connections", "20000", "server.tomcat.accept-count", "1000",
					"server.tomcat.max-keep-alive-requests", "-1"))
			.run(args);
		System.out.println("READY " + context.getWebServer().getPort());
	}

	/**
	 * Return the handshake of Tomcat, as there are other servers on the class path.
	 * @return a handler
	 */
	static HandshakeHandler webSocketOnTomcat() {
		return new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy());
	}

	private static String excluded(WebApplicationType type) {
		ImportCandidates all = ImportCandidates.load(AutoConfiguration.class, ServerApplication.class.getClassLoader());
		return StreamSupport.stream(all.spliterator(), false)
			.filter((name) -> EXCLUDED.stream().anyMatch(name::startsWith)
					|| (type == WebApplicationType.REACTIVE && name.startsWith(TOMCAT)))
			.collect(Collectors.joining(","));
	}

}
