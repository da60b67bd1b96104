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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.lattestream.AccessToken;
import com.lattestream.BatchEvent;
import com.lattestream.CachedEvent;
import com.lattestream.ChannelAttribute;
import com.lattestream.ChannelInfo;
import com.lattestream.ChannelToken;
import com.lattestream.CurrentSocketId;
import com.lattestream.InvalidRequestException;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.PresenceMember;
import com.lattestream.RequestSocketId;
import com.lattestream.TriggerRequest;
import com.lattestream.TriggerResult;
import com.lattestream.UnavailableException;
import com.lattestream.UserData;
import com.lattestream.UserToken;
import com.lattestream.remote.ScriptedServer.Answer;
import com.lattestream.remote.ScriptedServer.Request;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.RequestSignature;
import com.lattestream.signature.RequestSigner;
import com.lattestream.signature.UserSigner;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link RemoteLatteStreamClient} sends and what it makes of the answers.
 */
class RemoteLatteStreamClientTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final JsonMapper JSON = new JsonMapper();

	private final ScriptedServer server = new ScriptedServer();

	private final RemoteLatteStreamClient client = client(this.server.uri(), TestClients.settings());

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void triggerPostsOneEvent() {
		TriggerResult result = block(this.client.trigger("orders", "shipped", Map.of("id", 7)));
		assertThat(result).isEqualTo(new TriggerResult("shipped", List.of("orders"), null));
		Request request = request();
		assertThat(request.method()).isEqualTo("POST");
		assertThat(request.path()).isEqualTo("/events");
		assertThat(request.headers()).containsEntry("content-type", "application/json")
			.containsEntry("accept", "application/json")
			.containsEntry("authorization", "lsk_very_secret")
			.doesNotContainKey("transfer-encoding");
		assertThat(JSON.readTree(request.body()))
			.isEqualTo(JSON.readTree("{\"channel\":\"orders\",\"event\":\"shipped\",\"data\":\"{\\\"id\\\":7}\"}"));
	}

	@Test
	void triggerForSeveralChannelsIsOneRequest() {
		block(this.client.trigger(TriggerRequest.of(List.of("a", "b"), "e", 1).except("1.2")));
		assertThat(JSON.readTree(request().body()))
			.isEqualTo(JSON.readTree("{\"channels\":[\"a\",\"b\"],\"event\":\"e\",\"data\":1,\"socket_id\":\"1.2\"}"));
	}

	@Test
	void socketIdOfTheCurrentRequestGoesOut() {
		RequestSocketId socketId = new RequestSocketId();
		socketId.offer("1.2");
		Context context = Context.of(CurrentSocketId.KEY, socketId);
		block(this.client.trigger(TriggerRequest.of("a", "e", 1).toOthers()).contextWrite(context));
		assertThat(JSON.readTree(sent(0)).findValue("socket_id").stringValue()).isEqualTo("1.2");
		BatchEvent event = new BatchEvent("a", "e", 1);
		block(this.client.triggerBatch(List.of(event.toOthers(), event)).contextWrite(context));
		assertThat(JSON.readTree(sent(1)).findValuesAsString("socket_id")).containsExactly("1.2");
		block(this.client.trigger(TriggerRequest.of("a", "e", 1).toOthers()));
		assertThat(sent(2)).doesNotContain("socket_id");
	}

	@ParameterizedTest
	@MethodSource
	void dataArrivesAsWhatItWas(@Nullable Object data, String sent) {
		block(this.client.trigger("a", "e", data));
		assertThat(JSON.readTree(request().body()).get("data")).isEqualTo(JSON.readTree(sent));
	}

	static List<Arguments> dataArrivesAsWhatItWas() {
		return List.of(Arguments.of(Map.of("a", List.of(1)), "\"{\\\"a\\\":[1]}\""), Arguments.of(List.of(), "\"[]\""),
				Arguments.of(null, "\"null\""), Arguments.of(1.5, "1.5"), Arguments.of(true, "true"),
				Arguments.of("hello", "\"hello\""), Arguments.of("", "\"\""), Arguments.of("nobody", "\"nobody\""),
				Arguments.of("12 apples", "\"12 apples\""), Arguments.of("{not json", "\"{not json\""),
				Arguments.of("1", "\"\\\"1\\\"\""), Arguments.of(" null", "\"\\\" null\\\"\""),
				Arguments.of("{\"a\":1}", "\"\\\"{\\\\\\\"a\\\\\\\":1}\\\"\""),
				Arguments.of("\"x\"", "\"\\\"\\\\\\\"x\\\\\\\"\\\"\""),
				Arguments.of(UUID.fromString("00000000-0000-0000-0000-000000000001"),
						"\"00000000-0000-0000-0000-000000000001\""));
	}

	@Test
	void triggerBatchPostsAllEventsTogether() {
		List<TriggerResult> results = block(this.client
			.triggerBatch(List.of(new BatchEvent("a", "one", "x", "1.2"), new BatchEvent("b", "two", List.of()))));
		assertThat(results).containsExactly(new TriggerResult("one", List.of("a"), null),
				new TriggerResult("two", List.of("b"), null));
		assertThat(request().path()).isEqualTo("/batch_events");
		assertThat(JSON.readTree(request().body())).isEqualTo(JSON.readTree("""
				{"batch":[{"channel":"a","name":"one","data":"x","socket_id":"1.2"},
				{"channel":"b","name":"two","data":"[]"}]}"""));
	}

	@Test
	void requestsAreSignedAndEachHasItsOwnNonce() {
		this.server.otherwise(Answer.ok("{\"channels\":{}}"));
		block(this.client.trigger("a", "e", "x"));
		block(this.client.channels("presence-a;b", ChannelAttribute.USER_COUNT).collectList());
		block(this.client.terminateConnections("u 1/ä"));
		assertThat(this.server.requests()).hasSize(3)
			.allSatisfy((request) -> assertThat(signatureRefusal(request, request.path())).isNull());
		assertThat(this.server.requests()).extracting(Request::nonce).doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/lattestream/api", "/lattestream/api/" })
	void endpointMayHaveAPathThatIsNotSigned(String base) {
		RemoteLatteStreamClient other = client(this.server.uri().resolve(base), TestClients.settings());
		block(other.trigger("a", "e", "x"));
		assertThat(request().path()).isEqualTo("/lattestream/api/events");
		assertThat(signatureRefusal(request(), "/events")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "{\"channels\":[\"a\"],\"event\":\"e\",\"triggered\":1}", "<html>" })
	void bodyOfAGoodAnswerToATriggerDoesNotMatter(String body) {
		this.server.then(Answer.ok(body));
		block(this.client.trigger("a", "e", "x"));
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void channelIsAskedForByItsEncodedName() {
		this.server
			.then(Answer.ok("{\"occupied\":true,\"user_count\":3,\"subscription_count\":4,\"cache\":{\"ttl\":1}}"));
		ChannelInfo info = block(this.client.channel("presence-a;b=@,.c", ChannelAttribute.SUBSCRIPTION_COUNT,
				ChannelAttribute.USER_COUNT));
		assertThat(info).isEqualTo(new ChannelInfo("presence-a;b=@,.c", true, 4, 3));
		assertThat(request().method()).isEqualTo("GET");
		assertThat(request().body()).isEmpty();
		assertThat(request().path())
			.isEqualTo("/channels/presence-a%3Bb%3D%40%2C.c?info=user_count,subscription_count");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{'event':'e','data':'{\\'n\\':1}','ttl':60} | e | {'n':1}", "{'data':'5','ttl':60} | | 5",
					"{'data':'text','ttl':60} | | 'text'", "{'data':{'n':1},'ttl':60} | | {'n':1}" },
			quoteCharacter = '~')
	void lastEventOfACacheChannelIsRead(String cache, String event, String data) {
		this.server.then(Answer.ok("{\"occupied\":true,\"cache\":" + cache.replace('\'', '"') + "}"));
		assertThat(block(this.client.channel("cache-a", ChannelAttribute.CACHE))).isEqualTo(new ChannelInfo("cache-a",
				true, null, null, new CachedEvent(event, data.replace('\'', '"'), Duration.ofMinutes(1))));
		assertThat(request().path()).isEqualTo("/channels/cache-a?info=cache");
	}

	@Test
	void cacheChannelMayHaveNoEvent() {
		this.server.then(Answer.ok("{\"occupied\":true}"));
		assertThat(block(this.client.channel("cache-a", ChannelAttribute.CACHE)))
			.isEqualTo(new ChannelInfo("cache-a", true, null, null));
	}

	@Test
	void lastEventsOfSeveralChannelsAreNotAskedFor() {
		this.server.then(Answer.ok("{\"channels\":{}}"));
		assertThat(this.client.channels("cache-", ChannelAttribute.CACHE).collectList().block(Duration.ofSeconds(20)))
			.isEmpty();
		assertThat(request().path()).isEqualTo("/channels?filter_by_prefix=cache-");
	}

	@Test
	void channelHasNoMoreThanWasAskedFor() {
		this.server.then(Answer.ok("{\"occupied\":true,\"user_count\":3,\"subscription_count\":4}"));
		assertThat(block(this.client.channel("presence-a"))).isEqualTo(new ChannelInfo("presence-a", true, null, null));
		assertThat(request().path()).isEqualTo("/channels/presence-a");
	}

	@Test
	void usersOfOtherThanPresenceChannelsAreNotCounted() {
		this.server.then(Answer.ok("{\"occupied\":false}"));
		assertThat(block(this.client.channel("private-a", ChannelAttribute.USER_COUNT)))
			.isEqualTo(new ChannelInfo("private-a", false, null, null));
		assertThat(request().path()).isEqualTo("/channels/private-a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"occupied\":true,\"subscription_count\":2}",
			"{\"occupied\":true,\"subscriptionCount\":2}", "{\"subscription_count\":2}" })
	void spellingsAreReadAlike(String answer) {
		this.server.then(Answer.ok(answer));
		assertThat(block(this.client.channel("a", ChannelAttribute.SUBSCRIPTION_COUNT)))
			.isEqualTo(new ChannelInfo("a", true, 2, null));
	}

	@Test
	void channelsAreThoseThatAreOccupied() {
		this.server.then(Answer.ok("""
				{"channels":{"presence-a":{"occupied":true,"user_count":3},"presence-b":{"userCount":1},
				"presence-c":{"occupied":false}}}"""));
		assertThat(block(this.client.channels("presence-", ChannelAttribute.USER_COUNT).collectList())).containsExactly(
				new ChannelInfo("presence-a", true, null, 3), new ChannelInfo("presence-b", true, null, 1));
		assertThat(request().path()).isEqualTo("/channels?filter_by_prefix=presence-&info=user_count");
	}

	@Test
	void allChannelsAreAskedForWithoutAQuery() {
		this.server.then(Answer.ok("{\"channels\":{}}"));
		assertThat(block(this.client.channels("").collectList())).isEmpty();
		assertThat(request().path()).isEqualTo("/channels");
	}

	@Test
	void usersAreReadWithTheirInfo() {
		this.server.then(Answer.ok("{\"users\":[{\"id\":\"u1\",\"info\":{\"name\":\"N\"}},{\"id\":2},"
				+ "{\"user_id\":\"u3\",\"user_info\":null}]}"));
		assertThat(block(this.client.users("presence-a").collectList())).containsExactly(
				new PresenceMember("u1", Map.of("name", "N")), PresenceMember.of("2"), PresenceMember.of("u3"));
		assertThat(request().path()).isEqualTo("/channels/presence-a/users");
	}

	@Test
	void terminatePostsNothing() {
		assertThat(block(this.client.terminateConnections("u 1/ä?"))).isZero();
		assertThat(request().method()).isEqualTo("POST");
		assertThat(request().path()).isEqualTo("/users/u%201%2F%C3%A4%3F/terminate_connections");
		assertThat(request().body()).isEmpty();
	}

	@Test
	void serviceIssuesChannelTokens() {
		this.server.then(Answer.ok("{\"auth\":\"lspc_one\",\"channel_data\":\"{\\\"user_id\\\":\\\"u1\\\"}\"}"),
				Answer.ok("{\"auth\":\"lspc_two\"}"));
		assertThat(
				block(this.client.authorizeChannel("1.2", "presence-a", new PresenceMember("u1", Map.of("name", "N")))))
			.isEqualTo(new ChannelToken("lspc_one", "{\"user_id\":\"u1\"}"));
		assertThat(block(this.client.authorizeChannel("1.2", "private-a", PresenceMember.of("u1"))))
			.isEqualTo(new ChannelToken("lspc_two", null));
		assertThat(this.server.requests()).extracting(Request::path).containsExactly("/auth", "/auth");
		assertThat(JSON.readTree(this.server.requests().get(0).body())).isEqualTo(JSON.readTree("""
				{"socket_id":"1.2","channel_name":"presence-a",
				"channel_data":{"user_id":"u1","user_info":{"name":"N"}}}"""));
		assertThat(JSON.readTree(this.server.requests().get(1).body()))
			.isEqualTo(JSON.readTree("{\"socket_id\":\"1.2\",\"channel_name\":\"private-a\"}"));
	}

	@Test
	void memberIsWhatWasSentWhereTheServiceDoesNotRepeatIt() {
		this.server.then(Answer.ok("{\"auth\":\"lspc_one\"}"));
		ChannelToken token = block(this.client.authorizeChannel("1.2", "presence-a", PresenceMember.of("u1")));
		assertThat(token.channelData()).isEqualTo("{\"user_id\":\"u1\"}");
	}

	@Test
	void applicationSignsChannelsWhereItIsTold() {
		RemoteLatteStreamClient signing = client(this.server.uri(),
				TestClients.withSigning(TestClients.settings(), RemoteSettings.ChannelSigning.LOCAL));
		ChannelToken token = block(signing.authorizeChannel("1.2", "presence-a", PresenceMember.of("u1")));
		assertThat(token.auth()).startsWith("1.2:");
		assertThat(new ChannelSigner(TestClients.CREDENTIALS, Clock.systemUTC()).verify(token.auth(), "1.2",
				"presence-a", token.channelData()))
			.isTrue();
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void applicationSignsUsersAlways() {
		UserToken token = block(this.client.authenticateUser("1.2", UserData.of("u1").withInfo(7)));
		assertThat(token.userData()).isEqualTo("{\"id\":\"u1\",\"user_info\":7}");
		assertThat(token.auth()).startsWith("1.2:");
		assertThat(new UserSigner(TestClients.CREDENTIALS).verify(token.auth(), "1.2", token.userData())).isTrue();
		StepVerifier.create(this.client.authenticateUser("1.2\n", UserData.of("u1")))
			.expectError(InvalidRequestException.class)
			.verify(Duration.ofSeconds(20));
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void clientTokensAreIssued() {
		this.server.then(Answer
			.ok("{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":60,\"tenant_id\":\"tenant\"}"),
				Answer.ok("{\"accessToken\":\"t\"}"));
		AccessToken token = block(
				this.client.issueToken("1.2", List.of("publish", "subscribe"), Duration.ofMinutes(1)));
		assertThat(token).isEqualTo(new AccessToken("t", "Bearer", Duration.ofMinutes(1), "tenant"));
		assertThat(block(this.client.issueToken("1.2", List.of(), null)))
			.isEqualTo(new AccessToken("t", "Bearer", null, null));
		assertThat(this.server.requests()).extracting(Request::path).containsOnly("/apps/token");
		assertThat(JSON.readTree(this.server.requests().get(0).body())).isEqualTo(JSON.readTree(
				"""
						{"api_key":"lsk_very_secret","socket_id":"1.2","permissions":["publish","subscribe"],"expires_in":60}"""));
		assertThat(JSON.readTree(this.server.requests().get(1).body()))
			.isEqualTo(JSON.readTree("{\"api_key\":\"lsk_very_secret\",\"socket_id\":\"1.2\"}"));
	}

	@ParameterizedTest
	@MethodSource
	void wrongAnswersAreReportedAndNotAskedForAgain(String answer, Call call) {
		this.server.otherwise(Answer.ok(answer));
		StepVerifier.create(call.on(this.client))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(UnavailableException.class)
				.hasMessageContaining("none that is known"))
			.verify(TIMEOUT);
		assertThat(this.server.requests()).hasSize(1);
	}

	static List<Arguments> wrongAnswersAreReportedAndNotAskedForAgain() {
		Call channel = (client) -> client.channel("a");
		Call channels = (client) -> client.channels("").collectList();
		Call users = (client) -> client.users("presence-a").collectList();
		Call auth = (client) -> client.authorizeChannel("1.2", "private-a", null);
		Call token = (client) -> client.issueToken("1.2", List.of(), null);
		List<Arguments> cases = new ArrayList<>();
		for (Call call : List.of(channel, channels, users, auth, token)) {
			for (String answer : List.of("", "{", "[]", "\"x\"", "<html></html>", "{} x")) {
				cases.add(Arguments.of(answer, call));
			}
		}
		cases.add(Arguments.of("{\"channels\":[]}", channels));
		cases.add(Arguments.of("{\"channels\":{\"a\":5}}", channels));
		cases.add(Arguments.of("{\"users\":{}}", users));
		cases.add(Arguments.of("{\"users\":[{}]}", users));
		cases.add(Arguments.of("{\"users\":[{\"id\":\"\"}]}", users));
		cases.add(Arguments.of("{\"auth\":null}", auth));
		cases.add(Arguments.of("{\"auth\":{}}", auth));
		cases.add(Arguments.of("{\"token_type\":\"Bearer\"}", token));
		return cases;
	}

	@Test
	void answersThatAreTooLargeAreNotRead() {
		this.server.otherwise(Answer.ok("{\"channels\":{\"" + "a".repeat(4096) + "\":{}}}"));
		StepVerifier.create(this.client.channels(""))
			.expectErrorSatisfies(
					(ex) -> assertThat(ex).isInstanceOf(UnavailableException.class).hasMessageContaining("too large"))
			.verify(TIMEOUT);
	}

	@ParameterizedTest
	@MethodSource
	void invalidRequestsAreNotSent(Call call) {
		StepVerifier.create(call.on(this.client)).expectError(InvalidRequestException.class).verify(TIMEOUT);
		assertThat(this.server.connections()).isZero();
	}

	static List<Call> invalidRequestsAreNotSent() {
		return List.of((client) -> client.trigger("a b", "e", 1), (client) -> client.trigger("a", "pusher:e", 1),
				(client) -> client.trigger(List.of(), "e", 1), (client) -> client.trigger("a", "e", new Unwritable()),
				(client) -> client.trigger(List.of("a"), "", 1), (client) -> client.triggerBatch(List.of()),
				(client) -> client.triggerBatch(List.of(new BatchEvent("a", "e", 1), new BatchEvent("ä", "e", 1))),
				(client) -> client.triggerBatch(Collections.nCopies(11, new BatchEvent("a", "e", 1))),
				(client) -> client.triggerBatch(List.of(new BatchEvent("a", "e", 1, "x"))),
				(client) -> client.channel("ä"), (client) -> client.users("private-a").collectList(),
				(client) -> client.authorizeChannel("1.2", "a", null),
				(client) -> client.authorizeChannel("1.2:x", "private-a", null),
				(client) -> client.authorizeChannel("1.2", "presence-a", null),
				(client) -> client.terminateConnections(""), (client) -> client.issueToken("x", List.of(), null));
	}

	@Test
	void dataThatIsTooLargeIsNotSent() {
		String largest = "ä".repeat(499);
		StepVerifier.create(this.client.trigger("a", "e", largest)).expectNextCount(1).expectComplete().verify(TIMEOUT);
		StepVerifier.create(this.client.trigger("a", "e", largest + "1"))
			.expectError(PayloadTooLargeException.class)
			.verify(TIMEOUT);
		StepVerifier
			.create(this.client
				.triggerBatch(List.of(new BatchEvent("a", "e", 1), new BatchEvent("a", "e", largest + 1))))
			.expectError(PayloadTooLargeException.class)
			.verify(TIMEOUT);
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void nothingIsSentBeforeSubscriptionAndEachSendsAnew() {
		Mono<TriggerResult> trigger = this.client.trigger("a", "e", 1);
		assertThat(this.server.connections()).isZero();
		block(trigger);
		block(trigger);
		assertThat(this.server.requests()).hasSize(2).extracting(Request::nonce).doesNotHaveDuplicates();
	}

	@Test
	void applicationsMapperWritesTheDataAndHasNoSayElsewhere() {
		JsonMapper upper = JsonMapper.builder()
			.propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
			.build();
		RemoteLatteStreamClient other = new RemoteLatteStreamClient(WebClient.create(), this.server.uri(),
				TestClients.CREDENTIALS, TestClients.ENCRYPTOR, TestClients.settings(), upper, null,
				ObservationRegistry.NOOP);
		block(other.trigger("a", "e", new Order(1)));
		JsonNode body = JSON.readTree(request().body());
		assertThat(body.propertyNames()).containsExactly("channel", "event", "data");
		assertThat(body.get("data").asString()).isEqualTo("{\"OrderId\":1}");
	}

	@Test
	void toStringShowsNoSecret() {
		assertThat(this.client.toString()).contains("lspk_key", this.server.uri().toString())
			.doesNotContain("very_secret");
		assertThat(new AccessToken("very_secret", "Bearer", null, null).toString()).doesNotContain("very_secret");
	}

	@Test
	void flushWithoutBatchingHasNothingToDo() {
		StepVerifier.create(this.client.flushBatch()).expectComplete().verify(TIMEOUT);
		assertThat(block(this.client.stop(TIMEOUT))).isZero();
	}

	private String sent(int index) {
		return this.server.requests().get(index).body();
	}

	private Request request() {
		assertThat(this.server.requests()).hasSize(1);
		return this.server.requests().get(0);
	}

	private static @Nullable String signatureRefusal(Request request, String path) {
		Map<String, String> headers = request.headers();
		RequestSignature signature = new RequestSignature(headers.get("x-lattestream-timestamp"), request.nonce(),
				headers.get("x-lattestream-signature"));
		return new RequestSigner("lsk_very_secret", Clock.systemUTC()).refusal(request.method(), path,
				request.body().getBytes(StandardCharsets.UTF_8), signature);
	}

	private static RemoteLatteStreamClient client(URI endpoint, RemoteSettings settings) {
		return TestClients.create(endpoint, new JdkClientHttpConnector(), settings);
	}

	private static <T> T block(Mono<T> mono) {
		T result = mono.block(TIMEOUT);
		assertThat(result).isNotNull();
		return result;
	}

	/**
	 * Calls a client.
	 */
	@FunctionalInterface
	interface Call {

		Mono<?> on(RemoteLatteStreamClient client);

	}

	record Order(int orderId) {

	}

	static final class Unwritable extends AbstractList<Object> {

		@Override
		public Object get(int index) {
			throw new IllegalStateException("test");
		}

		@Override
		public int size() {
			return 1;
		}

	}

}
