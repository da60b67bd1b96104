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

import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

import com.lattestream.hub.HubListener;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.signature.AppCredentials;
import com.lattestream.webhook.AddressPolicy;
import com.lattestream.webhook.WebhookDeliverySettings;
import com.lattestream.webhook.WebhookEventType;
import com.lattestream.webhook.WebhookHttpClient;
import com.lattestream.webhook.WebhookSender;
import com.lattestream.webhook.WebhookSignatures;
import com.lattestream.webhook.WebhookTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LatteStreamWebhookDeliveryAutoConfiguration}.
 */
class LatteStreamWebhookDeliveryAutoConfigurationTests {

	private static final String PREFIX = "lattestream.webhook.delivery.";

	private static final AppCredentials CREDENTIALS = new AppCredentials("app", "key", "secret");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, LatteStreamAutoConfiguration.class,
				LatteStreamWebhookAutoConfiguration.class, LatteStreamWebhookDeliveryAutoConfiguration.class));

	private final ApplicationContextRunner targetRunner = this.contextRunner
		.withPropertyValues(PREFIX + "targets[0].url=https://example.com/hooks");

	@Test
	void nothingIsSentWithoutTargets() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(WebhookSender.class)
			.doesNotHaveBean(WebhookHttpClient.class)
			.doesNotHaveBean(LatteStreamWebhookLifecycle.class));
	}

	@Test
	void targetsCanBeTakenAway() {
		this.targetRunner.withPropertyValues(PREFIX + "targets=")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WebhookSender.class));
	}

	@Test
	void targetMakesTheHubSend() {
		this.targetRunner.run((context) -> {
			assertThat(context).hasSingleBean(WebhookSender.class).hasSingleBean(LatteStreamWebhookLifecycle.class);
			assertThat(context.getBeanProvider(HubListener.class)).contains(context.getBean(WebhookSender.class));
		});
	}

	@Test
	void nothingIsSentWithoutAHub() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(LatteStreamWebhookDeliveryAutoConfiguration.class))
			.withBean(AppCredentials.class, () -> CREDENTIALS)
			.withPropertyValues(PREFIX + "targets[0].url=https://example.com/hooks")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WebhookSender.class));
	}

	@Test
	void nothingIsSentWithoutWebClient() {
		this.targetRunner.withClassLoader(new FilteredClassLoader(WebClient.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(LatteStreamHub.class)
				.doesNotHaveBean(WebhookSender.class));
	}

	@Test
	void webhooksAreSentWithoutReactorNetty() {
		this.targetRunner.withClassLoader(new FilteredClassLoader("reactor.netty", "io.netty"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WebhookSender.class)
				.hasSingleBean(LatteStreamWebhookDeliveryAutoConfiguration.JdkConfiguration.class)
				.doesNotHaveBean(LatteStreamWebhookDeliveryAutoConfiguration.ReactorNettyConfiguration.class));
	}

	@Test
	void senderOfTheApplicationComesFirst() {
		this.targetRunner
			.withBean(WebhookSender.class,
					() -> new WebhookSender(List.of(), WebhookDeliverySettings.DEFAULTS,
							WebhookHttpClient.onJdk(WebClient.builder(), new AddressPolicy(null),
									Duration.ofSeconds(1))))
			.run((context) -> assertThat(context).hasSingleBean(WebhookSender.class));
	}

	@Test
	void senderStopsAfterTheHubAndBeforeTheWebServer() {
		assertThat(LatteStreamWebhookLifecycle.PHASE).isLessThan(LatteStreamHubLifecycle.PHASE)
			.isGreaterThan(SmartLifecycle.DEFAULT_PHASE - 1024);
	}

	@Test
	void propertiesHaveTheirDefaults() {
		this.contextRunner.run((context) -> {
			LatteStreamWebhookProperties.Delivery delivery = delivery(context);
			assertThat(delivery.getTargets()).isEmpty();
			assertThat(delivery.getAllowPrivate()).isNull();
			assertThat(delivery.getShutdownTimeout()).isEqualTo(Duration.ofSeconds(5));
			assertThat(WebhookTargetFactory.settings(delivery)).isEqualTo(WebhookDeliverySettings.DEFAULTS);
		});
	}

	@Test
	void propertiesBecomeSettings() {
		this.contextRunner
			.withPropertyValues(PREFIX + "batch.window=1s", PREFIX + "batch.max-events=2", PREFIX + "debounce=3s",
					PREFIX + "timeout=4s", PREFIX + "retry.initial-delay=5s", PREFIX + "retry.max-delay=6s",
					PREFIX + "retry.max-duration=7s", PREFIX + "queue.max-events=8", PREFIX + "queue.max-bytes=9KB",
					PREFIX + "shutdown-timeout=10s", PREFIX + "allow-private=true")
			.run((context) -> {
				assertThat(WebhookTargetFactory.settings(delivery(context))).isEqualTo(new WebhookDeliverySettings(
						Duration.ofSeconds(1), 2, Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofSeconds(5),
						Duration.ofSeconds(6), Duration.ofSeconds(7), 8, 9 * 1024));
				assertThat(delivery(context).getShutdownTimeout()).isEqualTo(Duration.ofSeconds(10));
				assertThat(delivery(context).getAllowPrivate()).isTrue();
			});
	}

	@Test
	void targetTakesWhatIsNotSaidFromTheApplication() {
		this.targetRunner.run((context) -> {
			WebhookTarget target = targets(delivery(context), null).get(0);
			assertThat(target.url()).isEqualTo(URI.create("https://example.com/hooks"));
			assertThat(target.key()).isEqualTo("key");
			assertThat(target.secret()).isEqualTo("secret");
			assertThat(target.signatures()).isEqualTo(WebhookSignatures.BOTH);
			assertThat(target.events())
				.containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(WebhookEventType.CLIENT_EVENT)));
			assertThat(target.channels().test("anything")).isTrue();
		});
	}

	@Test
	void targetIsAsConfigured() {
		this.contextRunner
			.withPropertyValues(PREFIX + "targets[0].url=http://localhost:8081/hooks?token=hidden",
					PREFIX + "targets[0].secret=own", PREFIX + "targets[0].events=client_event,member-added",
					PREFIX + "targets[0].channels=private-*,presence-{room}", PREFIX + "targets[0].signature=pusher",
					PREFIX + "targets[1].url=https://other.example.com")
			.run((context) -> {
				List<WebhookTarget> targets = targets(delivery(context), null);
				WebhookTarget target = targets.get(0);
				assertThat(target.secret()).isEqualTo("own");
				assertThat(target.events()).containsExactlyInAnyOrder(WebhookEventType.CLIENT_EVENT,
						WebhookEventType.MEMBER_ADDED);
				assertThat(target.signatures()).isEqualTo(WebhookSignatures.PUSHER);
				assertThat(List.of("private-", "private-a", "presence-a")).allMatch(target.channels());
				assertThat(List.of("public", "presence-", "my-private-a")).noneMatch(target.channels());
				assertThat(targets)
					.hasToString("[targets[0] (http://localhost:8081), targets[1] (https://other.example.com)]");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "targets[0].signature=both", "targets[0].url=/hooks", "targets[0].url=ftp://example.com",
			"targets[0].url=https:///hooks", "targets[0].url=https://ann:hidden@example.com/", "targets[0].url=hooks" })
	void targetWithoutAProperUrlIsRefusedAtStart(String property) {
		this.contextRunner.withPropertyValues(PREFIX + property)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
				.rootCause()
				.hasMessageContaining("lattestream.webhook.delivery.targets[0].url")
				.hasMessageNotContaining("hidden"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://10.0.0.1/", "http://169.254.169.254/", "http://[fc00::1]:80/", "http://0.0.0.0/" })
	void privateAddressIsRefusedAtStart(String url) {
		this.contextRunner.withPropertyValues(PREFIX + "targets[0].url=" + url)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasStackTraceContaining("lattestream.webhook.delivery.allow-private"));
	}

	@Test
	void privateAddressesCanBeAllowedAndThisMachineForbidden() {
		this.contextRunner.withPropertyValues(PREFIX + "targets[0].url=http://10.0.0.1/", PREFIX + "allow-private=true")
			.run((context) -> assertThat(context).hasSingleBean(WebhookSender.class));
		this.contextRunner.withPropertyValues(PREFIX + "targets[0].url=http://127.0.0.1/")
			.run((context) -> assertThat(context).hasSingleBean(WebhookSender.class));
		this.contextRunner
			.withPropertyValues(PREFIX + "targets[0].url=http://127.0.0.1/", PREFIX + "allow-private=false")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void patternThatIsNoneIsRefusedAtStart() {
		this.targetRunner.withPropertyValues(PREFIX + "targets[0].channels=private-{a")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("lattestream.webhook.delivery.targets[0].channels")
				.hasStackTraceContaining("its braces do not match"));
	}

	@Test
	void targetThatIsToldNothingIsRefusedAtStart() {
		this.targetRunner.withPropertyValues(PREFIX + "targets[0].events=")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("lattestream.webhook.delivery.targets[0].events"));
	}

	private static LatteStreamWebhookProperties.Delivery delivery(ApplicationContext context) {
		return context.getBean(LatteStreamWebhookProperties.class).getDelivery();
	}

	private static List<WebhookTarget> targets(LatteStreamWebhookProperties.Delivery delivery, Boolean allowPrivate) {
		return new WebhookTargetFactory(CREDENTIALS, new AddressPolicy(allowPrivate)).create(delivery.getTargets());
	}

}
