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

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

import com.lattestream.autoconfigure.LatteStreamProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * Takes the details from properties.
 */
class PropertiesLatteStreamConnectionDetails implements LatteStreamConnectionDetails {

	private static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9-]+");

	private final LatteStreamProperties properties;

	private final LatteStreamClientProperties client;

	private final ObjectProvider<SslBundles> sslBundles;

	PropertiesLatteStreamConnectionDetails(LatteStreamProperties properties, LatteStreamClientProperties client,
			ObjectProvider<SslBundles> sslBundles) {
		this.properties = properties;
		this.client = client;
		this.sslBundles = sslBundles;
	}

	@Override
	public URI getEndpoint() {
		String endpoint = this.client.getEndpoint();
		return StringUtils.hasText(endpoint) ? parse(endpoint.strip()) : cloud();
	}

	@Override
	public String getKey() {
		return required("lattestream.app.key", this.properties.getApp().getKey());
	}

	@Override
	public String getSecret() {
		return required("lattestream.app.secret", this.properties.getApp().getSecret());
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		String name = this.client.getSsl().getBundle();
		if (!StringUtils.hasText(name)) {
			return null;
		}
		SslBundles bundles = this.sslBundles.getIfAvailable();
		Assert.state(bundles != null, "SSL bundle name has been set but no SSL bundles are available");
		return bundles.getBundle(name);
	}

	private URI cloud() {
		String cluster = this.client.getCluster();
		if (!CLUSTER.matcher(cluster).matches()) {
			throw new InvalidConfigurationPropertyValueException("lattestream.client.cluster", cluster,
					"A cluster is a name such as 'eu1'.");
		}
		return URI.create(
				(this.client.isTls() ? "https://" : "http://") + cluster.toLowerCase(Locale.ROOT) + ".lattestream.com");
	}

	private static URI parse(String endpoint) {
		try {
			URI uri = new URI(endpoint);
			boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
			if (http && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawQuery() == null
					&& uri.getRawFragment() == null) {
				return uri;
			}
		}
		catch (URISyntaxException ex) {
			// It is reported as any other text that is no such URL
		}
		throw new InvalidConfigurationPropertyValueException("lattestream.client.endpoint",
				endpoint.contains("@") ? "******" : endpoint,
				"It has to be a whole http or https URL with a path if need be, such as "
						+ "'https://chat.example.com/lattestream/api', without user, query and fragment.");
	}

	private static String required(String property, @Nullable String value) {
		if (!StringUtils.hasText(value)) {
			throw new InvalidRemoteModeException("'lattestream.mode' is 'remote' but '" + property + "' is not set",
					"Set '" + property + "' to what the service has given you for this application.");
		}
		return value;
	}

}
