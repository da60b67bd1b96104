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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.lattestream.PresenceMember;
import com.lattestream.StreamPosition;
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.ChannelAuthorization;
import com.lattestream.auth.ChannelAuthorizer;
import com.lattestream.broker.Member;
import com.lattestream.hub.ChannelGrant;
import com.lattestream.hub.ClientDetails;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.Replay;
import com.lattestream.signature.AppCredentials;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SseEndpoint}.
 */
class SseEndpointTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Principal ALICE = () -> "alice";

	private final LatteStreamHub hub = LatteStreamHub
		.builder(new AppCredentials("app", "key", "secret"), HubSettings.DEFAULTS)
		.build();

	private ChannelAuthorizer authorizer = (request) -> Mono.just(ChannelAuthorization.denied());

	@Test
	void publicChannelsTakeTheKeyOnly() {
		SseEndpoint.SseStream stream = open("key", null, "channels", "a,b");
		assertThat(stream.grants()).containsExactly(new ChannelGrant("a", null), new ChannelGrant("b", null));
		assertThat(stream.handshake().dialect()).isEqualTo(Dialect.LATTESTREAM);
		assertThat(stream.handshake().principal()).isNull();
	}

	@Test
	void principalNeedsNoKey() {
		SseEndpoint.SseStream stream = open(null, ALICE, "channels", "a");
		assertThat(stream.handshake().principal()).isSameAs(ALICE);
	}

	@Test
	void channelsAreTakenOnceEachWithCommasBetweenThemOrOneByOne() {
		Map<String, List<String>> query = query("key");
		query.put("channels", List.of("a,b,,a", "c"));
		query.put("channel", List.of("x,y", "b"));
		assertThat(endpoint().open(query, null, null, ClientDetails.UNKNOWN, "exchange").block(TIMEOUT).grants())
			.extracting(ChannelGrant::channel)
			.containsExactlyInAnyOrder("x,y", "a", "b", "c");
	}

	@Test
	void missingOrWrongKeyIsRefused() {
		assertRefused(401, "Unauthorized", null, null, "channels", "a");
		assertRefused(401, "Unauthorized", "wrong", null, "channels", "a");
		assertRefused(401, "Unauthorized", "", null, "channels", "a");
		assertRefused(401, "Unauthorized", "secret", null, "channels", "a");
		assertRefused(401, "Unauthorized", "wrong", ALICE, "channels", "a");
	}

	@Test
	void noChannelsAreRefused() {
		assertRefused(400, "Bad Request", "key", null, "other", "a");
		assertRefused(400, "Bad Request", "key", null, "channels", "");
		assertRefused(400, "Bad Request", "key", null, "channels", ",");
	}

	@Test
	void parametersWithoutValueAreRefused() {
		Map<String, List<String>> query = query("key");
		query.put("channels", Arrays.asList((String) null));
		assertThat(refusal(query, null).status()).isEqualTo(400);
		query = query("key");
		query.put("channel", Arrays.asList((String) null));
		assertThat(refusal(query, null).status()).isEqualTo(400);
		query = query("key");
		query.put("api_key", Arrays.asList((String) null));
		query.put("channels", List.of("a"));
		assertThat(refusal(query, null).status()).isEqualTo(401);
	}

	@Test
	void positionsAndRewindsAreThoseOfTheirChannels() {
		Map<String, List<String>> query = query("key");
		query.put("channels", List.of("a,b,c"));
		query.put("recover", List.of("{\"a\":{\"epoch\":\"e\",\"offset\":3},\"other\":1}"));
		query.put("rewind", List.of("{\"a\":\"2m\",\"b\":10}"));
		List<ChannelGrant> grants = endpoint().open(query, null, null, ClientDetails.UNKNOWN, "exchange")
			.block(TIMEOUT)
			.grants();
		Replay.Recover recover = new Replay.Recover(new StreamPosition("e", 3), null);
		assertThat(grants).extracting(ChannelGrant::replay)
			.containsExactly(new Replay(recover, new Replay.Rewind(Integer.MAX_VALUE, Duration.ofMinutes(2))),
					new Replay(null, new Replay.Rewind(10, null)), Replay.NONE);
	}

	@Test
	void positionsCountForChannelsThatTheLastEventDoesNotKnow() {
		Map<String, List<String>> query = query("key");
		query.put("channels", List.of("a,b"));
		query.put("recover", List.of("{\"a\":{\"epoch\":\"e\",\"offset\":3}}"));
		List<ChannelGrant> grants = endpoint().open(query, "unreadable", null, ClientDetails.UNKNOWN, "exchange")
			.block(TIMEOUT)
			.grants();
		assertThat(grants).extracting(ChannelGrant::replay)
			.containsExactly(new Replay(new Replay.Recover(new StreamPosition("e", 3), null), null),
					new Replay(new Replay.Recover(null, null), null));
	}

	@Test
	void positionsAndRewindsThatAreNoneAreRefused() {
		for (String value : List.of("", "1", "[]", "{", "{\"a\":1}", "{\"a\":{}}",
				"{\"a\":{\"epoch\":\"\",\"offset\":1}}")) {
			assertMalformed("recover", value);
		}
		for (String value : List.of("", "1", "{\"a\":0}", "{\"a\":\"2 weeks\"}", "{\"a\":{}}")) {
			assertMalformed("rewind", value);
		}
	}

	@Test
	void tooManyChannelsAreRefused() {
		String hundred = String.join(",", IntStream.range(0, 100).mapToObj((i) -> "a" + i).toList());
		assertThat(open("key", null, "channels", hundred).grants()).hasSize(100);
		assertRefused(400, "Bad Request", "key", null, "channels", hundred + ",b");
	}

	@Test
	void invalidNamesAreRefused() {
		assertThat(assertRefused(400, "Bad Request", "key", null, "channels", "a,b \"c").body())
			.endsWith("\"channel\":\"b \\\"c\"}");
		assertRefused(400, "Bad Request", "key", null, "channel", "");
		assertRefused(400, "Bad Request", "key", null, "channels", "#server-to-user-u1");
		assertRefused(400, "Bad Request", "key", null, "channels", "c".repeat(165));
		assertThat(open("key", null, "channels", "c".repeat(164)).grants()).hasSize(1);
	}

	@Test
	void privateChannelIsDecidedByTheAuthorizer() {
		ChannelAuthRequest[] asked = new ChannelAuthRequest[1];
		this.authorizer = (request) -> {
			asked[0] = request;
			return Mono.just(ChannelAuthorization.allowed());
		};
		SseEndpoint.SseStream stream = open("key", ALICE, "channels", "private-a");
		assertThat(stream.grants()).containsExactly(new ChannelGrant("private-a", null));
		String socketId = stream.handshake().socketId();
		assertThat(asked[0]).isEqualTo(new ChannelAuthRequest(socketId, "private-a",
				Map.of("socket_id", socketId, "channel_name", "private-a"), ALICE, "exchange"));
	}

	@Test
	void publicChannelIsNotAskedFor() {
		this.authorizer = (request) -> {
			throw new AssertionError("asked");
		};
		assertThat(open("key", null, "channels", "a").grants()).hasSize(1);
	}

	@Test
	void deniedChannelIsRefused() {
		assertThat(assertRefused(403, "Forbidden", "key", ALICE, "channels", "a,private-b").body())
			.endsWith("\"channel\":\"private-b\"}");
		assertRefused(401, "Unauthorized", "key", null, "channels", "private-b");
	}

	@Test
	void channelWhoseRuleFailsOrSaysNothingIsRefused() {
		this.authorizer = (request) -> Mono.empty();
		assertRefused(403, "Forbidden", "key", ALICE, "channels", "private-b");
		this.authorizer = (request) -> Mono.error(new IllegalStateException("rule"));
		assertRefused(403, "Forbidden", "key", ALICE, "channels", "private-b");
		this.authorizer = (request) -> {
			throw new IllegalStateException("rule");
		};
		assertRefused(403, "Forbidden", "key", ALICE, "channels", "private-b");
	}

	@Test
	void presenceChannelIsGrantedAsTheMember() {
		this.authorizer = (request) -> Mono
			.just(ChannelAuthorization.allowedAs(new PresenceMember("u1", Map.of("name", "ä"))));
		assertThat(open("key", null, "channels", "presence-a").grants())
			.containsExactly(new ChannelGrant("presence-a", new Member("u1", "{\"name\":\"ä\"}")));
		this.authorizer = (request) -> Mono.just(ChannelAuthorization.allowedAs(PresenceMember.of("u1")));
		assertThat(open("key", null, "channels", "presence-a").grants())
			.containsExactly(new ChannelGrant("presence-a", new Member("u1", null)));
	}

	@Test
	void presenceChannelWithoutMemberIsGrantedAsThePrincipal() {
		this.authorizer = (request) -> Mono.just(ChannelAuthorization.allowed());
		assertThat(open("key", ALICE, "channels", "presence-a").grants())
			.containsExactly(new ChannelGrant("presence-a", new Member("alice", null)));
		assertRefused(401, "Unauthorized", "key", null, "channels", "presence-a");
	}

	@Test
	void memberThatCannotBeWrittenIsRefused() {
		List<Object> cycle = new ArrayList<>();
		cycle.add(cycle);
		this.authorizer = (request) -> Mono.just(ChannelAuthorization.allowedAs(new PresenceMember("u1", cycle)));
		assertRefused(403, "Forbidden", "key", ALICE, "channels", "presence-a");
	}

	@Test
	void ticketThatIsNoHelpIsRefused() {
		endpoint().check(ConnectionLogin.of(null));
		endpoint().check(ConnectionLogin.byTicket(ALICE));
		assertThatExceptionOfType(SseEndpoint.Refusal.class)
			.isThrownBy(() -> endpoint().check(ConnectionLogin.refused(CloseCode.UNAUTHORIZED)))
			.satisfies((ex) -> assertThat(ex.response().status()).isEqualTo(401));
		assertThatExceptionOfType(SseEndpoint.Refusal.class)
			.isThrownBy(() -> endpoint().check(ConnectionLogin.refused(CloseCode.OVER_CAPACITY)))
			.satisfies((ex) -> assertThat(ex.response().status()).isEqualTo(503));
	}

	@Test
	void hubThatTakesNoConnectionsIsUnavailable() {
		this.hub.stop(TIMEOUT).block(TIMEOUT);
		assertRefused(503, "Service Unavailable", "key", null, "channels", "a");
	}

	private SseEndpoint endpoint() {
		ChannelAuthorizer current = (request) -> this.authorizer.authorize(request);
		return new SseEndpoint(this.hub, new ChannelGrants(current, JsonMapper.builder().build()));
	}

	private SseEndpoint.SseStream open(String key, Principal principal, String parameter, String value) {
		Map<String, List<String>> query = query(key);
		query.put(parameter, List.of(value));
		return endpoint().open(query, null, principal, ClientDetails.UNKNOWN, "exchange").block(TIMEOUT);
	}

	private ApiResponse assertRefused(int status, String title, String key, Principal principal, String parameter,
			String value) {
		Map<String, List<String>> query = query(key);
		query.put(parameter, List.of(value));
		ApiResponse response = refusal(query, principal);
		assertThat(response.status()).isEqualTo(status);
		assertThat(response.contentType()).isEqualTo("application/problem+json");
		assertThat(response.body()).startsWith("{\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\"");
		return response;
	}

	private void assertMalformed(String parameter, String value) {
		Map<String, List<String>> query = query("key");
		query.put("channels", List.of("a"));
		query.put(parameter, List.of(value));
		assertThat(refusal(query, null).status()).as(value).isEqualTo(400);
	}

	private ApiResponse refusal(Map<String, List<String>> query, Principal principal) {
		ApiResponse[] response = new ApiResponse[1];
		StepVerifier.create(endpoint().open(query, null, principal, ClientDetails.UNKNOWN, "exchange"))
			.expectErrorSatisfies((ex) -> {
				assertThat(ex).isInstanceOf(SseEndpoint.Refusal.class);
				response[0] = ((SseEndpoint.Refusal) ex).response();
			})
			.verify(TIMEOUT);
		return response[0];
	}

	private static Map<String, List<String>> query(String key) {
		Map<String, List<String>> query = new LinkedHashMap<>();
		if (key != null) {
			query.put("api_key", List.of(key));
		}
		return query;
	}

}
