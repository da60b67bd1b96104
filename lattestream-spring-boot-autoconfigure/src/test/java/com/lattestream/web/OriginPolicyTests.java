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

package com.lattestream.web;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OriginPolicy}.
 */
class OriginPolicyTests {

	private static final URI TARGET = URI.create("https://app.example.com/lattestream?x=1");

	private final OriginPolicy sameOrigin = new OriginPolicy(List.of());

	@Test
	void requestWithoutOriginIsAllowed() {
		assertThat(this.sameOrigin.allows(null, TARGET)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example.com, https://app.example.com/x",
			"https://app.example.com, wss://app.example.com/x",
			"https://app.example.com:443, https://app.example.com/x",
			"https://app.example.com, https://app.example.com:443/x",
			"http://localhost:8080, ws://localhost:8080/app/k", "http://localhost:8080, http://localhost:8080/x",
			"HTTPS://App.Example.COM, https://app.example.com/x", "http://[::1]:8080, http://[::1]:8080/x" })
	void pageOfTheSameOriginIsAllowed(String origin, URI target) {
		assertThat(this.sameOrigin.allows(origin, target)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "https://evil.example.com", "http://app.example.com", "https://app.example.com:8443",
			"https://app.example.com.evil.com", "https://example.com", "null", "''", "app.example.com", "not a uri",
			"file://", "https://", "https://app.example.com@evil.com", "https://xapp.example.com" })
	void otherPageIsRefused(String origin) {
		assertThat(this.sameOrigin.allows(origin, TARGET)).isFalse();
	}

	@Test
	void allowedOriginsAreAllowedBesideTheSame() {
		OriginPolicy policy = new OriginPolicy(List.of("https://one.com", "https://*.two.com"));
		assertThat(policy.allows("https://one.com", TARGET)).isTrue();
		assertThat(policy.allows("https://a.two.com", TARGET)).isTrue();
		assertThat(policy.allows("https://app.example.com", TARGET)).isTrue();
		assertThat(policy.allows("http://one.com", TARGET)).isFalse();
		assertThat(policy.allows("https://one.com:8443", TARGET)).isFalse();
		assertThat(policy.allows("https://two.com.evil.com", TARGET)).isFalse();
		assertThat(policy.allows("https://atwo.com", TARGET)).isFalse();
		assertThat(policy.cors().getAllowCredentials()).isTrue();
	}

	@Test
	void asteriskAllowsAllPagesWithoutTheirVisitorsCookies() {
		OriginPolicy policy = new OriginPolicy(List.of("*"));
		assertThat(policy.allows("https://any.com", TARGET)).isTrue();
		assertThat(policy.allows("null", TARGET)).isTrue();
		assertThat(policy.cors().getAllowCredentials()).isFalse();
	}

	@Test
	void noPageAndPagesOfTheSameOriginAreTrusted() {
		OriginPolicy all = new OriginPolicy(List.of("*"));
		for (OriginPolicy policy : List.of(this.sameOrigin, all)) {
			assertThat(policy.trusts(null, TARGET)).isTrue();
			assertThat(policy.trusts("https://app.example.com", TARGET)).isTrue();
			assertThat(policy.trusts("https://evil.example.com", TARGET)).isFalse();
			assertThat(policy.trusts("null", TARGET)).isFalse();
		}
	}

	@Test
	void onlyPagesThatAreNamedAreTrusted() {
		OriginPolicy policy = new OriginPolicy(List.of("*", "https://one.com", "https://*.two.com", "http://*:[1,2]"));
		assertThat(policy.trusts("https://one.com", TARGET)).isTrue();
		assertThat(policy.trusts("https://a.two.com", TARGET)).isTrue();
		assertThat(policy.trusts("https://three.com", TARGET)).isFalse();
		assertThat(policy.trusts("http://three.com:1", TARGET)).isFalse();
		assertThat(policy.allows("http://three.com:1", TARGET)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "https://*", "http*", "*://*", "https://*:*", "https://*:8443", "https://*:[*]",
			"https:*", "https://*.*", "https://one.com,*" })
	void patternThatTakesAnyHostTrustsNobodyAndAllowsNoCookies(String pattern) {
		OriginPolicy policy = new OriginPolicy(List.of(pattern));
		assertThat(policy.trusts("https://evil.com", TARGET)).isFalse();
		assertThat(policy.trusts("https://evil.com:8443", TARGET)).isFalse();
		assertThat(policy.cors().getAllowCredentials()).isFalse();
	}

	@Test
	void pageWithoutAnOriginOfItsOwnMayBeAllowedButNotTrusted() {
		OriginPolicy policy = new OriginPolicy(List.of("null"));
		assertThat(policy.allows("null", TARGET)).isTrue();
		assertThat(policy.trusts("null", TARGET)).isFalse();
		assertThat(policy.cors().getAllowCredentials()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://one.com", "https://*.one.com", "https://one.com:8443", "https://one.com:[*]",
			"https://localhost:[8080,8443]", "https://[::1]:8080" })
	void patternThatNamesHostsAllowsCookies(String pattern) {
		assertThat(new OriginPolicy(List.of(pattern)).cors().getAllowCredentials()).isTrue();
	}

}
