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

package com.example.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads an event stream, and comes back with the last id it saw whenever it ends.
 */
final class ResumingStream implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private static final long PAUSE = 50_000_000;

	private final HttpClient http = Cluster.http();

	private final int port;

	private final String channel;

	private final Sequence sequence;

	private volatile boolean closed;

	private volatile @Nullable InputStream body;

	private @Nullable String lastId;

	ResumingStream(int port, String channel, Sequence sequence) {
		this.port = port;
		this.channel = channel;
		this.sequence = sequence;
		Thread thread = new Thread(this::run, "resuming-stream");
		thread.setDaemon(true);
		thread.start();
	}

	private void run() {
		while (!this.closed) {
			try {
				read();
			}
			catch (IOException ex) {
				LockSupport.parkNanos(PAUSE);
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	private void read() throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/lattestream/sse?api_key=" + Cluster.KEY
					+ "&channel=" + URLEncoder.encode(this.channel, StandardCharsets.UTF_8)));
		if (this.lastId != null) {
			request.header("Last-Event-ID", this.lastId);
		}
		HttpResponse<InputStream> response = this.http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
		this.body = response.body();
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
			if (response.statusCode() != 200) {
				this.sequence.failed("answer " + response.statusCode());
				return;
			}
			boolean resuming = this.lastId != null;
			String id = null;
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				if (line.startsWith("id: ")) {
					id = line.substring(4);
				}
				else if (line.startsWith("data: ")) {
					take(JSON.readTree(line.substring(6)), resuming);
				}
				else if (line.isEmpty() && id != null) {
					// Not before all of the event is there
					this.lastId = id;
				}
			}
		}
	}

	private void take(JsonNode frame, boolean resuming) {
		String event = frame.path("event").asString();
		if (event.equals(Cluster.EVENT)) {
			this.sequence.add(frame.get("data").asLong());
		}
		else if (event.equals("lattestream_internal:subscription_succeeded") && resuming) {
			this.sequence.resumed(outcome(frame.get("data")));
		}
		else if (event.equals("lattestream:position_lost") || event.endsWith("error")) {
			this.sequence.failed(frame.toString());
		}
	}

	static String outcome(JsonNode data) {
		JsonNode known = data.isString() ? JSON.readTree(data.stringValue()) : data;
		return known.path("recovered").asBoolean(false) ? "true" : known.toString();
	}

	@Override
	public void close() throws IOException {
		this.closed = true;
		InputStream open = this.body;
		if (open != null) {
			open.close();
		}
	}

}
