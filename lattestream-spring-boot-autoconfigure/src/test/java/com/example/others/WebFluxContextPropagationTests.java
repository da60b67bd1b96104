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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Hooks;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Tests for events to all others on WebFlux where Reactor propagates its context to
 * threads by itself.
 */
@SpringBootTest(classes = OthersApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "lattestream.app.key=" + OthersApplication.KEY,
				"lattestream.app.secret=" + OthersApplication.SECRET, "spring.reactor.context-propagation=auto" })
class WebFluxContextPropagationTests extends AbstractToOthersTests {

	@LocalServerPort
	private int port;

	@BeforeEach
	void enable() {
		// It is the JVM's, and this application may come from the cache
		Hooks.enableAutomaticContextPropagation();
	}

	@AfterAll
	static void disable() {
		Hooks.disableAutomaticContextPropagation();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/blocking", "/async", "/mono-async" })
	void codeOnOtherThreadsReachesTheOthersOnly(String path) {
		caller().post(path, "X-Socket-ID", sender().socketId());
		assertOnlyTheOtherGotTheMessage();
	}

	@Test
	void threadsForgetTheSocketId() {
		for (int i = 0; i < 20; i++) {
			caller().post("/async", "X-Socket-ID", "9.9");
			assertEverybodyGotTheMessage();
			caller().post("/blocking", "X-Socket-ID", sender().socketId());
			assertOnlyTheOtherGotTheMessage();
			caller().post("/blocking");
			assertEverybodyGotTheMessage();
		}
	}

	@Override
	int port() {
		return this.port;
	}

	@Override
	int hubPort() {
		return this.port;
	}

}
