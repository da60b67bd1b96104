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

package com.lattestream.web.reactive;

import java.security.Principal;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.util.ClassUtils;

/**
 * Puts a login where Spring Security looks for it, if it is one of Spring Security.
 */
final class ReactiveSecurityContexts {

	private static final boolean PRESENT = ClassUtils.isPresent(
			"org.springframework.security.core.context.ReactiveSecurityContextHolder",
			ReactiveSecurityContexts.class.getClassLoader());

	private ReactiveSecurityContexts() {
	}

	static Context of(@Nullable Principal principal) {
		return PRESENT ? Security.contextOf(principal) : Context.empty();
	}

	private static final class Security {

		private Security() {
		}

		static Context contextOf(@Nullable Principal principal) {
			return (principal instanceof Authentication authentication)
					? ReactiveSecurityContextHolder.withAuthentication(authentication) : Context.empty();
		}

	}

}
