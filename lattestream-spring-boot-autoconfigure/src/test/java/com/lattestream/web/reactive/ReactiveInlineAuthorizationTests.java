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

package com.lattestream.web.reactive;

import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.lattestream.CurrentSocketId;
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.ChannelAuthorization;
import com.lattestream.auth.ChannelAuthorizer;
import com.lattestream.hub.ChannelGrant;
import com.lattestream.hub.ClientDetails;
import com.lattestream.hub.Handshake;
import com.lattestream.protocol.Dialect;
import com.lattestream.web.ChannelGrants;
import com.lattestream.web.OriginPolicy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.i18n.AcceptHeaderLocaleContextResolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ReactiveInlineAuthorization} and what rules see through it.
 */
class ReactiveInlineAuthorizationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Principal ANN = () -> "ann";

	private final List<ChannelAuthRequest> asked = new ArrayList<>();

	private ChannelAuthorizer authorizer = (request) -> Mono.just(ChannelAuthorization.allowed());

	@Test
	void ruleSeesTheHandshakeAsTheRequest() {
		MockServerHttpRequest request = MockServerHttpRequest
			.get("http://localhost:8080/app/lattestream?tenant={tenant}", "a b")
			.contextPath("/app")
			.remoteAddress(InetSocketAddress.createUnresolved("10.0.0.1", 1))
			.header("X-Team", "red", "blue")
			.header("Accept-Language", "de")
			.header("Cookie", "a=1; b=2")
			.build();
		MockServerWebExchange exchange = MockServerWebExchange.from(request);
		exchange.getAttributes().put("tenant", "t1");
		ask(apply(handshake(ANN, false), exchange), "private-a");
		ServerWebExchange seen = (ServerWebExchange) this.asked.get(0).exchange();
		assertThat(seen.getRequest().getMethod()).isEqualTo(request.getMethod());
		assertThat(seen.getRequest().getURI()).isEqualTo(request.getURI());
		assertThat(seen.getRequest().getPath().pathWithinApplication().value()).isEqualTo("/lattestream");
		assertThat(seen.getRequest().getQueryParams().getFirst("tenant")).isEqualTo("a b");
		assertThat(seen.getRequest().getHeaders().get("x-team")).containsExactly("red", "blue");
		assertThat(seen.getRequest().getCookies().getFirst("b")).isEqualTo(new HttpCookie("b", "2"));
		assertThat(seen.getRequest().getRemoteAddress()).isEqualTo(request.getRemoteAddress());
		assertThat(seen.getLocaleContext().getLocale()).isEqualTo(Locale.GERMAN);
		assertThat(seen.<String>getAttribute("tenant")).isEqualTo("t1");
		StepVerifier.create(seen.getPrincipal()).expectNext(ANN).expectComplete().verify(TIMEOUT);
		StepVerifier.create(seen.getRequest().getBody()).expectComplete().verify(TIMEOUT);
		StepVerifier.create(seen.getFormData()).expectNextCount(1).expectComplete().verify(TIMEOUT);
		assertThat(this.asked.get(0).principal()).isSameAs(ANN);
		assertThat(this.asked.get(0).parameters()).containsOnlyKeys("socket_id", "channel_name");
	}

	@Test
	void headersOfTheUpgradeAreNotKept() {
		MockServerHttpRequest request = MockServerHttpRequest.get("/")
			.header("Upgrade", "websocket")
			.header("Connection", "upgrade")
			.header("Sec-WebSocket-Key", "x")
			.header("X-Kept", "y")
			.build();
		HandshakeSnapshot snapshot = HandshakeSnapshot.of(MockServerWebExchange.from(request));
		assertThat(snapshot.httpHeaders().headerNames()).containsExactly("X-Kept");
		assertThat(snapshot).asString().doesNotContain("y");
	}

	@Test
	void eachQuestionHasAnExchangeOfItsOwn() {
		Handshake handshake = apply(handshake(ANN, false), exchange());
		ask(handshake, "private-a");
		ServerWebExchange first = (ServerWebExchange) this.asked.get(0).exchange();
		first.getAttributes().put("mine", 1);
		first.getRequest().getQueryParams();
		first.getResponse().setStatusCode(HttpStatus.IM_USED);
		ask(handshake, "private-b");
		ServerWebExchange second = (ServerWebExchange) this.asked.get(1).exchange();
		assertThat(second).isNotSameAs(first);
		assertThat(second.getAttributes()).doesNotContainKey("mine");
		assertThat(second.getResponse().getStatusCode()).isNull();
	}

	@Test
	void thereIsNoServerBehindTheExchange() {
		ask(apply(handshake(ANN, false), exchange()), "private-a");
		ServerWebExchange seen = (ServerWebExchange) this.asked.get(0).exchange();
		StepVerifier.create(seen.getSession())
			.expectErrorMessage("A rule that is asked on a connection has no session")
			.verify(TIMEOUT);
		assertThatIllegalStateException()
			.isThrownBy(() -> ((DetachedResponse) seen.getResponse()).<Object>getNativeResponse());
		assertThatIllegalStateException()
			.isThrownBy(() -> ((DetachedRequest) seen.getRequest()).<Object>getNativeRequest());
		seen.getResponse().getHeaders().set("X-A", "b");
		StepVerifier
			.create(seen.getResponse()
				.writeWith(Mono.fromSupplier(() -> seen.getResponse().bufferFactory().wrap(new byte[1]))))
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void exchangeOfTheUpgradeIsNotKept() {
		ServerWebExchange exchange = exchange();
		// As Spring's filters do
		exchange.getAttributes().put("org.springframework.security.web.server.csrf.CsrfToken", Mono.just(exchange));
		exchange.getAttributes().put("tenant", "t1");
		WeakReference<Object> exchangeOfUpgrade = new WeakReference<>(exchange);
		WeakReference<Object> request = new WeakReference<>(exchange.getRequest());
		WeakReference<Object> headers = new WeakReference<>(exchange.getRequest().getHeaders());
		Handshake handshake = apply(handshake(ANN, false), exchange);
		exchange = null;
		Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
			System.gc();
			assertThat(exchangeOfUpgrade.get()).isNull();
			assertThat(request.get()).isNull();
			assertThat(headers.get()).isNull();
		});
		ask(handshake, "private-a");
		assertThat(((ServerWebExchange) this.asked.get(0).exchange()).<String>getAttribute("tenant")).isEqualTo("t1");
	}

	@Test
	void loginReachesSpringSecurity() {
		Authentication authentication = UsernamePasswordAuthenticationToken.authenticated("ann", null, List.of());
		this.authorizer = (request) -> ReactiveSecurityContextHolder.getContext()
			.map(SecurityContext::getAuthentication)
			.map((found) -> (found == authentication) ? ChannelAuthorization.allowed() : ChannelAuthorization.denied());
		Handshake handshake = apply(handshake(authentication, false), exchange());
		assertThat(ask(handshake, "private-a")).isEqualTo(new ChannelGrant("private-a", null));
		assertThat(ask(apply(handshake(ANN, false), exchange()), "private-a")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/?socket_id=6.6" })
	void socketIdOfTheRequestIsThatOfTheConnection(String target) {
		this.authorizer = (request) -> Mono.deferContextual((context) -> {
			ServerWebExchange exchange = (ServerWebExchange) request.exchange();
			boolean known = "1.2".equals(CurrentSocketId.get(context))
					&& "1.2".equals(ReactiveSocketIdFilter.of(exchange).value());
			return Mono.just(known ? ChannelAuthorization.allowed() : ChannelAuthorization.denied());
		});
		ServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get(target));
		// As the filter does, which knows no socket id yet, or what the client says
		String said = ReactiveSocketIdFilter.of(exchange).value();
		assertThat(ask(apply(handshake(ANN, false), exchange), "private-a")).isNotNull();
		assertThat(ReactiveSocketIdFilter.of(exchange).value()).isEqualTo(said);
	}

	@ParameterizedTest
	@CsvSource({ ",, false, true", ",http://localhost:8080, false, true", ",https://evil.com, false, false",
			"*, https://evil.com, false, false", "*, null, false, false", "*, http://localhost:8080, false, true",
			"*,, false, true", "https://app.com, https://app.com, false, true", "*, https://evil.com, true, true" })
	void loginCountsOnlyWhereThePageIsTrustedOrATicketWasBrought(String allowed, String origin, boolean ticket,
			boolean asks) {
		List<String> origins = (allowed != null) ? List.of(allowed) : List.of();
		Handshake handshake = apply(handshake(ANN, ticket), exchange(origin), origins);
		assertThat(handshake.authorizer() != null).isEqualTo(asks);
	}

	@Test
	void nothingIsKeptForNobody() {
		Handshake handshake = handshake(null, false);
		assertThat(apply(handshake, exchange())).isSameAs(handshake);
	}

	private ChannelGrant ask(Handshake handshake, String channel) {
		return handshake.authorizer().authorize(handshake, channel).block(TIMEOUT);
	}

	private Handshake apply(Handshake handshake, ServerWebExchange exchange) {
		return apply(handshake, exchange, List.of());
	}

	private Handshake apply(Handshake handshake, ServerWebExchange exchange, List<String> allowedOrigins) {
		ChannelAuthorizer recording = (request) -> {
			this.asked.add(request);
			return this.authorizer.authorize(request);
		};
		GenericApplicationContext context = new GenericApplicationContext();
		context.refresh();
		return new ReactiveInlineAuthorization(new ChannelGrants(recording, JsonMapper.builder().build()),
				new OriginPolicy(allowedOrigins), ServerCodecConfigurer.create(),
				new AcceptHeaderLocaleContextResolver(), context)
			.apply(handshake, exchange);
	}

	private static ServerWebExchange exchange() {
		return exchange(null);
	}

	private static ServerWebExchange exchange(String origin) {
		MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("http://localhost:8080/lattestream");
		if (origin != null) {
			request.header(HttpHeaders.ORIGIN, origin);
		}
		return MockServerWebExchange.from(request);
	}

	private static Handshake handshake(Principal principal, boolean admitted) {
		return new Handshake("1.2", Dialect.LATTESTREAM, null, principal, null, ClientDetails.UNKNOWN, admitted, null);
	}

}
