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

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Tests for events to all others on WebFlux.
 */
@SpringBootTest(classes = OthersApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
		"lattestream.app.key=" + OthersApplication.KEY, "lattestream.app.secret=" + OthersApplication.SECRET })
class WebFluxToOthersTests extends AbstractToOthersTests {

	@LocalServerPort
	private int port;

	@Override
	int port() {
		return this.port;
	}

	@Override
	int hubPort() {
		return this.port;
	}

}
