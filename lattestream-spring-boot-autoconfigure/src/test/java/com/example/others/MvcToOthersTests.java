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

package com.example.others;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for events to all others from an application on Tomcat, in remote mode, that
 * publishes through the hub of another one.
 */
class MvcToOthersTests extends AbstractToOthersTests {

	private static ConfigurableApplicationContext hub;

	private static ServletWebServerApplicationContext application;

	@BeforeAll
	static void start() {
		hub = run(WebApplicationType.REACTIVE);
		application = (ServletWebServerApplicationContext) run(WebApplicationType.SERVLET, "lattestream.mode=remote",
				"lattestream.client.endpoint=http://localhost:" + port(hub) + "/lattestream/api",
				"lattestream.client.batching.interval=1ms",
				// As good as one thread, so that requests follow each other on it
				"server.tomcat.threads.max=2", "server.tomcat.threads.min-spare=1",
				"spring.task.execution.pool.core-size=1");
	}

	@AfterAll
	static void stop() {
		application.close();
		hub.close();
	}

	@Test
	void applicationIsOnTomcat() {
		assertThat(application.getWebServer()).isInstanceOf(TomcatWebServer.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/blocking", "/async", "/callable" })
	void codeOnOtherThreadsReachesTheOthersOnly(String path) {
		caller().post(path, "X-Socket-ID", sender().socketId());
		assertOnlyTheOtherGotTheMessage();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/blocking", "/async", "/callable" })
	void threadsForgetTheSocketId(String path) {
		for (int i = 0; i < 10; i++) {
			caller().post(path, "X-Socket-ID", sender().socketId());
			assertOnlyTheOtherGotTheMessage();
			caller().post(path);
			assertEverybodyGotTheMessage();
		}
	}

	@Override
	int port() {
		return port(application);
	}

	@Override
	int hubPort() {
		return port(hub);
	}

	private static ConfigurableApplicationContext run(WebApplicationType type, String... properties) {
		return new SpringApplicationBuilder(OthersApplication.class).web(type)
			.properties("server.port=0", "lattestream.app.key=" + OthersApplication.KEY,
					"lattestream.app.secret=" + OthersApplication.SECRET)
			.properties(properties)
			.run();
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

}
