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

package com.lattestream.remote;

import java.net.URI;
import java.time.Duration;

import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelEncryptor;
import com.lattestream.signature.bouncycastle.BouncyCastleSecretBox;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Clients and settings for tests: pauses are short, and nothing is gathered unless told.
 */
final class TestClients {

	static final AppCredentials CREDENTIALS = new AppCredentials("app", "lspk_key", "lsk_very_secret");

	static final ChannelEncryptor ENCRYPTOR = ChannelEncryptor.of(new byte[32], new BouncyCastleSecretBox());

	private TestClients() {
	}

	static RemoteLatteStreamClient create(URI endpoint, ClientHttpConnector connector, RemoteSettings settings) {
		return create(endpoint, connector, settings, null, ObservationRegistry.NOOP);
	}

	static RemoteLatteStreamClient create(URI endpoint, ClientHttpConnector connector, RemoteSettings settings,
			@Nullable RequestCache cache, ObservationRegistry observationRegistry) {
		return new RemoteLatteStreamClient(WebClient.builder().clientConnector(connector).build(), endpoint,
				CREDENTIALS, ENCRYPTOR, settings, new JsonMapper(), cache, observationRegistry);
	}

	static RemoteSettings settings() {
		return settings(null);
	}

	static RemoteSettings settings(RemoteSettings.@Nullable Batching batching) {
		return new RemoteSettings(Duration.ofSeconds(10), Duration.ofSeconds(20), 1000, 4096,
				RemoteSettings.ChannelSigning.REMOTE, RemoteSettings.Connections.DEFAULTS,
				new RemoteSettings.Retries(3, Duration.ofMillis(20), Duration.ofMillis(50)), batching);
	}

	static RemoteSettings withTimeouts(RemoteSettings settings, Duration responseTimeout, Duration deadline) {
		return new RemoteSettings(responseTimeout, deadline, settings.maxEventData(), settings.maxAnswer(),
				settings.signing(), settings.connections(), settings.retries(), settings.batching());
	}

	static RemoteSettings withRetries(RemoteSettings settings, RemoteSettings.Retries retries) {
		return new RemoteSettings(settings.responseTimeout(), settings.deadline(), settings.maxEventData(),
				settings.maxAnswer(), settings.signing(), settings.connections(), retries, settings.batching());
	}

	static RemoteSettings withConnections(RemoteSettings settings, RemoteSettings.Connections connections) {
		return new RemoteSettings(settings.responseTimeout(), settings.deadline(), settings.maxEventData(),
				settings.maxAnswer(), settings.signing(), connections, settings.retries(), settings.batching());
	}

	static RemoteSettings withSigning(RemoteSettings settings, RemoteSettings.ChannelSigning signing) {
		return new RemoteSettings(settings.responseTimeout(), settings.deadline(), settings.maxEventData(),
				settings.maxAnswer(), signing, settings.connections(), settings.retries(), settings.batching());
	}

}
