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

import java.util.Locale;

import com.lattestream.CurrentSocketId;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RequestThread}.
 */
class RequestThreadTests {

	private static final Authentication ANN = new TestingAuthenticationToken("ann", "");

	private static final Authentication BOB = new TestingAuthenticationToken("bob", "");

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	@BeforeEach
	@AfterEach
	void forgetAll() {
		SecurityContextHolder.clearContext();
		RequestContextHolder.resetRequestAttributes();
		LocaleContextHolder.resetLocaleContext();
	}

	@Test
	void codeFindsWhatThreadsOfRequestsHave() {
		this.request.addPreferredLocale(Locale.FRENCH);
		this.request.addHeader("X-Socket-ID", "1.2");
		String found = RequestThread.call(this.request, ANN, () -> {
			assertThat(RequestThread.isCurrent(this.request)).isTrue();
			assertThat(RequestThread.isCurrent(new HttpServletRequestWrapper(this.request))).isTrue();
			assertThat(RequestThread.isCurrent(new MockHttpServletRequest())).isFalse();
			assertThat(LocaleContextHolder.getLocale()).isEqualTo(Locale.FRENCH);
			assertThat(SecurityContextHolder.getContext().getAuthentication()).isSameAs(ANN);
			assertThat(CurrentSocketId.get()).isEqualTo("1.2");
			return "found";
		});
		assertThat(found).isEqualTo("found");
		assertNothingIsLeft();
	}

	@Test
	void nothingIsLeftOfCodeThatFails() {
		assertThatIllegalStateException().isThrownBy(() -> RequestThread.call(this.request, ANN, () -> {
			throw new IllegalStateException("no");
		}));
		assertNothingIsLeft();
	}

	@Test
	void threadOfTheRequestKeepsWhatItHas() {
		ServletRequestAttributes attributes = new ServletRequestAttributes(this.request);
		RequestContextHolder.setRequestAttributes(attributes);
		LocaleContextHolder.setLocale(Locale.GERMAN);
		SecurityContextHolder.getContext().setAuthentication(BOB);
		HttpServletRequestWrapper wrapped = new HttpServletRequestWrapper(this.request);
		assertThat(RequestThread.isCurrent(wrapped)).isTrue();
		RequestThread.call(wrapped, null, () -> {
			assertThat(RequestContextHolder.getRequestAttributes()).isSameAs(attributes);
			assertThat(LocaleContextHolder.getLocale()).isEqualTo(Locale.GERMAN);
			assertThat(SecurityContextHolder.getContext().getAuthentication()).isSameAs(BOB);
			return true;
		});
		// A ticket names somebody else
		RequestThread.call(wrapped, ANN, () -> {
			assertThat(RequestContextHolder.getRequestAttributes()).isSameAs(attributes);
			assertThat(SecurityContextHolder.getContext().getAuthentication()).isSameAs(ANN);
			return true;
		});
		assertThat(SecurityContextHolder.getContext().getAuthentication()).isSameAs(BOB);
		assertThat(RequestContextHolder.getRequestAttributes()).isSameAs(attributes);
	}

	@Test
	void loginOfOtherKindIsNoneOfSpringSecurity() {
		RequestThread.call(this.request, () -> "ann", () -> {
			assertThat(SecurityContextHolder.getContext().getAuthentication()).isNull();
			return true;
		});
	}

	private static void assertNothingIsLeft() {
		assertThat(RequestContextHolder.getRequestAttributes()).isNull();
		assertThat(LocaleContextHolder.getLocaleContext()).isNull();
		assertThat(SecurityContextHolder.getContext().getAuthentication()).isNull();
		assertThat(CurrentSocketId.get()).isNull();
	}

}
