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

package com.lattestream.benchmarks.fanout;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/**
 * A WebFlux application that does nothing, with the starter or without.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class EmptyApplication {

	/** Leaves out what the starter configures. */
	static final String WITHOUT = "--without";

	/**
	 * Run it.
	 * @param args {@value #WITHOUT} to leave out what the starter configures
	 */
	public static void main(String[] args) {
		boolean without = Arrays.asList(args).contains(WITHOUT);
		SpringApplication application = new SpringApplication(EmptyApplication.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		String[] excluded = StreamSupport
			.stream(ImportCandidates.load(AutoConfiguration.class, null).spliterator(), false)
			.filter((name) -> isExcluded(name, without))
			.toArray(String[]::new);
		application.setDefaultProperties(Map.of("server.port", 0, "spring.autoconfigure.exclude", excluded));
		WebServerApplicationContext context = (WebServerApplicationContext) application.run(args);
		System.out.println("READY " + context.getWebServer().getPort());
	}

	/**
	 * Other servers and Redis are on the class path for other benchmarks.
	 */
	private static boolean isExcluded(String name, boolean without) {
		return name.startsWith("org.springframework.boot.jetty.") || name.startsWith("org.springframework.boot.tomcat.")
				|| name.startsWith("org.springframework.boot.data.redis.")
				|| (without && name.startsWith("com.lattestream."));
	}

}
