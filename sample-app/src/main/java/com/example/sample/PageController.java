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

package com.example.sample;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells the page what it needs to begin.
 */
@RestController
class PageController {

	private final String key;

	PageController(@Value("${lattestream.app.key}") String key) {
		this.key = key;
	}

	@GetMapping("/config")
	Config config(@Nullable Principal principal) {
		// With the user, so that a page that loads need not try whether it may see /me.
		return new Config(this.key, (principal != null) ? principal.getName() : null);
	}

	@GetMapping("/me")
	Me me(Principal principal) {
		return new Me(principal.getName());
	}

	/**
	 * What the page begins with.
	 *
	 * @param key the public key of the application
	 * @param user who is signed in, if anybody is
	 */
	record Config(String key, @Nullable String user) {
	}

	/**
	 * Who is signed in.
	 *
	 * @param user the name
	 */
	record Me(String user) {
	}

}
