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

package com.lattestream.autoconfigure.remote;

import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.lattestream.ChannelOccupied;
import com.lattestream.auth.LatteChannelAuth;
import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.autoconfigure.LatteStreamWebhookAutoConfiguration;
import com.lattestream.autoconfigure.LatteStreamWebhookDeliveryAutoConfiguration;
import com.lattestream.autoconfigure.reactive.LatteStreamWebFluxAutoConfiguration;
import com.lattestream.autoconfigure.reactive.LatteStreamWebhookWebFluxAutoConfiguration;
import com.lattestream.signature.HmacSigner;
import com.lattestream.webhook.WebhookSender;
import com.lattestream.webhook.WebhookVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the endpoints of a WebFlux application whose clients connect to a service
 * elsewhere.
 */
@ExtendWith(OutputCaptureExtension.class)
class RemoteChannelAuthorizationTests {

	private final StubService service = new StubService();

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, CodecsAutoConfiguration.class,
				HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class, LatteStreamAutoConfiguration.class,
				LatteStreamWebFluxAutoConfiguration.class, LatteStreamRemoteAutoConfiguration.class,
				LatteStreamWebhookAutoConfiguration.class, LatteStreamWebhookDeliveryAutoConfiguration.class,
				LatteStreamWebhookWebFluxAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("lattestream.mode=remote", "lattestream.app.key=lspk_key",
				"lattestream.app.secret=lsk_very_secret", "lattestream.client.endpoint=" + this.service.endpoint(),
				"lattestream.client.retry.max-retries=0");

	@AfterEach
	void closeService() {
		this.service.close();
	}

	@Test
	void onlyWhatClientsOfTheServiceNeedIsServed() {
		this.contextRunner.withPropertyValues("lattestream.hub.pusher.enabled=true").run((context) -> {
			assertThat(context.getBeanNamesForType(SimpleUrlHandlerMapping.class))
				.filteredOn((name) -> name.startsWith("latteStream"))
				.containsExactlyInAnyOrder("latteStreamChannelAuthMapping", "latteStreamUserAuthMapping",
						"latteStreamClientScriptMapping");
			WebTestClient client = client(context);
			client.get().uri("/lattestream/client.js").exchange().expectStatus().isOk();
			client.get().uri("/lattestream").exchange().expectStatus().isNotFound();
			client.get().uri("/lattestream/sse?channels=a").exchange().expectStatus().isNotFound();
			client.get().uri("/lattestream/discover?api_key=lspk_key").exchange().expectStatus().isNotFound();
			client.get().uri("/app/lspk_key").exchange().expectStatus().isNotFound();
		});
	}

	@Test
	void rulesDecideAndTheServiceSigns() {
		this.service.answer(200, "{\"auth\":\"lspc_token\"}");
		this.contextRunner.run((context) -> {
			authorize(context, "private-orders-ann").expectStatus()
				.isOk()
				.expectBody()
				.json("{\"auth\":\"lspc_token\"}");
			assertThat(this.service.requests()).hasSize(1);
			authorize(context, "private-orders-bob").expectStatus().isForbidden();
			authorize(context, "private-without-a-rule").expectStatus().isForbidden();
			assertThat(this.service.requests()).hasSize(1);
		});
	}

	@Test
	void rulesDecideAndTheApplicationSigns() {
		this.contextRunner.withPropertyValues("lattestream.client.channel-authorization=local").run((context) -> {
			authorize(context, "private-orders-ann").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.auth")
				.value(String.class, (auth) -> assertThat(auth).matches("1\\.2:[0-9a-f]{64}"));
			assertThat(this.service.requests()).isEmpty();
		});
	}

	@Test
	void serviceThatDoesNotSignIsNoRefusal(CapturedOutput output) {
		this.service.answer(500, "");
		this.contextRunner.run((context) -> authorize(context, "private-orders-ann").expectStatus()
			.isEqualTo(503)
			.expectBody()
			.json("{\"error\":\"Service Unavailable\"}"));
		assertThat(output).contains("'private-orders-ann' cannot be signed").doesNotContain("very_secret");
	}

	@Test
	void webhooksOfTheServiceBringItsEvents() {
		String body = "{\"time_ms\":" + System.currentTimeMillis()
				+ ",\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"news\"}]}";
		List<ChannelOccupied> events = new CopyOnWriteArrayList<>();
		this.contextRunner.withPropertyValues("lattestream.webhook.delivery.targets[0].url=http://localhost:1/webhooks")
			.withInitializer((context) -> context.addApplicationListener((event) -> {
				if (event instanceof PayloadApplicationEvent<?> payload
						&& payload.getPayload() instanceof ChannelOccupied occupied) {
					events.add(occupied);
				}
			}))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(WebhookSender.class);
				client(context).post()
					.uri("/lattestream/webhooks")
					.contentType(MediaType.APPLICATION_JSON)
					.header(WebhookVerifier.LATTESTREAM_SIGNATURE, new HmacSigner("lsk_very_secret").sign(body))
					.bodyValue(body)
					.exchange()
					.expectStatus()
					.isOk();
				assertThat(events).containsExactly(new ChannelOccupied("news"));
			});
	}

	private static WebTestClient.ResponseSpec authorize(ApplicationContext context, String channel) {
		return client(context).post()
			.uri("/lattestream/auth")
			.body(BodyInserters.fromFormData("socket_id", "1.2").with("channel_name", channel))
			.exchange();
	}

	private static WebTestClient client(ApplicationContext context) {
		return WebTestClient.bindToApplicationContext(context)
			.configureClient()
			.responseTimeout(Duration.ofSeconds(20))
			.build();
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Channels channels() {
			return new Channels();
		}

		@Bean
		WebFilter principal() {
			Principal ann = () -> "ann";
			return (exchange, chain) -> chain.filter(exchange.mutate().principal(Mono.just(ann)).build());
		}

	}

	@LatteChannelAuth
	static class Channels {

		@LatteChannelAuth("private-orders-{customer}")
		boolean orders(@PathVariable String customer, Principal user) {
			return user.getName().equals(customer);
		}

	}

}
