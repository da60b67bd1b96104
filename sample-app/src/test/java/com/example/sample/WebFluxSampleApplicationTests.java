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

package com.example.sample;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SampleApplication} on WebFlux.
 */
@TestPropertySource(properties = "spring.main.web-application-type=reactive")
class WebFluxSampleApplicationTests extends SampleApplicationTests {

	/**
	 * Over HTTP, without a browser.
	 */
	@Nested
	class OverHttp extends SampleApplicationHttpTests {

		@Override
		String sessionCookie() {
			return "SESSION";
		}

		@Test
		void applicationIsOnNetty(@Autowired WebServerApplicationContext context) {
			assertThat(context.getWebServer()).isInstanceOf(NettyWebServer.class);
		}

	}

	/**
	 * With two people in two browsers.
	 */
	@Nested
	class InABrowser extends SampleApplicationBrowserTests {

	}

}
