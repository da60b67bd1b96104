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

package com.lattestream.benchmarks.micro;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SortedMap;

import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.PusherRequestSigner;
import com.lattestream.signature.RequestSignature;
import com.lattestream.signature.RequestSigner;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Signs and verifies authorisations for channels and requests to both REST APIs. The
 * clock stands still, so that no signature expires however long this takes.
 */
public class SignatureBenchmark extends MicroBenchmark {

	private static final String SOCKET_ID = "1234.5678";

	private static final String CHANNEL = "private-orders-4711";

	private static final String METHOD = "POST";

	private static final String PATH = "/events";

	private static final String PUSHER_PATH = "/apps/app/events";

	private Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

	private AppCredentials credentials = new AppCredentials("app", "lspk_key", "lsk_" + "0123456789abcdef".repeat(2));

	private ChannelSigner channels = new ChannelSigner(this.credentials, this.clock);

	private RequestSigner requests = new RequestSigner(this.credentials.secret(), this.clock);

	private PusherRequestSigner pusherRequests = new PusherRequestSigner(this.credentials, this.clock);

	private byte[] body = FrameCodecBenchmark.DATA.getBytes(StandardCharsets.UTF_8);

	private String authorization = signChannel();

	private RequestSignature signature = signRequest();

	private Map<String, String> parameters = signPusherRequest();

	/**
	 * Sign an authorisation.
	 * @return the authorisation
	 */
	@Benchmark
	public String signChannel() {
		return this.channels.sign(SOCKET_ID, CHANNEL, null);
	}

	/**
	 * Verify an authorisation.
	 * @return whether it is good
	 */
	@Benchmark
	public boolean verifyChannel() {
		return this.channels.verify(this.authorization, SOCKET_ID, CHANNEL, null);
	}

	/**
	 * Sign a request to a LatteStream REST API.
	 * @return the signature
	 */
	@Benchmark
	public RequestSignature signRequest() {
		return this.requests.sign(METHOD, PATH, this.body, "4f9c2c1e-5f0b-4a34-9d57-0d2b7c2f6a11");
	}

	/**
	 * Verify a request to a LatteStream REST API.
	 * @return why it is refused
	 */
	@Benchmark
	public @Nullable String verifyRequest() {
		return this.requests.refusal(METHOD, PATH, this.body, this.signature);
	}

	/**
	 * Sign a request to a Pusher REST API.
	 * @return the query parameters
	 */
	@Benchmark
	public SortedMap<String, String> signPusherRequest() {
		return this.pusherRequests.sign(METHOD, PUSHER_PATH, Map.of(), this.body);
	}

	/**
	 * Verify a request to a Pusher REST API.
	 * @return why it is refused
	 */
	@Benchmark
	public @Nullable String verifyPusherRequest() {
		return this.pusherRequests.refusal(METHOD, PUSHER_PATH, this.parameters, this.body);
	}

}
