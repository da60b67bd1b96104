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

package com.example.contract;

import org.junit.jupiter.api.Test;

import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.reactive.JettyReactiveWebServerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link WebFluxConnectionContractTests} on Jetty.
 */
class JettyWebFluxConnectionContractTests extends WebFluxConnectionContractTests {

	@Override
	Class<?> application() {
		return JettyApplication.class;
	}

	@Test
	void applicationIsOnJetty() {
		assertThat(((WebServerApplicationContext) server().context()).getWebServer())
			.isInstanceOf(JettyWebServer.class);
	}

	/**
	 * The application on Jetty, of all servers that there are.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(ReactiveContractApplication.class)
	static class JettyApplication {

		@Bean
		JettyReactiveWebServerFactory webServerFactory() {
			return new JettyReactiveWebServerFactory();
		}

	}

}
