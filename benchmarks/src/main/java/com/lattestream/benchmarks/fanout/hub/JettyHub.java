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

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The hub on Spring MVC and Jetty.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(exclude = TomcatServletWebServerAutoConfiguration.class)
@Import(PublishController.class)
public class JettyHub {

	/**
	 * Run it.
	 * @param args properties of the application
	 */
	public static void main(String[] args) {
		HubApplication.run(JettyHub.class, WebApplicationType.SERVLET, args);
	}

}
