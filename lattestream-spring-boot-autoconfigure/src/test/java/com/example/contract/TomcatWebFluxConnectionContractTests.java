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

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link WebFluxConnectionContractTests} on Tomcat.
 */
class TomcatWebFluxConnectionContractTests extends WebFluxConnectionContractTests {

	@Override
	Class<?> application() {
		return TomcatApplication.class;
	}

	@Test
	void applicationIsOnTomcat() {
		assertThat(((WebServerApplicationContext) server().context()).getWebServer())
			.isInstanceOf(TomcatWebServer.class);
	}

	/**
	 * The application on Tomcat, of all servers that there are.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(ReactiveContractApplication.class)
	static class TomcatApplication {

		@Bean
		TomcatReactiveWebServerFactory webServerFactory() {
			return new TomcatReactiveWebServerFactory();
		}

	}

}
