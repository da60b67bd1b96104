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

import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Passwords as they are, which costs nothing, and how often one was looked at. Without
 * such a bean Spring Security makes a hash of each login on WebFlux, as a better password
 * that nobody keeps: 100 ms each time.
 */
class CountedPasswords implements PasswordEncoder {

	private final AtomicInteger logins = new AtomicInteger();

	@Override
	public String encode(CharSequence rawPassword) {
		return rawPassword.toString();
	}

	@Override
	public boolean matches(CharSequence rawPassword, String encodedPassword) {
		this.logins.incrementAndGet();
		return encodedPassword.contentEquals(rawPassword);
	}

	/**
	 * Return how often somebody logged in since it was asked last.
	 * @return the number
	 */
	int logins() {
		return this.logins.getAndSet(0);
	}

}
