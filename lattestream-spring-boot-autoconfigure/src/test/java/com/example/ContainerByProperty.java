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

package com.example;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Several servers are on the class path of the tests. Applications run on Jetty if the
 * property {@code test.server} is {@code jetty}, and never else.
 */
class ContainerByProperty implements AutoConfigurationImportFilter, EnvironmentAware {

	private boolean jetty;

	@Override
	public void setEnvironment(Environment environment) {
		this.jetty = "jetty".equals(environment.getProperty("test.server"));
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
		String other = this.jetty ? "org.springframework.boot.tomcat." : "org.springframework.boot.jetty.";
		boolean[] wanted = new boolean[autoConfigurations.length];
		for (int i = 0; i < wanted.length; i++) {
			wanted[i] = autoConfigurations[i] == null || !autoConfigurations[i].startsWith(other);
		}
		return wanted;
	}

}
