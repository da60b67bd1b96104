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
import java.util.Collections;
import java.util.Locale;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.TestingAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link DetachedRequest} and {@link HandshakeSnapshot}.
 */
class DetachedRequestTests {

	private final MockHttpServletRequest original = new MockHttpServletRequest("GET", "/shop/app/key");

	@BeforeEach
	void describe() {
		this.original.setScheme("https");
		this.original.setServerName("shop.example.com");
		this.original.setServerPort(443);
		this.original.setContextPath("/shop");
		this.original.setServletPath("/app/key");
		this.original.setQueryString("protocol=7&name=a%20b+c&name=d&flag");
		this.original.setRemoteAddr("[2001:db8::1]");
		this.original.addHeader("Accept-Language", "fr-CA, en;q=0.5");
		this.original.addHeader("X-Team", "red");
		this.original.addHeader("X-Team", "blue");
		this.original.addHeader("Cookie", "a=b; taste=sweet=er; broken");
		this.original.addHeader("Sec-WebSocket-Key", "key");
		this.original.addHeader("Upgrade", "websocket");
		this.original.addHeader("Connection", "Upgrade");
		this.original.setAttribute("tenant", "t");
	}

	@Test
	void addressIsThatOfTheHandshake() {
		HttpServletRequest request = detached();
		assertThat(request.getMethod()).isEqualTo("GET");
		assertThat(request.getRequestURL()).hasToString("https://shop.example.com/shop/app/key");
		assertThat(request.getRequestURI()).isEqualTo("/shop/app/key");
		assertThat(request.getContextPath()).isEqualTo("/shop");
		assertThat(request.getServletPath()).isEqualTo("/app/key");
		assertThat(request.getScheme()).isEqualTo("https");
		assertThat(request.isSecure()).isTrue();
		assertThat(request.getServerName()).isEqualTo("shop.example.com");
		assertThat(request.getServerPort()).isEqualTo(443);
		assertThat(request.getRemoteAddr()).isEqualTo("2001:db8::1");
		assertThat(request.getServletContext()).isSameAs(this.original.getServletContext());
	}

	@Test
	void parametersAreThoseOfTheQuery() {
		HttpServletRequest request = detached();
		assertThat(request.getParameter("protocol")).isEqualTo("7");
		assertThat(request.getParameterValues("name")).containsExactly("a b c", "d");
		assertThat(request.getParameter("flag")).isEmpty();
		assertThat(request.getParameter("other")).isNull();
		assertThat(Collections.list(request.getParameterNames())).containsExactly("protocol", "name", "flag");
		this.original.setQueryString(null);
		assertThat(detached().getParameterMap()).isEmpty();
	}

	@Test
	void headersAreThereButForThoseOfTheUpgrade() {
		HttpServletRequest request = detached();
		assertThat(request.getHeader("x-team")).isEqualTo("red");
		assertThat(Collections.list(request.getHeaders("X-TEAM"))).containsExactly("red", "blue");
		assertThat(Collections.list(request.getHeaders("none"))).isEmpty();
		assertThat(Collections.list(request.getHeaderNames())).containsExactlyInAnyOrder("Accept-Language", "X-Team",
				"Cookie");
		assertThat(request.getCookies()).extracting(Cookie::getName).containsExactly("a", "taste");
		assertThat(request.getCookies()).extracting(Cookie::getValue).containsExactly("b", "sweet=er");
		assertThat(request.getLocale()).isEqualTo(Locale.CANADA_FRENCH);
	}

	@Test
	void principalAndItsRolesAreThoseOfTheLogin() {
		HttpServletRequest request = detached(new TestingAuthenticationToken("ann", "", "ROLE_EDITOR"));
		assertThat(request.getRemoteUser()).isEqualTo("ann");
		assertThat(request.isUserInRole("EDITOR")).isTrue();
		assertThat(request.isUserInRole("ROLE_EDITOR")).isTrue();
		assertThat(request.isUserInRole("USER")).isFalse();
		assertThat(detached().isUserInRole("EDITOR")).isFalse();
	}

	@Test
	void attributesAreThoseOfTheApplicationAndOfOneQuestion() {
		this.original.setAttribute("org.springframework.web.context.request.x", this.original);
		this.original.setAttribute("_csrf", this.original);
		this.original.setAttribute("org.apache.catalina.x", this.original);
		this.original.setAttribute("scopedTarget.x", this.original);
		this.original.setAttribute("jakarta.servlet.request.X509Certificate", "certificates");
		HandshakeSnapshot snapshot = HandshakeSnapshot.of(this.original);
		HttpServletRequest one = new DetachedRequest(snapshot, () -> "ann");
		one.setAttribute("tenant", "other");
		one.setAttribute("own", 1);
		HttpServletRequest other = new DetachedRequest(snapshot, () -> "ann");
		assertThat(Collections.list(other.getAttributeNames())).containsExactlyInAnyOrder("tenant",
				"jakarta.servlet.request.X509Certificate");
		assertThat(other.getAttribute("tenant")).isEqualTo("t");
		one.setAttribute("own", null);
		assertThat(Collections.list(one.getAttributeNames())).doesNotContain("own");
	}

	@Test
	void outlivesTheRequestOfTheContainer() {
		HttpServletRequest request = detached();
		this.original.setQueryString("protocol=5");
		this.original.removeAttribute("tenant");
		this.original.setRequestURI("/other");
		assertThat(request.getParameter("protocol")).isEqualTo("7");
		assertThat(request.getAttribute("tenant")).isEqualTo("t");
		assertThat(request.getRequestURI()).isEqualTo("/shop/app/key");
	}

	@Test
	void whatTakesAServerFails() {
		HttpServletRequest request = detached();
		assertThatIllegalStateException().isThrownBy(request::getInputStream)
			.withMessage("The request of the handshake is over");
		assertThatIllegalStateException().isThrownBy(request::startAsync);
		assertThatIllegalStateException().isThrownBy(request::getSession).withMessageContaining("no session");
		assertThat(request.getSession(false)).isNull();
	}

	@Test
	void responseGoesNowhere() throws Exception {
		HttpServletResponse response = new DetachedResponse();
		response.setStatus(500);
		response.addHeader("a", "b");
		response.getWriter().write("text");
		response.getOutputStream().write(1);
		response.flushBuffer();
		assertThat(response.getStatus()).isEqualTo(200);
		assertThat(response.containsHeader("a")).isFalse();
		assertThat(response.getHeaders("a")).isEmpty();
		assertThat(response.isCommitted()).isFalse();
	}

	@Test
	void snapshotTellsNoCredentials() {
		this.original.addHeader("Authorization", "Basic secret");
		assertThat(HandshakeSnapshot.of(this.original)).hasToString("HandshakeSnapshot[/shop/app/key]");
	}

	private HttpServletRequest detached() {
		return detached(() -> "ann");
	}

	private HttpServletRequest detached(Principal principal) {
		return new DetachedRequest(HandshakeSnapshot.of(this.original), principal);
	}

}
