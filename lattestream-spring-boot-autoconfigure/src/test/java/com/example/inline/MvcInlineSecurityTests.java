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

package com.example.inline;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.reactive.server.StatusAssertions;
import org.springframework.test.web.reactive.server.WebTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link InlineSecurityTests} on Spring MVC, and rules that use more of it.
 */
@SpringBootTest(classes = MvcApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.main.web-application-type=servlet", "spring.data.redis.repositories.enabled=false",
				"lattestream.app.key=lspk_inline", "lattestream.app.secret=lsk_inline" })
class MvcInlineSecurityTests {

	@LocalServerPort
	private int port;

	@Autowired
	private MvcApplication.Channels channels;

	@Autowired
	private MvcApplication.Orders orders;

	@BeforeEach
	void order() {
		this.orders.save(new MvcApplication.Order("7", "ann"));
	}

	@ParameterizedTest
	@CsvSource({ "ann, private-draft-1, 200", "bob, private-draft-1, 403", "ann, private-own-ann, 200",
			"ann, private-own-bob, 403", "ann, private-context-ann, 200", "bob, private-context-ann, 403",
			"ann, private-details-ann, 200", "bob, private-details-ann, 403", "ann, private-tenant-blue, 200",
			"ann, private-tenant-red, 403", "ann, private-role-EDITOR, 200", "ann, private-role-USER, 403",
			"ann, private-scope-blue, 200", "ann, private-scope-red, 403", "ann, private-order-7, 200",
			"bob, private-order-7, 403", "ann, private-order-8, 403", "ann, private-least-10, 200",
			"ann, private-least-9, 403", "ann, private-least-x, 403", "ann, private-language-fr, 200",
			"ann, private-language-de, 403", "ann, private-callable-true, 200", "ann, private-callable-false, 403",
			"ann, private-deferred-true, 200", "ann, private-deferred-false, 403", "ann, private-failing, 403",
			"ann, private-response, 200", "ann, private-session, 403" })
	void ruleDecidesOnSocketsAsItDoesOverHttp(String user, String channel, int status) {
		try (Socket socket = new Socket(this.port, "", "Authorization", basic(user), "X-Tenant", "blue",
				"Accept-Language", "fr")) {
			assertThat(socket.subscribe(channel)).isEqualTo(status);
		}
		if (!channel.equals("private-session")) {
			authorize(user, channel).isEqualTo(status);
		}
	}

	@Test
	void rulesAreAskedWhereTheyMayBlock() {
		try (Socket socket = new Socket(this.port, "", "Authorization", basic("ann"))) {
			assertThat(socket.subscribe("private-context-ann")).isEqualTo(200);
			assertThat(this.channels.thread()).startsWith("lattestream-callback-");
		}
		authorize("ann", "private-context-ann").isOk();
		assertThat(this.channels.thread()).startsWith("http-nio-");
	}

	@Test
	void exceptionHandlerOfTheRulesIsAsked() {
		this.channels.failures().clear();
		try (Socket socket = new Socket(this.port, "", "Authorization", basic("ann"))) {
			assertThat(socket.subscribe("private-failing")).isEqualTo(403);
		}
		authorize("ann", "private-failing").isForbidden();
		assertThat(this.channels.failures()).containsExactly("no", "no");
	}

	@Test
	void scopeOfTheRequestEndsWithTheQuestion() {
		MvcApplication.Tenant.gone().clear();
		try (Socket socket = new Socket(this.port, "", "Authorization", basic("ann"), "X-Tenant", "a")) {
			assertThat(socket.subscribe("private-scope-a")).isEqualTo(200);
			assertThat(socket.subscribe("private-scope-b")).isEqualTo(403);
			assertThat(MvcApplication.Tenant.gone()).hasSize(2);
		}
	}

	@ParameterizedTest
	@CsvSource({ "ann, private-draft-1, 200", "bob, private-draft-1, 403", "ann, private-own-ann, 200",
			"ann, private-context-ann, 200", "ann, private-details-ann, 200", "ann, private-tenant-green, 200" })
	void loginOfATicketCountsOnSocketsAndStreams(String user, String channel, int status) {
		try (Socket socket = new Socket(this.port, "?ticket=" + ticket(this.port, user), "X-Tenant", "green")) {
			assertThat(socket.subscribe(channel)).isEqualTo(status);
		}
		client(this.port).get()
			.uri("/lattestream/sse?channels={channel}&ticket={ticket}", channel, ticket(this.port, user))
			.header("X-Tenant", "green")
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.returnResult(String.class)
			.getResponseBody()
			.take(1)
			.blockLast();
	}

