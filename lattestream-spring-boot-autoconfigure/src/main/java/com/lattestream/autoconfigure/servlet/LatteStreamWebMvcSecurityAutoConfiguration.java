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

package com.lattestream.autoconfigure.servlet;

import com.lattestream.autoconfigure.ConditionalOnLatteStreamMode;
import com.lattestream.autoconfigure.ConditionalOnSecret;
import com.lattestream.autoconfigure.LatteStreamMode;
import com.lattestream.autoconfigure.LatteStreamProperties;
import com.lattestream.autoconfigure.WebEndpointsConfiguration;
import com.lattestream.signature.AppCredentials;
import com.lattestream.web.servlet.ServletHttpApiFirewall;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.web.firewall.HttpFirewall;

/**
 * {@link AutoConfiguration Auto-configuration} that makes Spring Security let channel
 * names through that have a semicolon. What is secured and how is up to the application.
 */
@AutoConfiguration(after = LatteStreamWebMvcAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(HttpFirewall.class)
@ConditionalOnBean(LatteStreamWebMvcAutoConfiguration.class)
@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
public final class LatteStreamWebMvcSecurityAutoConfiguration {

	LatteStreamWebMvcSecurityAutoConfiguration() {
	}

	@Bean
	@ConditionalOnSecret
	@ConditionalOnMissingBean(HttpFirewall.class)
	ServletHttpApiFirewall latteStreamFirewall(LatteStreamProperties properties, AppCredentials credentials,
			BeanFactory beanFactory) {
		return new ServletHttpApiFirewall(WebEndpointsConfiguration.apiPaths(properties, credentials, beanFactory));
	}

}
