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

package com.lattestream.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.lattestream.protocol.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link HttpApi} answers whatever it is sent, in words and without failing.
 */
class HostileRequestTests {

	private static final String[] TARGETS = { "/events", "/batch_events", "/auth", "/channels", "/channels/a",
			"/channels/a/users", "/users/u/terminate_connections", "/none" };

	private static final List<String> BODIES = List.of("{\"channel\":\"a\",\"event\":\"e\",\"data\":{\"x\":[1,2]}}",
			"{\"batch\":[{\"channel\":\"a\",\"name\":\"e\",\"data\":\"{\\\"x\\\":1}\",\"socket_id\":\"1.2\"}]}",
			"{\"socket_id\":\"1.2\",\"channel_name\":\"presence-a\",\"channel_data\":{\"user_id\":\"u\"}}",
			"{\"name\":\"e\",\"channels\":[\"a\",\"b\"],\"data\":\"é\",\"info\":\"user_count\",\"idempotency_key\":\"k\"}");

	private final HttpApiFixture fixture = new HttpApiFixture();

	@Test
	void answersBodiesOfAnyKind() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int i = 0; i < 5000; i++) {
			byte[] body = mutate(BODIES.get(random.nextInt(BODIES.size())).getBytes(StandardCharsets.UTF_8), random);
			String target = TARGETS[random.nextInt(TARGETS.length)];
			String method = (random.nextInt(4) == 0) ? "GET" : "POST";
			ApiResponse answer = this.fixture.latteStream(method, target, body,
					Map.of("Authorization", HttpApiFixture.CREDENTIALS.secret()));
			assertThat(answer.status()).as("seed %d, round %d: %s", seed, i, answer).isIn(200, 400, 404, 413, 422);
			assertThat(Json.text().object(answer.body())).as("seed %d, round %d: %s", seed, i, answer).isNotNull();
		}
	}

	@Test
	void answersAddressesOfAnyKind() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int i = 0; i < 5000; i++) {
			String good = "/channels/a;b%3Bc/users?info=user_count&filter_by_prefix=p%20q&auth_key=lspk_key";
			String target = new String(mutate(good.getBytes(StandardCharsets.US_ASCII), random),
					StandardCharsets.ISO_8859_1);
			ApiResponse answer = this.fixture.latteStream("GET", target, "");
			assertThat(answer.status()).as("seed %d, round %d: %s %s", seed, i, target, answer).isIn(200, 400, 404);
			ApiResponse pusher = this.fixture.pusherRaw("GET", "/3" + target, new byte[0], Map.of());
			assertThat(pusher.status()).as("seed %d, round %d: %s %s", seed, i, target, pusher).isIn(400, 401, 404);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "%", "%4", "%zz", "%-1", "%C3", "%ff", "%00", "a%0Ab", "%E2%80", "%c0%af" })
	void refusesPathsThatAreNotEncodedRight(String name) {
		ApiResponse answer = this.fixture.latteStream("GET", "/channels/" + name, "");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.body()).contains("not encoded right");
	}

	@Test
	void refusesBodiesThatAreNotUtf8() {
		byte[] body = "{\"channel\":\"a\",\"event\":\"e\",\"data\":\"x\"}".getBytes(StandardCharsets.UTF_8);
		body[body.length - 3] = (byte) 0xff;
		ApiResponse answer = this.fixture.latteStream("POST", "/events", body,
				Map.of("Authorization", HttpApiFixture.CREDENTIALS.secret()));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.body()).contains("UTF-8");
	}

	@Test
	void refusesDeepBodiesAndTakesDeepTextForText() {
		String deep = "[".repeat(100_000) + "]".repeat(100_000);
		assertThat(this.fixture.latteStream("POST", "/events", event(deep)).status()).isEqualTo(400);
		HttpApiFixture.Client client = this.fixture.connect(Dialect.LATTESTREAM).subscribe("a");
		String text = "[".repeat(1000) + "]".repeat(1000);
		assertThat(this.fixture.latteStream("POST", "/events", event("\"" + text + "\"")).status()).isEqualTo(200);
		assertThat(client.frames()).singleElement().asString().endsWith("\"data\":\"" + text + "\"}");
	}

	@Test
	void takesDataAsDeepAsClientsMaySendIt() {
		assertThat(this.fixture.latteStream("POST", "/events", event("[".repeat(32) + "]".repeat(32))).status())
			.isEqualTo(200);
		String batch = "{\"batch\":[" + event("[".repeat(32) + "]".repeat(32)) + "]}";
		assertThat(this.fixture.latteStream("POST", "/batch_events", batch).status()).isEqualTo(200);
	}

	@Test
	void survivesHalfACharacter() {
		HttpApiFixture.Client one = this.fixture.connect(Dialect.LATTESTREAM).subscribe("a");
		HttpApiFixture.Client other = this.fixture.connect(Dialect.PUSHER).subscribe("a");
		for (String data : List.of("\"\\ud800\"", "\"{\\\"a\\\":\\\"\\ud800\\\"}\"", "{\"a\":\"\\udc00\"}",
				"\"\\\"\\\\ud800\\\"\"")) {
			assertThat(this.fixture.latteStream("POST", "/events", event(data)).status()).as(data).isEqualTo(200);
		}
		assertThat(one.frames()).hasSize(4);
		assertThat(other.frames()).hasSize(4);
	}

	@Test
	void answersManyChannelsInLittleTime() {
		String names = "\"a\",".repeat(250_000) + "\"a\"";
		String body = "{\"channels\":[" + names + "],\"event\":\"e\",\"data\":1}";
		long start = System.nanoTime();
		assertThat(this.fixture.latteStream("POST", "/events", body).status()).isEqualTo(200);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
		assertThat(this.fixture.published()).hasSize(1);
	}

	@Test
	void saysNoMoreOfANameThanFits() {
		String name = "<script>" + "x".repeat(100_000);
		ApiResponse answer = this.fixture.latteStream("POST", "/events",
				"{\"channel\":\"" + name + "\",\"event\":\"e\",\"data\":1}");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.body()).hasSizeLessThan(400);
	}

	private static byte[] mutate(byte[] bytes, Random random) {
		byte[] mutated = bytes.clone();
		int changes = random.nextInt(4);
		for (int i = 0; i < changes; i++) {
			int at = random.nextInt(mutated.length);
			switch (random.nextInt(4)) {
				case 0 -> mutated[at] = (byte) random.nextInt(256);
				case 1 -> mutated[at] = (byte) "{}[]\",:\\%;/?&=\0 ".charAt(random.nextInt(16));
				case 2 -> mutated = Arrays.copyOf(mutated, at + 1);
				default -> {
					int from = random.nextInt(mutated.length);
					int length = Math.min(random.nextInt(8), mutated.length - Math.max(at, from));
					System.arraycopy(mutated, from, mutated, at, length);
				}
			}
		}
		return mutated;
	}

	private static String event(String data) {
		return "{\"channel\":\"a\",\"event\":\"e\",\"data\":" + data + "}";
	}

}
