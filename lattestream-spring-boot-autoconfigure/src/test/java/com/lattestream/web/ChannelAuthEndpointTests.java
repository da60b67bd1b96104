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

import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.lattestream.InvalidRequestException;
import com.lattestream.PresenceMember;
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.ChannelAuthorization;
import com.lattestream.auth.ChannelAuthorizer;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.hub.EmbeddedLatteStreamClient;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelEncryptor;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.MutableClock;
import com.lattestream.signature.UserSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ChannelAuthEndpoint}.
 */
class ChannelAuthEndpointTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final AppCredentials CREDENTIALS = new AppCredentials("3", "278d425bdf160c739803",
			"7ad3773142a6692b25b8");

	private static final Principal ALICE = () -> "alice";

	private final ChannelSigner signer = new ChannelSigner(CREDENTIALS, new MutableClock());

	private final LatteStreamHub hub = LatteStreamHub.builder(CREDENTIALS, HubSettings.DEFAULTS)
		.clock(new MutableClock())
		.build();

	private final ChannelAuthEndpoint endpoint = new ChannelAuthEndpoint(new EmbeddedLatteStreamClient(this.hub,
			this.signer, new UserSigner(CREDENTIALS), ChannelEncryptor.none(), JsonMapper.builder().build(),
			new InMemoryIdempotencyStore(10_000, Clock.systemUTC()), Duration.ofMinutes(5)));

	@Test
	void parseOfBodyReturnsItsFields() {
		assertThat(this.endpoint
			.parse("{\"socket_id\":\"1.2\",\"channel_name\":\"private-ä\",\"n\":5,\"o\":{\"a\": 1}," + "\"x\":null}"))
			.containsExactly(Map.entry("socket_id", "1.2"), Map.entry("channel_name", "private-ä"), Map.entry("n", "5"),
					Map.entry("o", "{\"a\": 1}"), Map.entry("x", "null"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "null", "socket_id=1.2", "{\"a\":1}{}", "{\"a\":1,\"a\":2}", "{\"a\":" })
	void parseOfBodyThatIsNoObjectIsRefused(String body) {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> this.endpoint.parse(body));
	}

	@Test
	void parseOfBodyThatIsNestedTooDeepIsRefused() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.endpoint.parse("{\"a\":" + "[".repeat(30) + "]".repeat(30) + "}"));
	}

	@Test
	void parseReturnsTheRequest() {
		Map<String, String> parameters = Map.of("socket_id", "1.2", "channel_name", "private-a", "custom", "x");
		ChannelAuthRequest request = this.endpoint.parse(parameters, ALICE, "exchange");
		assertThat(request).isEqualTo(new ChannelAuthRequest("1.2", "private-a", parameters, ALICE, "exchange"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
			-                  | private-a
			1.2                | -
			abc                | private-a
			``                 | private-a
			1.2                | ``
			1.2                | orders
			1.2:private-foobar | private-a
			1.2                | :user::{"id":"a"}
			1.2                | presence-r:{"user_id":"a"}
			""")
	void parseWhenAFieldIsMissingOrInvalidIsRefused(String socketId, String channel) {
		Map<String, String> parameters = new LinkedHashMap<>();
		parameters.put("socket_id", socketId);
		parameters.put("channel_name", channel);
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.endpoint.parse(parameters, ALICE, "exchange"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "1.2\\n | private-a", "1.2 | private-a\\n", "\\n1.2 | private-a" })
	void parseWhenAFieldHasALineBreakIsRefused(String socketId, String channel) {
		Map<String, String> parameters = this.endpoint
			.parse("{\"socket_id\":\"" + socketId + "\",\"channel_name\":\"" + channel + "\"}");
		assertThat(String.join("", parameters.values())).contains("\n");
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> this.endpoint.parse(parameters, ALICE, "exchange"));
	}

	@Test
	void invalidIsAnsweredWithTheReason() {
		assertThat(this.endpoint.invalid(new InvalidRequestException("Not \"right\"")))
			.isEqualTo(new ApiResponse(400, "application/json", "{\"error\":\"Not \\\"right\\\"\"}"));
	}

	@Test
	void answerForPrivateChannelIsTheSignature() {
		assertThat(answer("private-foobar", null, ChannelAuthorization.allowed()))
			.isEqualTo(new ApiResponse(200, "application/json", "{\"auth\":\"278d425bdf160c739803:"
					+ "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4\"}"));
	}

	@Test
	void answerForPresenceChannelHasTheMember() {
		Map<String, Object> info = new LinkedHashMap<>();
		info.put("name", "<b>\"Zoë\"</b> 😀");
		ApiResponse response = answer("presence-foobar", null,
				ChannelAuthorization.allowedAs(new PresenceMember("10", info)));
		String channelData = "{\"user_id\":\"10\",\"user_info\":{\"name\":\"<b>\\\"Zoë\\\"</b> 😀\"}}";
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.body())
			.isEqualTo("{\"auth\":\"" + this.signer.sign("1234.1234", "presence-foobar", channelData)
					+ "\",\"channel_data\":\"{\\\"user_id\\\":\\\"10\\\",\\\"user_info\\\":{\\\"name\\\":"
					+ "\\\"<b>\\\\\\\"Zoë\\\\\\\"</b> 😀\\\"}}\"}");
	}

	@Test
	void answerForPresenceChannelWithoutMemberTakesThePrincipal() {
		ApiResponse response = answer("presence-foobar", ALICE, ChannelAuthorization.allowed());
		assertThat(response.body()).endsWith("\"channel_data\":\"{\\\"user_id\\\":\\\"alice\\\"}\"}");
	}

	@Test
	void answerForPresenceChannelWithoutMemberAndPrincipalIsARefusal() {
		assertUnauthorized(answer("presence-foobar", null, ChannelAuthorization.allowed()));
	}

	@Test
	void answerForPrivateChannelLeavesTheMemberOut() {
		assertThat(answer("private-foobar", ALICE, ChannelAuthorization.allowedAs(PresenceMember.of("10"))).body())
			.doesNotContain("channel_data");
	}

	@Test
	void answerWhenDeniedIsForbiddenOrUnauthorized() {
		assertForbidden(answer("private-a", ALICE, ChannelAuthorization.denied()));
		assertUnauthorized(answer("private-a", null, ChannelAuthorization.denied()));
		assertForbidden(answer("presence-a", ALICE, new ChannelAuthorization(false, PresenceMember.of("alice"))));
	}

	@Test
	void answerAsksTheAuthorizer() {
		assertThat(answer("private-a", ALICE, (request) -> Mono.just(ChannelAuthorization.allowed())).status())
			.isEqualTo(200);
		assertForbidden(answer("private-a", ALICE, (request) -> Mono.just(ChannelAuthorization.denied())));
	}

	@Test
	void answerWhenTheAuthorizerSaysNothingOrFailsIsARefusal() {
		assertForbidden(answer("private-a", ALICE, (request) -> Mono.empty()));
		assertForbidden(answer("private-a", ALICE, (request) -> Mono.error(new IllegalStateException("rule"))));
		assertUnauthorized(answer("private-a", null, (request) -> Mono.error(new IllegalStateException("rule"))));
		assertForbidden(answer("private-a", ALICE, (request) -> {
			throw new IllegalStateException("rule");
		}));
	}

	@Test
	void answerWhenTheMemberCannotBeWrittenIsARefusal() {
		List<Object> info = new ArrayList<>();
		info.add(info);
		assertForbidden(answer("presence-a", ALICE,
				(request) -> Mono.just(ChannelAuthorization.allowedAs(new PresenceMember("alice", info)))));
	}

	private ApiResponse answer(String channel, Principal principal, ChannelAuthorization authorization) {
		return this.endpoint.answer(request(channel, principal), authorization).block(TIMEOUT);
	}

	private ApiResponse answer(String channel, Principal principal, ChannelAuthorizer authorizer) {
		return this.endpoint.answer(request(channel, principal), authorizer).block(TIMEOUT);
	}

	private static ChannelAuthRequest request(String channel, Principal principal) {
		return new ChannelAuthRequest("1234.1234", channel, Map.of(), principal, "exchange");
	}

	private static void assertForbidden(ApiResponse response) {
		assertThat(response).isEqualTo(new ApiResponse(403, "application/json", "{\"error\":\"Forbidden\"}"));
	}

	private static void assertUnauthorized(ApiResponse response) {
		assertThat(response).isEqualTo(new ApiResponse(401, "application/json", "{\"error\":\"Unauthorized\"}"));
	}

}
