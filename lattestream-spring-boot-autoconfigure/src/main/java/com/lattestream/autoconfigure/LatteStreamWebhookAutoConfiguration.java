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

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.lattestream.broker.IdempotencyStore;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.signature.AppCredentials;
import com.lattestream.web.CallbackExecutor;
import com.lattestream.web.WebhookEndpoint;
import com.lattestream.webhook.WebhookParser;
import com.lattestream.webhook.WebhookVerifier;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * {@link AutoConfiguration Auto-configuration} for webhooks that are received, whatever
 * the web stack.
 */
@AutoConfiguration(after = LatteStreamAutoConfiguration.class)
@EnableConfigurationProperties(LatteStreamWebhookProperties.class)
public final class LatteStreamWebhookAutoConfiguration {

	/** Five minutes of 30 webhooks a second. */
	private static final long MEMORY_SIZE = 4 * 1024 * 1024;

	private final LatteStreamWebhookProperties properties;

	LatteStreamWebhookAutoConfiguration(LatteStreamWebhookProperties properties) {
		this.properties = properties;
	}

	@Bean
	@ConditionalOnMissingBean
	WebhookVerifier latteStreamWebhookVerifier(AppCredentials credentials) {
		List<String> secrets = this.properties.getSecrets();
		if (secrets.isEmpty()) {
			return new WebhookVerifier(List.of(credentials.secret()));
		}
		if (!secrets.stream().allMatch(StringUtils::hasText)) {
			throw new InvalidConfigurationPropertyValueException("lattestream.webhook.secrets", null,
					"A secret must not be empty.");
		}
		return new WebhookVerifier(secrets);
	}

	@Bean
	@ConditionalOnMissingBean
	WebhookParser latteStreamWebhookParser() {
		return new WebhookParser();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnWebhooks
	WebhookEndpoint latteStreamWebhookEndpoint(WebhookVerifier verifier, WebhookParser parser,
			ApplicationEventPublisher publisher, CallbackExecutor callbackExecutor,
			ObjectProvider<IdempotencyStore> store) {
		return new WebhookEndpoint(verifier, parser, publisher, callbackExecutor, settings(),
				store.getIfAvailable(() -> new InMemoryIdempotencyStore(MEMORY_SIZE, Clock.systemUTC())),
				Clock.systemUTC());
	}

	private WebhookEndpoint.Settings settings() {
		DataSize maxSize = this.properties.getMaxSize();
		if (maxSize.toBytes() < 1 || maxSize.toBytes() > Integer.MAX_VALUE) {
			throw new InvalidConfigurationPropertyValueException("lattestream.webhook.max-size", maxSize,
					"A webhook has 1 byte to 2 GB.");
		}
		Duration maxAge = this.properties.getMaxAge();
		if (maxAge.isNegative()) {
			throw new InvalidConfigurationPropertyValueException("lattestream.webhook.max-age", maxAge,
					"An age is positive, or zero for any.");
		}
		return new WebhookEndpoint.Settings((int) maxSize.toBytes(), maxAge, this.properties.isPublishEvents());
	}

}
