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

package com.example.container;

import java.util.List;

import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.reactive.TomcatReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

/**
 * An application on WebFlux and Tomcat.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ContainerApplication {

	/**
	 * Start the application.
	 * @param properties properties of the form {@code name=value}
	 * @return its context
	 */
	public static AutoCloseable start(List<String> properties) {
		// There is one for the whole JVM, and others may run in it
		TomcatURLStreamHandlerFactory.disable();
		return new SpringApplicationBuilder(ContainerApplication.class).bannerMode(Banner.Mode.OFF)
			.properties(properties.toArray(String[]::new))
			.run();
	}

	/**
	 * Return the port.
	 * @param context the context of the running application
	 * @return the port
	 */
	public static int port(AutoCloseable context) {
		return ((ConfigurableApplicationContext) context).getEnvironment()
			.getRequiredProperty("local.server.port", Integer.class);
	}

	@Bean
	TomcatReactiveWebServerFactory webServerFactory() {
		return new TomcatReactiveWebServerFactory();
	}

	@Bean
	SecurityWebFilterChain securityFilterChain(ServerHttpSecurity http) {
		return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
			.csrf(ServerHttpSecurity.CsrfSpec::disable)
			.build();
	}

}
