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

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import com.lattestream.auth.ChannelPattern;
import com.lattestream.signature.AppCredentials;
import com.lattestream.webhook.AddressPolicy;
import com.lattestream.webhook.WebhookDeliverySettings;
import com.lattestream.webhook.WebhookTarget;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

/**
 * Turns properties into targets and settings of the webhooks that the hub sends. Mistakes
 * in them stop the application at start.
 */
final class WebhookTargetFactory {

	private static final String TARGETS = "lattestream.webhook.delivery.targets";

	private final AppCredentials credentials;

	private final AddressPolicy addresses;

	WebhookTargetFactory(AppCredentials credentials, AddressPolicy addresses) {
		this.credentials = credentials;
		this.addresses = addresses;
	}

	static WebhookDeliverySettings settings(LatteStreamWebhookProperties.Delivery delivery) {
		return new WebhookDeliverySettings(delivery.getBatch().getWindow(), delivery.getBatch().getMaxEvents(),
				delivery.getDebounce(), delivery.getTimeout(), delivery.getRetry().getInitialDelay(),
				delivery.getRetry().getMaxDelay(), delivery.getRetry().getMaxDuration(),
				delivery.getQueue().getMaxEvents(), delivery.getQueue().getMaxBytes().toBytes());
	}

	List<WebhookTarget> create(List<LatteStreamWebhookProperties.Target> targets) {
		List<WebhookTarget> created = new ArrayList<>();
		for (int i = 0; i < targets.size(); i++) {
			created.add(create(targets.get(i), TARGETS + "[" + i + "]"));
		}
		return created;
	}

	private WebhookTarget create(LatteStreamWebhookProperties.Target target, String property) {
		URI url = check(target.getUrl(), property + ".url");
		if (target.getEvents().isEmpty()) {
			throw new InvalidConfigurationPropertyValueException(property + ".events", target.getEvents(),
					"Name one event at least, or leave it out.");
		}
		String secret = target.getSecret();
		String name = property.substring(property.lastIndexOf('.') + 1) + " (" + url.getScheme() + "://" + url.getHost()
				+ ((url.getPort() >= 0) ? ":" + url.getPort() : "") + ")";
		return new WebhookTarget(name, url, this.credentials.key(),
				StringUtils.hasText(secret) ? secret : this.credentials.secret(), target.getEvents(),
				channels(target.getChannels(), property + ".channels"), target.getSignature());
	}

	private URI check(@Nullable URI url, String property) {
		String host = (url != null) ? url.getHost() : null;
		if (url == null || host == null || url.getUserInfo() != null
				|| !("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))) {
			// Without the value, which may have credentials in it
			throw new InvalidConfigurationPropertyValueException(property, null,
					"Give an absolute URL with http or https, a host and no user in it.");
		}
		if (AddressPolicy.isLiteral(host) && !isAllowed(host)) {
			throw new InvalidConfigurationPropertyValueException(property, host,
					"Set lattestream.webhook.delivery.allow-private if webhooks may go to private addresses.");
		}
		return url;
	}

	private boolean isAllowed(String host) {
		try {
			return this.addresses.allows(host, InetAddress.getByName(host));
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	private static Predicate<String> channels(List<String> texts, String property) {
		List<ChannelPattern> patterns = new ArrayList<>();
		for (String text : texts) {
			try {
				patterns.add(ChannelPattern.parse(text));
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationPropertyValueException(property, text,
						"It is no pattern: " + ex.getMessage());
			}
		}
		return (channel) -> patterns.isEmpty()
				|| patterns.stream().anyMatch((pattern) -> pattern.match(channel) != null);
	}

}
