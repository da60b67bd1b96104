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

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/**
 * Starts an application with the hub. What it sets besides the defaults is what the
 * limits need for ten thousand clients.
 */
final class HubApplication {

	private HubApplication() {
	}

	static void run(Class<?> application, WebApplicationType type, String[] args) {
		Map<String, Object> properties = new HashMap<>();
		properties.put("server.port", 0);
		properties.put("lattestream.app.key", HubWire.KEY);
		properties.put("lattestream.app.secret", "lsk_benchmark");
		properties.put("lattestream.hub.limits.connections", 50_000);
		properties.put("lattestream.hub.channels[0].pattern", HubPeer.HISTORY + "*");
		properties.put("lattestream.hub.channels[0].history.size", 100);
		properties.put("lattestream.hub.channels[0].history.ttl", "10m");
		properties.put("lattestream.hub.channels[1].pattern", HubPeer.WINDOW + "*");
		properties.put("lattestream.hub.channels[1].batch-window", "5ms");
		properties.put("server.tomcat.max-connections", 50_000);
		properties.put("server.tomcat.max-keep-alive-requests", -1);
		SpringApplication spring = new SpringApplication(application);
		spring.setWebApplicationType(type);
		spring.setDefaultProperties(properties);
		WebServerApplicationContext context = (WebServerApplicationContext) spring.run(args);
		System.out.println("READY " + context.getWebServer().getPort());
	}

}
