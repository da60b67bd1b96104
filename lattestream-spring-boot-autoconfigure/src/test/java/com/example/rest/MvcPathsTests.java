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

package com.example.rest;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import com.example.client.BareSocket;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.PusherRequestSigner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for where the endpoints are in an application that is not at the root of its
 * server.
 */
class MvcPathsTests {

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "tomcat,/shop,-", "tomcat,-,/mvc", "tomcat,/shop,/mvc", "jetty,/shop,/mvc" })
	void endpointsAreBelowTheContextPathAndTheServletPath(String server, String contextPath, String servletPath)
			throws Exception {
		String base = ((contextPath != null) ? contextPath : "") + ((servletPath != null) ? servletPath : "");
		try (ConfigurableApplicationContext context = start(server, contextPath, servletPath)) {
			int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			assertThat(get(port, base + "/lattestream/client.js").statusCode()).isEqualTo(200);
			assertThat(get(port, base + "/lattestream/discover?api_key=lspk_rest").body()).contains("\"port\":" + port);
			assertThat(get(port, "/lattestream/client.js").statusCode()).isEqualTo(404);
			assertOpens(port, base + "/lattestream", "{\"api_key\":\"lspk_rest\"}");
			assertOpens(port, base + "/app/lspk_rest?protocol=7", null);
			assertThat(get(port, base + "/lattestream/api/channels/a;b", "Authorization", "lsk_rest").body())
				.isEqualTo("{\"occupied\":false}");
			assertThat(get(port, base + "/apps/42/channels?" + signed()).body()).isEqualTo("{\"channels\":{}}");
			assertThat(get(port, base + "/apps/mine/a").body()).isEqualTo("mine");
			HttpRequest webhook = HttpRequest.newBuilder(uri(port, base + "/lattestream/webhooks"))
				.POST(HttpRequest.BodyPublishers.ofString("{}"))
				.build();
			assertThat(this.http.send(webhook, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(401);
		}
	}

	private static ConfigurableApplicationContext start(String server, String contextPath, String servletPath) {
		return new SpringApplicationBuilder(RestApplication.class)
			.properties("server.port=0", "spring.main.web-application-type=servlet", "test.server=" + server,
					"lattestream.app.id=42", "lattestream.app.key=lspk_rest", "lattestream.app.secret=lsk_rest",
					"server.servlet.context-path=" + ((contextPath != null) ? contextPath : ""),
					"spring.mvc.servlet.path=" + ((servletPath != null) ? servletPath : "/"))
			.run();
	}

	private static void assertOpens(int port, String path, String first) {
		try (BareSocket socket = new BareSocket("ws://localhost:" + port + path)) {
			if (first != null) {
				socket.send(first);
			}
			assertThat(socket.next()).contains("connection_established");
		}
	}

	private static String signed() {
		PusherRequestSigner signer = new PusherRequestSigner(new AppCredentials("42", "lspk_rest", "lsk_rest"),
				Clock.systemUTC());
		return signer.sign("GET", "/apps/42/channels", Map.of(), new byte[0])
			.entrySet()
			.stream()
			.map((parameter) -> parameter.getKey() + "=" + parameter.getValue())
			.collect(Collectors.joining("&"));
	}

	private HttpResponse<String> get(int port, String path, String... headers) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(port, path)).timeout(Duration.ofSeconds(10));
		return this.http.send(((headers.length > 0) ? request.headers(headers) : request).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	private static URI uri(int port, String path) {
		return URI.create("http://localhost:" + port + path);
	}

}
