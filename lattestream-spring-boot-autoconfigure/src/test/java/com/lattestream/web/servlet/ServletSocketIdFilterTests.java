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

import java.util.ArrayList;
import java.util.List;

import com.lattestream.CurrentSocketId;
import com.lattestream.RequestSocketId;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockPart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ServletSocketIdFilter}.
 */
class ServletSocketIdFilterTests {

	private final ServletSocketIdFilter filter = new ServletSocketIdFilter();

	private final List<String> seen = new ArrayList<>();

	private ServletRequest passedOn;

	private final FilterChain chain = (request, response) -> {
		this.passedOn = request;
		this.seen.add(CurrentSocketId.get());
	};

	@AfterEach
	void threadIsAsItWas() {
		assertThat(CurrentSocketId.bound()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Socket-ID", "X-Socket-Id", "x-socket-id" })
	void headerIsBoundWhileTheRequestIsServed(String name) throws Exception {
		MockHttpServletRequest request = request("socket_id=3.4");
		request.addHeader(name, "1.2");
		filter(request);
		assertThat(this.seen).containsExactly("1.2");
		assertThat(this.passedOn).isSameAs(request);
	}

	@Test
	void queryIsTakenWhereTheHeaderSaysNothingThatIsValid() throws Exception {
		filter(request("a=b&socket_id=3.4"));
		MockHttpServletRequest request = request("socket_id=5.6");
		request.addHeader("X-Socket-ID", "abc");
		filter(request);
		assertThat(this.seen).containsExactly("3.4", "5.6");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a=b", "socket_id", "socket_id=", "socket_id=1:2", "socket_id=%", "&=&socket_id" })
	void queryWithoutSocketIdIsNoError(String query) throws Exception {
		filter(request(query));
		assertThat(this.seen).containsExactly((String) null);
	}

	@Test
	void asyncDispatchHasTheSocketIdOfTheRequest() throws Exception {
		MockHttpServletRequest request = request(null);
		request.addHeader("X-Socket-ID", "1.2");
		filter(request);
		request.setDispatcherType(DispatcherType.ASYNC);
		filter(request);
		assertThat(this.seen).containsExactly("1.2", "1.2");
	}

	@Test
	void nextRequestOnTheThreadSeesNothingEvenAfterAFailure() throws Exception {
		MockHttpServletRequest request = request(null);
		request.addHeader("X-Socket-ID", "1.2");
		assertThatExceptionOfType(ServletException.class)
			.isThrownBy(() -> this.filter.doFilter(request, new MockHttpServletResponse(), (failing, response) -> {
				throw new ServletException("failed");
			}));
		filter(request(null));
		assertThat(this.seen).containsExactly((String) null);
	}

	@Test
	void nestedRequestOnTheThreadLeavesTheOuterOneItsSocketId() throws Exception {
		RequestSocketId outer = new RequestSocketId();
		outer.offer("7.8");
		CurrentSocketId.bind(outer);
		filter(request(null));
		assertThat(this.seen).containsExactly((String) null);
		assertThat(CurrentSocketId.bind(null)).isSameAs(outer);
	}

	@ParameterizedTest
	@ValueSource(strings = { "one", "map", "names", "values", "parts", "part" })
	void fieldOfAFormIsNoticedWhenSomebodyReadsIt(String way) throws Exception {
		MockHttpServletRequest request = request(null);
		request.setMethod("POST");
		request.setContentType("Multipart/Form-Data; boundary=b");
		request.addParameter("socket_id", "1.2");
		request.addPart(new MockPart("socket_id", "1.2".getBytes()));
		this.filter.doFilter(request, new MockHttpServletResponse(), (form, response) -> {
			this.seen.add(CurrentSocketId.get());
			read((SocketIdFormRequest) form, way);
			this.seen.add(CurrentSocketId.get());
		});
		assertThat(this.seen).containsExactly(null, "1.2");
	}

	private static void read(SocketIdFormRequest form, String way) {
		try {
			switch (way) {
				case "one" -> form.getParameter("a");
				case "map" -> form.getParameterMap();
				case "names" -> form.getParameterNames();
				case "values" -> form.getParameterValues("a");
				case "parts" -> form.getParts();
				default -> form.getPart("a");
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void filter(MockHttpServletRequest request) throws Exception {
		this.filter.doFilter(request, new MockHttpServletResponse(), this.chain);
	}

	private static MockHttpServletRequest request(String query) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
		request.setQueryString(query);
		return request;
	}

}
