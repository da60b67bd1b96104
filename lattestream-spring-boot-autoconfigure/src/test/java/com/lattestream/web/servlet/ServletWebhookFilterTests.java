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

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.web.CallbackExecutor;
import com.lattestream.web.WebhookEndpoint;
import com.lattestream.webhook.WebhookParser;
import com.lattestream.webhook.WebhookVerifier;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.HandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServletWebhookFilter}, the paths that no test through Spring
 * Security's firewall can take.
 */
class ServletWebhookFilterTests {

	private static final int TEAPOT = 418;

	private final WebhookEndpoint endpoint = new WebhookEndpoint(new WebhookVerifier(List.of("secret")),
			new WebhookParser(), (event) -> {
			}, new CallbackExecutor(new TaskExecutorAdapter(Runnable::run)),
			new WebhookEndpoint.Settings(1000, Duration.ofMinutes(5), true),
			new InMemoryIdempotencyStore(1024 * 1024, Clock.systemUTC()), Clock.systemUTC());

	private final ServletWebhookFilter filter = new ServletWebhookFilter(this.endpoint,
			List.of("/lattestream/webhooks"),
			new ControllerLookup(new StaticListableBeanFactory().getBeanProvider(HandlerMapping.class)));

	@ParameterizedTest
	@ValueSource(strings = { "/lattestream/webhooks", "/lattestream/webhooks/", "/lattestream/webhooks;a=b",
			"/lattestream;a=b/webhooks", "/lattestream/web%68ooks" })
	void whatAControllerWouldBeFoundForIsGuarded(String path) throws Exception {
		assertThat(filter("", path)).isEqualTo(401);
		assertThat(filter("/shop", "/shop" + path)).isEqualTo(401);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/lattestream", "/lattestream/webhooks/a", "/lattestream/webhooksa" })
	void otherPathsAreLeftAlone(String path) throws Exception {
		assertThat(filter("", path)).isEqualTo(TEAPOT);
		assertThat(filter("/shop", "/shop" + path)).isEqualTo(TEAPOT);
	}

	private int filter(String contextPath, String path) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", path);
		request.setContextPath(contextPath);
		request.setContent("{}".getBytes());
		MockHttpServletResponse response = new MockHttpServletResponse();
		this.filter.doFilter(request, response, (passed, answer) -> ((HttpServletResponse) answer).setStatus(TEAPOT));
		return response.getStatus();
	}

}
