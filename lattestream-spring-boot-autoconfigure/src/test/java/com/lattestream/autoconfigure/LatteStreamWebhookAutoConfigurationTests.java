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

package com.lattestream.autoconfigure;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

import com.lattestream.autoconfigure.reactive.LatteStreamWebhookWebFluxAutoConfiguration;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.HmacSigner;
import com.lattestream.web.WebhookEndpoint;
import com.lattestream.web.reactive.ReactiveWebhookFilter;
import com.lattestream.webhook.WebhookParser;
import com.lattestream.webhook.WebhookVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableReactiveWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.web.reactive.DispatcherHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LatteStreamWebhookAutoConfiguration} and
 * {@link LatteStreamWebhookWebFluxAutoConfiguration}.
 */
class LatteStreamWebhookAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(JacksonAutoConfiguration.class,
			LatteStreamAutoConfiguration.class, LatteStreamWebhookAutoConfiguration.class,
			WebFluxAutoConfiguration.class, LatteStreamWebhookWebFluxAutoConfiguration.class);

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void receivesNothingWithoutASecret() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(WebhookVerifier.class)
			.hasSingleBean(WebhookParser.class)
			.doesNotHaveBean(WebhookEndpoint.class)
			.doesNotHaveBean(ReactiveWebhookFilter.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "lattestream.app.secret=a", "lattestream.webhook.secrets=a",
			"lattestream.webhook.secrets[0]=a", "lattestream.webhook.enabled=true" })
	void receivesWhenASecretIsSetOrItIsTold(String property) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasSingleBean(WebhookEndpoint.class)
				.hasSingleBean(ReactiveWebhookFilter.class));
	}

	@Test
	void canBeSwitchedOffWhileTheVerifierStays() {
		this.contextRunner.withPropertyValues("lattestream.app.secret=a", "lattestream.webhook.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WebhookEndpoint.class)
				.doesNotHaveBean(ReactiveWebhookFilter.class)
				.hasSingleBean(WebhookVerifier.class));
	}

	@Test
	void secretIsByDefaultTheOneOfTheApplication() {
		this.contextRunner
			.run((context) -> assertThat(verifies(context, context.getBean(AppCredentials.class).secret())).isTrue());
	}

	@Test
	void severalSecretsReplaceTheOneOfTheApplication() {
		this.contextRunner
			.withPropertyValues("lattestream.app.secret=app", "lattestream.webhook.secrets[0]=new",
					"lattestream.webhook.secrets[1]=old")
			.run((context) -> {
				assertThat(verifies(context, "new")).isTrue();
				assertThat(verifies(context, "old")).isTrue();
				assertThat(verifies(context, "app")).isFalse();
			});
	}

	@Test
	void emptySecretAmongOthersIsRefusedAtStartWithoutTellingThem() {
		this.contextRunner
			.withPropertyValues("lattestream.webhook.secrets[0]=hidden", "lattestream.webhook.secrets[1]=")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
				.satisfies((ex) -> assertThat(ex).hasStackTraceContaining("lattestream.webhook.secrets"))
				.satisfies((ex) -> assertThat(stackTrace(ex)).doesNotContain("hidden")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0B", "-1KB", "2GB" })
	void sizeThatMakesNoSenseIsRefusedAtStart(String size) {
		this.contextRunner
			.withPropertyValues("lattestream.webhook.enabled=true", "lattestream.webhook.max-size=" + size)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasStackTraceContaining("lattestream.webhook.max-size"));
	}

	@Test
	void negativeAgeIsRefusedAtStart() {
		this.contextRunner.withPropertyValues("lattestream.webhook.enabled=true", "lattestream.webhook.max-age=-1s")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasStackTraceContaining("lattestream.webhook.max-age"));
	}

	@Test
	void propertiesHaveTheirDefaults() {
		this.contextRunner.run((context) -> {
			LatteStreamWebhookProperties properties = context.getBean(LatteStreamWebhookProperties.class);
			assertThat(properties.getEnabled()).isNull();
			assertThat(properties.getPaths()).containsExactly("/lattestream/webhooks");
			assertThat(properties.getSecrets()).isEmpty();
			assertThat(properties.getMaxSize().toKilobytes()).isEqualTo(1024);
			assertThat(properties.getMaxAge()).isEqualTo(Duration.ofMinutes(5));
			assertThat(properties.isPublishEvents()).isTrue();
		});
	}

	@Test
	void propertiesReachTheEndpoint() {
		this.contextRunner.withPropertyValues("lattestream.webhook.enabled=true", "lattestream.webhook.max-size=10KB")
			.run((context) -> assertThat(context.getBean(WebhookEndpoint.class).maxSize()).isEqualTo(10 * 1024));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "0s" })
	void ageCanBeSwitchedOff(String maxAge) {
		this.contextRunner.withPropertyValues("lattestream.webhook.secrets=a", "lattestream.webhook.max-age=" + maxAge)
			.run((context) -> assertThat(status(context, "{\"time_ms\":1,\"events\":[]}")).isEqualTo(200));
	}

	@Test
	void ageIsAsConfigured() {
		String body = "{\"time_ms\":" + (System.currentTimeMillis() - 60_000) + ",\"events\":[]}";
		this.contextRunner.withPropertyValues("lattestream.webhook.secrets=a")
			.run((context) -> assertThat(status(context, body)).isEqualTo(200));
		this.contextRunner.withPropertyValues("lattestream.webhook.secrets=a", "lattestream.webhook.max-age=30s")
			.run((context) -> assertThat(status(context, body)).isEqualTo(401));
	}

	@Test
	void beansOfTheApplicationComeFirst() {
		WebhookVerifier verifier = new WebhookVerifier(List.of("own"));
		this.contextRunner.withBean(WebhookVerifier.class, () -> verifier)
			.withPropertyValues("lattestream.webhook.secrets=a")
			.run((context) -> assertThat(context.getBean(WebhookVerifier.class)).isSameAs(verifier));
	}

	@Test
	void thereIsNoFilterInOtherApplications() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("lattestream.webhook.secrets=a")
			.run((context) -> assertThat(context).hasSingleBean(WebhookEndpoint.class)
				.doesNotHaveBean(ReactiveWebhookFilter.class));
	}

	@Test
	void thereIsNoFilterWithoutWebFlux() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withClassLoader(new FilteredClassLoader(DispatcherHandler.class))
			.withPropertyValues("lattestream.webhook.secrets=a")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(WebhookVerifier.class));
	}

	private static boolean verifies(AssertableReactiveWebApplicationContext context, String secret) {
		byte[] body = { 1 };
		return context.getBean(WebhookVerifier.class)
			.verify(body, HexFormat.of().formatHex(new HmacSigner(secret).digest(body)));
	}

	private static int status(AssertableReactiveWebApplicationContext context, String text) {
		byte[] body = text.getBytes(StandardCharsets.UTF_8);
		String signature = HexFormat.of().formatHex(new HmacSigner("a").digest(body));
		return context.getBean(WebhookEndpoint.class)
			.receive(signature, null, body)
			.map((receipt) -> receipt.response().status())
			.block(Duration.ofSeconds(10));
	}

	private static String stackTrace(Throwable ex) {
		StringWriter writer = new StringWriter();
		ex.printStackTrace(new PrintWriter(writer));
		return writer.toString();
	}

}
