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

import com.lattestream.LatteStreamClient;
import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.autoconfigure.remote.LatteStreamRemoteAutoConfiguration;
import com.lattestream.web.servlet.ServletSocketIdFilter;
import com.lattestream.web.servlet.SocketIdArgumentResolver;
import jakarta.servlet.DispatcherType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LatteStreamServletAutoConfiguration}.
 */
class LatteStreamServletAutoConfigurationTests {

	private static final String FILTER = "latteStreamSocketIdFilter";

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(JacksonAutoConfiguration.class,
			LatteStreamAutoConfiguration.class, LatteStreamRemoteAutoConfiguration.class,
			LatteStreamServletAutoConfiguration.class);

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withPropertyValues("lattestream.app.key=lspk_key", "lattestream.app.secret=lsk_secret");

	@ParameterizedTest
	@ValueSource(strings = { "embedded", "remote" })
	void filterIsThereInBothModes(String mode) {
		this.contextRunner.withPropertyValues("lattestream.mode=" + mode).run((context) -> {
			assertThat(context).hasSingleBean(LatteStreamClient.class);
			FilterRegistrationBean<?> registration = context.getBean(FILTER, FilterRegistrationBean.class);
			assertThat(registration.getFilter()).isInstanceOf(ServletSocketIdFilter.class);
			assertThat(registration.determineDispatcherTypes()).containsExactlyInAnyOrder(DispatcherType.REQUEST,
					DispatcherType.ASYNC);
		});
	}

	@Test
	void filterOfTheApplicationTakesItsPlace() {
		this.contextRunner.withUserConfiguration(OwnFilterConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(ServletSocketIdFilter.class);
			assertThat(context).doesNotHaveBean(FILTER);
		});
	}

	@Test
	void argumentsAreResolved() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(WebMvcAutoConfiguration.class))
			.run((context) -> assertThat(
					context.getBean(RequestMappingHandlerAdapter.class).getCustomArgumentResolvers())
				.hasAtLeastOneElementOfType(SocketIdArgumentResolver.class));
	}

	@Test
	void filterIsThereWithoutSpringMvc() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.web.servlet"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context).hasBean(FILTER);
				assertThat(context).doesNotHaveBean(WebMvcConfigurer.class);
			});
	}

	@Test
	void backsOffWithoutServletApi() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("jakarta.servlet.Filter"))
			.run((context) -> assertThat(context).doesNotHaveBean(LatteStreamServletAutoConfiguration.class));
	}

	@Test
	void backsOffOutsideOfServletApplications() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(LatteStreamServletAutoConfiguration.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.run((context) -> assertThat(context).doesNotHaveBean(LatteStreamServletAutoConfiguration.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFilterConfiguration {

		@Bean
		ServletSocketIdFilter ownFilter() {
			return new ServletSocketIdFilter();
		}

	}

}
