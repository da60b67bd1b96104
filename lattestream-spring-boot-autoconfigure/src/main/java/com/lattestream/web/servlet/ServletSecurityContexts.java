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

package com.lattestream.web.servlet;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;

/**
 * Puts a login where Spring Security looks for it, if it is one of Spring Security.
 */
final class ServletSecurityContexts {

	private static final boolean PRESENT = ClassUtils.isPresent(
			"org.springframework.security.core.context.SecurityContextHolder",
			ServletSecurityContexts.class.getClassLoader());

	private ServletSecurityContexts() {
	}

	/**
	 * Bind a login to the thread.
	 * @param principal whose it is
	 * @return what takes it away again
	 */
	static Runnable bind(@Nullable Principal principal) {
		return PRESENT ? Security.bind(principal) : () -> {
		};
	}

	/**
	 * Return whether a login has an authority.
	 * @param principal whose it is
	 * @param role the role, with or without the prefix that Spring Security puts before
	 * @return whether it has; never if it is none of Spring Security
	 */
	static boolean hasRole(Principal principal, String role) {
		return PRESENT && Security.hasRole(principal, role);
	}

	private static final class Security {

		private static final String ROLE_PREFIX = "ROLE_";

		private Security() {
		}

		static Runnable bind(@Nullable Principal principal) {
			SecurityContext previous = SecurityContextHolder.getContext();
			if (!(principal instanceof Authentication authentication)
					|| authentication.equals(previous.getAuthentication())) {
				return () -> {
				};
			}
			SecurityContext context = SecurityContextHolder.createEmptyContext();
			context.setAuthentication(authentication);
			SecurityContextHolder.setContext(context);
			return () -> restore(previous);
		}

		private static void restore(SecurityContext previous) {
			if (previous.getAuthentication() != null) {
				SecurityContextHolder.setContext(previous);
			}
			else {
				SecurityContextHolder.clearContext();
			}
		}

		static boolean hasRole(Principal principal, String role) {
			String authority = role.startsWith(ROLE_PREFIX) ? role : ROLE_PREFIX + role;
			return principal instanceof Authentication authentication && authentication.getAuthorities()
				.stream()
				.anyMatch((granted) -> authority.equals(granted.getAuthority()));
		}

	}

}
