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

import java.util.List;

import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.web.servlet.ServletSocketIdFilter;
import com.lattestream.web.servlet.SocketIdArgumentResolver;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingFilterBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * {@link AutoConfiguration Auto-configuration} for the socket id of the current request
 * on the servlet stack, whatever the client publishes through.
 */
@AutoConfiguration(after = LatteStreamAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(Filter.class)
public final class LatteStreamServletAutoConfiguration {

	LatteStreamServletAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingFilterBean
	FilterRegistrationBean<ServletSocketIdFilter> latteStreamSocketIdFilter() {
		ServletSocketIdFilter filter = new ServletSocketIdFilter();
		FilterRegistrationBean<ServletSocketIdFilter> registration = new FilterRegistrationBean<>(filter);
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
		registration.setOrder(filter.getOrder());
		return registration;
	}

	/**
	 * Resolves our annotated arguments in controller methods.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebMvcConfigurer.class)
	static class ArgumentConfiguration implements WebMvcConfigurer {

		@Override
		public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
			resolvers.add(new SocketIdArgumentResolver());
		}

	}

}
