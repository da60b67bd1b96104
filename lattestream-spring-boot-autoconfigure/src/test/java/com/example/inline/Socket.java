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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A WebSocket of the LatteStream dialect.
 */
final class Socket implements WebSocket.Listener, AutoCloseable {

	private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

	private final StringBuilder partial = new StringBuilder();

	private final WebSocket socket;

	Socket(int port, String query, String... headers) {
		WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
		for (int i = 0; i < headers.length; i += 2) {
			builder.header(headers[i], headers[i + 1]);
		}
		this.socket = builder.buildAsync(URI.create("ws://localhost:" + port + "/lattestream" + query), this).join();
		send("{\"api_key\":\"lspk_inline\"}");
	}

	/**
	 * Subscribe without a signature.
	 * @param channel the name of the channel
	 * @return the status of the answer, 200 if it is subscribed
	 */
	int subscribe(String channel) {
		send("{\"event\":\"lattestream:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
		String answer = next();
		if (answer.startsWith("{\"event\":\"lattestream:connection_established\"")) {
			answer = next();
		}
		assertThat(answer).contains("\"channel\":\"" + channel + "\"");
		return answer.contains("subscription_succeeded") ? 200
				: Integer.parseInt(answer.replaceAll(".*\"status\":(\\d+).*", "$1"));
	}

	String next() {
		try {
			String frame = this.frames.poll(10, TimeUnit.SECONDS);
			assertThat(frame).as("next frame").isNotNull();
			return frame;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void send(String text) {
		this.socket.sendText(text, true).join();
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.partial.append(data);
		if (last) {
			this.frames.add(this.partial.toString());
			this.partial.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public void close() {
		this.socket.abort();
	}

}
