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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.server.ServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules with Spring Security, asked on connections with a login or a ticket; and pages
 * whose login does not count.
 */
@SpringBootTest(classes = InlineApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "lattestream.app.key=lspk_inline", "lattestream.app.secret=lsk_inline" })
class InlineSecurityTests {

	@LocalServerPort
	private int port;

	@Autowired
	private InlineApplication.Channels channels;

	@ParameterizedTest
	@CsvSource({ "ann, private-draft-1, 200", "bob, private-draft-1, 403", "ann, private-own-ann, 200",
			"ann, private-own-bob, 403", "ann, private-context-ann, 200", "bob, private-context-ann, 403",
			"ann, private-details-ann, 200", "bob, private-details-ann, 403", "ann, private-tenant-blue, 200",
			"ann, private-tenant-red, 403", "ann, private-session, 403" })
	void ruleDecidesOnSocketsAsItDoesOverHttp(String user, String channel, int status) {
		try (Socket socket = new Socket(this.port, "", "Authorization", basic(user), "X-Tenant", "blue")) {
			assertThat(socket.subscribe(channel)).isEqualTo(status);
		}
		if (!channel.equals("private-session")) {
			client(this.port).post()
				.uri("/lattestream/auth")
				.header("Authorization", basic(user))
				.header("X-Tenant", "blue")
				.header("Content-Type", "application/x-www-form-urlencoded")
				.bodyValue("socket_id=1.2&channel_name=" + channel)
				.exchange()
				.expectStatus()
				.isEqualTo(status);
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
	void eachQuestionHasAnExchangeOfItsOwn() {
		this.channels.exchanges().clear();
		try (Socket socket = new Socket(this.port, "", "Authorization", basic("ann"), "X-Tenant", "a")) {
			assertThat(socket.subscribe("private-tenant-a")).isEqualTo(200);
			assertThat(socket.subscribe("private-tenant-b")).isEqualTo(403);
			assertThat(socket.subscribe("private-tenant-a")).isEqualTo(200);
		}
		assertThat(this.channels.exchanges()).hasSize(3).doesNotHaveDuplicates();
		assertThat(this.channels.exchanges()).extracting(ServerWebExchange::getAttributes)
			.allSatisfy((attributes) -> assertThat(attributes).containsEntry("tenant", "t-a"));
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
		return new SpringApplicationBuilder(InlineApplication.class)
			.properties("server.port=0", "lattestream.app.key=lspk_inline", "lattestream.app.secret=lsk_inline",
					"spring.main.banner-mode=off")
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

	private static WebTestClient client(int port) {
		return WebTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	private static String basic(String user) {
		return "Basic " + Base64.getEncoder().encodeToString((user + ":password").getBytes(StandardCharsets.UTF_8));
	}

}