	@Test
	void eachQuestionHasARequestOfItsOwn() {
		this.channels.requests().clear();
		try (Socket socket = new Socket(this.port, "", "Authorization", basic("ann"), "X-Tenant", "a")) {
			assertThat(socket.subscribe("private-tenant-a")).isEqualTo(200);
			assertThat(socket.subscribe("private-tenant-b")).isEqualTo(403);
			assertThat(socket.subscribe("private-tenant-a")).isEqualTo(200);
		}
		assertThat(this.channels.requests()).hasSize(3).doesNotHaveDuplicates();
		// Whatever became of the container's own
		assertThat(this.channels.requests()).allSatisfy((request) -> {
			assertThat(request.getAttribute("tenant")).isEqualTo("t-a");
			assertThat(request.getHeader("x-tenant")).isEqualTo("a");
			assertThat(request.getRequestURI()).isEqualTo("/lattestream");
			assertThat(request.getUserPrincipal().getName()).isEqualTo("ann");
		});
	}

	@Test
	void loginThatCameFromJustAnyPageDoesNotCount() {
		try (ConfigurableApplicationContext context = start(
				"lattestream.hub.allowed-origins=*,https://app.example.com")) {
			int open = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			String login = basic("ann");
			assertThat(subscribe(open, "", "Authorization", login, "Origin", "https://evil.example.com"))
				.isEqualTo(401);
			assertThat(subscribe(open, "", "Authorization", login, "Origin", "null")).isEqualTo(401);
			assertThat(subscribe(open, "", "Authorization", login, "Origin", "https://app.example.com")).isEqualTo(200);
			assertThat(subscribe(open, "", "Authorization", login, "Origin", "http://localhost:" + open))
				.isEqualTo(200);
			assertThat(subscribe(open, "", "Authorization", login)).isEqualTo(200);
			String query = "?ticket=" + ticket(open, "ann");
			assertThat(subscribe(open, query, "Origin", "https://evil.example.com")).isEqualTo(200);
		}
	}

	@Test
	void connectionsTakeTokensOnlyWhereThePropertySaysSo() {
		try (ConfigurableApplicationContext context = start("lattestream.auth.inline=false")) {
			int signed = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			assertThat(subscribe(signed, "", "Authorization", basic("ann"))).isEqualTo(401);
			assertThat(subscribe(signed, "?ticket=" + ticket(signed, "ann"))).isEqualTo(401);
		}
	}

	private static ConfigurableApplicationContext start(String property) {
		return new SpringApplicationBuilder(MvcApplication.class)
			.properties("server.port=0", "spring.main.web-application-type=servlet",
					"spring.data.redis.repositories.enabled=false", "lattestream.app.key=lspk_inline",
					"lattestream.app.secret=lsk_inline", "spring.main.banner-mode=off")
			.run("--" + property);
	}

	private static int subscribe(int port, String query, String... headers) {
		try (Socket socket = new Socket(port, query, headers)) {
			return socket.subscribe("private-own-ann");
		}
	}

	private static String ticket(int port, String user) {
		String body = client(port).post()
			.uri("/lattestream/ticket")
			.header("Authorization", basic(user))
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return body.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
	}

	private StatusAssertions authorize(String user, String channel) {
		return client(this.port).post()
			.uri("/lattestream/auth")
			.header("Authorization", basic(user))
			.header("X-Tenant", "blue")
			.header("Accept-Language", "fr")
			.header("Content-Type", "application/x-www-form-urlencoded")
			.bodyValue("socket_id=1.2&channel_name=" + channel)
			.exchange()
			.expectStatus();
	}

	private static WebTestClient client(int port) {
		return WebTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	private static String basic(String user) {
		return "Basic " + Base64.getEncoder().encodeToString((user + ":password").getBytes(StandardCharsets.UTF_8));
	}

}
