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

import com.lattestream.auth.LatteChannelAuth;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The application under test on Spring MVC, on Tomcat or Jetty.
 */
@Configuration(proxyBeanMethods = false)
@Import({ ContractApplication.class, ServletContractApplication.ServletRules.class })
class ServletContractApplication {

	@Bean
	SecurityFilterChain securityFilterChain(HttpSecurity http) {
		return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.httpBasic(Customizer.withDefaults())
			.csrf((csrf) -> csrf.ignoringRequestMatchers("/lattestream/auth", "/lattestream/user-auth",
					"/lattestream/ticket", "/lattestream/api/**", "/apps/**", "/my/**"))
			.build();
	}

	@Bean
	UserDetailsService userDetailsService() {
		return new InMemoryUserDetailsManager(user("ann"), user("bob"));
	}

	private static UserDetails user(String name) {
		return User.withUsername(name).password("password").roles("USER").build();
	}

	/**
	 * Rules that take arguments of the web stack.
	 */
	@LatteChannelAuth
	static class ServletRules {

		@LatteChannelAuth("private-exchange-{path}")
		boolean exchange(HttpServletRequest request) {
			return request.getRequestURI().startsWith("/lattestream/");
		}

	}

}
