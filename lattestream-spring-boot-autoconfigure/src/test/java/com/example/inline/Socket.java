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

package com.example.inline;

import com.example.client.BareSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A WebSocket of the LatteStream dialect.
 */
final class Socket implements AutoCloseable {

	private final BareSocket socket;

	Socket(int port, String query, String... headers) {
		this.socket = new BareSocket("ws://localhost:" + port + "/lattestream" + query, headers);
		this.socket.send("{\"api_key\":\"lspk_inline\"}");
	}

	/**
	 * Subscribe without a signature.
	 * @param channel the name of the channel
	 * @return the status of the answer, 200 if it is subscribed
	 */
	int subscribe(String channel) {
		this.socket.send("{\"event\":\"lattestream:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
		String answer = this.socket.next();
		if (answer.startsWith("{\"event\":\"lattestream:connection_established\"")) {
			answer = this.socket.next();
		}
		assertThat(answer).contains("\"channel\":\"" + channel + "\"");
		return answer.contains("subscription_succeeded") ? 200
				: Integer.parseInt(answer.replaceAll(".*\"status\":(\\d+).*", "$1"));
	}

	@Override
	public void close() {
		this.socket.close();
	}

}
