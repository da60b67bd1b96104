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

import java.net.http.HttpClient;

/**
 * Sets HTTP clients of the JDK up.
 */
final class JdkHttpClients {

	private JdkHttpClients() {
	}

	/**
	 * Ask for HTTP/1.1 where there is no TLS: an offer to upgrade would come with each
	 * first request, and not every server lets it pass.
	 * @param client the client
	 * @param details where it connects to
	 */
	static void customize(HttpClient.Builder client, LatteStreamConnectionDetails details) {
		if ("http".equalsIgnoreCase(details.getEndpoint().getScheme())) {
			client.version(HttpClient.Version.HTTP_1_1);
		}
	}

}
