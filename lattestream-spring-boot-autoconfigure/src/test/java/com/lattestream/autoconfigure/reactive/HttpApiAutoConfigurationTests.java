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

package com.lattestream.autoconfigure.reactive;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.autoconfigure.LatteStreamProperties;
import com.lattestream.broker.IdempotencyStore;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.PusherRequestSigner;
import com.lattestream.web.reactive.ReactiveHttpApiFirewall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.test.web.reactive.server.HttpHandlerConnector;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the REST APIs of {@link LatteStreamWebFluxAutoConfiguration} and for
 * {@link LatteStreamWebFluxSecurityAutoConfiguration}.
 */
class HttpApiAutoConfigurationTests {

	private static final String LATTESTREAM = "latteStreamApiMapping";

	private static final String PUSHER = "latteStreamPusherApiMapping";

	private static final String[] CREDENTIALS = { "lattestream.app.key=lspk_one", "lattestream.app.secret=lsk_two" };

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, CodecsAutoConfiguration.class,
				HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class, LatteStreamAutoConfiguration.class,
				LatteStreamWebFluxAutoConfiguration.class, LatteStreamWebFluxSecurityAutoConfiguration.class));

	private final ReactiveWebApplicationContextRunner withCredentials = this.contextRunner
		.withPropertyValues(CREDENTIALS);

	@Test
	void apisAnswerWhereKeyAndSecretAreSet() {
		this.withCredentials.run((context) -> {
			assertThat(context).hasBean(LATTESTREAM).hasBean(PUSHER);
			assertThat(latteStream(context, "/lattestream/api/channels", "lsk_two").value()).isEqualTo(200);
			assertThat(latteStream(context, "/lattestream/api/channels", "lsk_wrong").value()).isEqualTo(401);
			assertThat(pusher(context, "/apps").value()).isEqualTo(200);
		});
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "lattestream.app.key=lspk_one", "lattestream.app.secret=", "lattestream.hub.api.enabled=true",
					"lattestream.hub.pusher.enabled=true", "lattestream.hub.pusher.api.enabled=true" })
	void apisDoNotAnswerWhereTheSecretIsGenerated(String property) {
		this.contextRunner.withPropertyValues(property).run((context) -> {
			assertThat(context).doesNotHaveBean(LATTESTREAM).doesNotHaveBean(PUSHER);
			assertThat(context).doesNotHaveBean(ReactiveHttpApiFirewall.class);
			String secret = context.getBean(AppCredentials.class).secret();
			assertThat(latteStream(context, "/lattestream/api/channels", secret).value()).isEqualTo(404);
		});
	}

	@Test
	void latteStreamsApiTakesNoKey() {
		this.contextRunner.withPropertyValues("lattestream.app.secret=lsk_two")
			.run((context) -> assertThat(context).hasBean(LATTESTREAM).doesNotHaveBean(PUSHER));
	}

	@Test
	void apisAnswerWithCredentialsOfTheApplication() {
		this.contextRunner
			.withBean("ownCredentials", AppCredentials.class, () -> new AppCredentials("app", "lspk_one", "lsk_own"))
			.withPropertyValues("lattestream.hub.pusher.enabled=true")
			.run((context) -> {
				assertThat(context).hasBean(PUSHER);
				assertThat(latteStream(context, "/lattestream/api/channels", "lsk_own").value()).isEqualTo(200);
			});
	}

	@Test
	void latteStreamsApiCanBeSwitchedOff() {
		this.withCredentials.withPropertyValues("lattestream.hub.api.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(LATTESTREAM).hasBean(PUSHER);
			assertThat(latteStream(context, "/lattestream/api/channels", "lsk_two").value()).isEqualTo(404);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "lattestream.hub.pusher.api.enabled=false", "lattestream.hub.pusher.enabled=false" })
	void pushersApiCanBeSwitchedOff(String property) {
		this.withCredentials.withPropertyValues(property).run((context) -> {
			assertThat(context).hasBean(LATTESTREAM).doesNotHaveBean(PUSHER);
			assertThat(pusher(context, "/apps").value()).isEqualTo(404);
		});
	}

	@ParameterizedTest
	@CsvSource({ "/rt,'',/rt/api", "rt/,'',/rt/api", "/,'',/api", "/rt,/server/api/,/server/api",
			"/rt,server,/server" })
	void latteStreamsApiCanBeMoved(String hub, String configured, String path) {
		this.withCredentials.withPropertyValues("lattestream.hub.path=" + hub, "lattestream.hub.api.path=" + configured)
			.run((context) -> {
				assertThat(latteStream(context, path + "/channels", "lsk_two").value()).isEqualTo(200);
				assertThat(latteStream(context, path + "/channels/a", "lsk_two").value()).isEqualTo(200);
			});
	}

	@ParameterizedTest
	@CsvSource({ "/pusher/apps,/pusher/apps", "apps2/,/apps2" })
	void pushersApiCanBeMoved(String configured, String path) {
		this.withCredentials.withPropertyValues("lattestream.hub.pusher.api.path=" + configured)
			.run((context) -> assertThat(pusher(context, path).value()).isEqualTo(200));
	}

	@Test
	void apisAreBelowTheBasePathOfTheApplication() {
		this.withCredentials.withPropertyValues("spring.webflux.base-path=/base").run((context) -> {
			assertThat(latteStream(context, "/base/lattestream/api/channels/a", "lsk_two").value()).isEqualTo(200);
			assertThat(pusher(context, "/base/apps").value()).isEqualTo(200);
		});
	}

	@Test
	void requestSizeIsALimit() {
		this.withCredentials.withPropertyValues("lattestream.hub.limits.request-size=100B")
			.run((context) -> client(context).post()
				.uri("/lattestream/api/events")
				.header("Authorization", "lsk_two")
				.bodyValue("x".repeat(101))
				.exchange()
				.expectStatus()
				.isEqualTo(413));
	}

	@Test
	void requestSizeThatIsOutOfRangeStopsTheApplication() {
		this.withCredentials.withPropertyValues("lattestream.hub.limits.request-size=2GB")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class));
	}

	@Test
	void eventDataHasALimitForEachApi() {
		this.withCredentials
			.withPropertyValues("lattestream.hub.limits.event-data=10B", "lattestream.hub.limits.pusher-event-data=5B")
			.run((context) -> {
				assertThat(publish(context, "x".repeat(10)).value()).isEqualTo(200);
				assertThat(publish(context, "x".repeat(11)).value()).isEqualTo(413);
				assertThat(publishAsPusher(context, "x".repeat(5)).value()).isEqualTo(200);
				assertThat(publishAsPusher(context, "x".repeat(6)).value()).isEqualTo(413);
			});
	}

	@Test
	void signaturesMayComeAgainForAWhile() {
		this.withCredentials.run((context) -> {
			assertThat(publishAsPusher(context, "1").value()).isEqualTo(200);
			assertThat(publishAsPusher(context, "1").value()).isEqualTo(200);
		});
		this.withCredentials.withPropertyValues("lattestream.hub.pusher.api.repeat-window=0").run((context) -> {
			String target = publishing("1");
			assertThat(post(context, target, body("1")).value()).isEqualTo(200);
			assertThat(post(context, target, body("1")).value()).isEqualTo(401);
		});
	}

	@Test
	void propertiesHaveTheirDefaults() {
		LatteStreamProperties.Hub hub = new LatteStreamProperties().getHub();
		assertThat(hub.getApi().isEnabled()).isTrue();
		assertThat(hub.getApi().getPath()).isNull();
		assertThat(hub.getPusher().getApi().isEnabled()).isTrue();
		assertThat(hub.getPusher().getApi().getPath()).isEqualTo("/apps");
		assertThat(hub.getPusher().getApi().getRepeatWindow()).isEqualTo(Duration.ofSeconds(5));
		assertThat(hub.getIdempotency().getLifetime()).isEqualTo(Duration.ofMinutes(5));
		assertThat(hub.getIdempotency().getMaxSize()).isEqualTo(DataSize.ofMegabytes(32));
		assertThat(hub.getLimits().getRequestSize()).isEqualTo(DataSize.ofMegabytes(1));
	}

	@Test
	void idempotencyKeysAreForgottenAfterTheirLifetime() {
		this.withCredentials.withPropertyValues("lattestream.hub.idempotency.lifetime=0")
			.run((context) -> assertThat(conflict(context).value()).isEqualTo(200));
		this.withCredentials.run((context) -> assertThat(conflict(context).value()).isEqualTo(422));
	}

	@Test
	void memoryOfRequestsIsLimited() {
		this.withCredentials.withPropertyValues("lattestream.hub.idempotency.max-size=1B")
			.run((context) -> assertThat(conflict(context).value()).isEqualTo(200));
	}

	@Test
	void backsOffFromIdempotencyStore() {
		IdempotencyStore own = (key, fingerprint, lifetime, operation) -> operation;
		this.withCredentials.withBean(IdempotencyStore.class, () -> own).run((context) -> {
			assertThat(context).doesNotHaveBean(InMemoryIdempotencyStore.class);
			assertThat(conflict(context).value()).isEqualTo(200);
		});
	}

	@Test
	void firewallLetsSemicolonsOfTheApisThrough() {
		this.withCredentials.run((context) -> assertThat(context).hasSingleBean(ReactiveHttpApiFirewall.class));
	}

	@Test
	void backsOffFromFirewall() {
		this.withCredentials.withBean(ServerWebExchangeFirewall.class, StrictServerWebExchangeFirewall::new)
			.run((context) -> assertThat(context).doesNotHaveBean(ReactiveHttpApiFirewall.class));
	}

	@Test
	void firewallIsLeftOutWithoutSpringSecurity() {
		this.withCredentials.withClassLoader(new FilteredClassLoader("org.springframework.security")).run((context) -> {
			assertThat(context).hasBean(LATTESTREAM);
			assertThat(context).doesNotHaveBean(LatteStreamWebFluxSecurityAutoConfiguration.class);
		});
	}

	@Test
	void firewallIsLeftOutOutsideOfWebApplications() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, LatteStreamAutoConfiguration.class,
					LatteStreamWebFluxAutoConfiguration.class, LatteStreamWebFluxSecurityAutoConfiguration.class))
			.withPropertyValues(CREDENTIALS)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ReactiveHttpApiFirewall.class));
	}

	private static HttpStatusCode conflict(ApplicationContext context) {
		HttpStatusCode status = null;
		for (String data : new String[] { "1", "2" }) {
			status = client(context).post()
				.uri("/lattestream/api/events")
				.header("Authorization", "lsk_two")
				.header("Idempotency-Key", "k")
				.bodyValue(body(data))
				.exchange()
				.returnResult(String.class)
				.getStatus();
		}
		return status;
	}

	private static HttpStatusCode publish(ApplicationContext context, String data) {
		return client(context).post()
			.uri("/lattestream/api/events")
			.header("Authorization", "lsk_two")
			.bodyValue(body(data))
			.exchange()
			.returnResult(String.class)
			.getStatus();
	}

	private static HttpStatusCode publishAsPusher(ApplicationContext context, String data) {
		return post(context, publishing(data), body(data));
	}

	private static String publishing(String data) {
		return "/apps/app/events?" + query(
				signer().sign("POST", "/apps/app/events", Map.of(), body(data).getBytes(StandardCharsets.UTF_8)));
	}

	private static HttpStatusCode post(ApplicationContext context, String target, String body) {
		return client(context).post().uri(target).bodyValue(body).exchange().returnResult(String.class).getStatus();
	}

	private static String body(String data) {
		return "{\"channel\":\"a\",\"name\":\"e\",\"data\":\"" + data + "\"}";
	}

	private static HttpStatusCode latteStream(ApplicationContext context, String path, String secret) {
		return client(context).get()
			.uri(path)
			.header("Authorization", secret)
			.exchange()
			.returnResult(String.class)
			.getStatus();
	}

	private static HttpStatusCode pusher(ApplicationContext context, String path) {
		String query = query(signer().sign("GET", "/apps/app/channels", Map.of(), new byte[0]));
		return client(context).get()
			.uri(path + "/app/channels?" + query)
			.exchange()
			.returnResult(String.class)
			.getStatus();
	}

	private static PusherRequestSigner signer() {
		return new PusherRequestSigner(new AppCredentials("app", "lspk_one", "lsk_two"), Clock.systemUTC());
	}

	private static String query(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((parameter) -> parameter.getKey() + "=" + parameter.getValue())
			.collect(Collectors.joining("&"));
	}

	private static WebTestClient client(ApplicationContext context) {
		return WebTestClient.bindToServer(new HttpHandlerConnector(context.getBean(HttpHandler.class))).build();
	}

}
