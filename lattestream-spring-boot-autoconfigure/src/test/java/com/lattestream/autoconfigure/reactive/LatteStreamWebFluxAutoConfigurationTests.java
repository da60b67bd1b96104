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

package com.lattestream.autoconfigure.reactive;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.lattestream.LatteStreamClient;
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.ChannelAuthorization;
import com.lattestream.auth.ChannelAuthorizer;
import com.lattestream.auth.LatteChannelAuth;
import com.lattestream.autoconfigure.FailureAnalyses;
import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.broker.TicketStore;
import com.lattestream.signature.AppCredentials;
import com.lattestream.web.ChannelAuthEndpoint;
import com.lattestream.web.ChannelAuthRules;
import com.lattestream.web.InvalidAnnotatedMethodException;
import com.lattestream.web.OriginPolicy;
import com.lattestream.web.PerMessageDeflate;
import com.lattestream.web.Tickets;
import com.lattestream.web.reactive.ReactiveChannelAuthorizer;
import com.lattestream.web.reactive.ReactiveInlineAuthorization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.web.context.reactive.AnnotationConfigReactiveWebApplicationContext;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.javapoet.ClassName;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LatteStreamWebFluxAutoConfiguration}.
 */
class LatteStreamWebFluxAutoConfigurationTests {

	private static final String WEB_SOCKET = "latteStreamWebSocketMapping";

	private static final String DISCOVERY = "latteStreamDiscoveryMapping";

	private static final String SSE = "latteStreamSseMapping";

	private static final String PUSHER = "latteStreamPusherWebSocketMapping";

	private static final String AUTH = "latteStreamChannelAuthMapping";

	private static final String USER_AUTH = "latteStreamUserAuthMapping";

	private static final String TICKET = "latteStreamTicketMapping";

	private static final String CLIENT_SCRIPT = "latteStreamClientScriptMapping";

	private static final AutoConfigurations OTHERS = AutoConfigurations.of(JacksonAutoConfiguration.class,
			CodecsAutoConfiguration.class, HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class);

	private static final AutoConfigurations OURS = AutoConfigurations.of(LatteStreamAutoConfiguration.class,
			LatteStreamWebFluxAutoConfiguration.class);

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(OTHERS)
		.withConfiguration(OURS);

	@Test
	void backsOffOutsideOfWebApplications() {
		new ApplicationContextRunner().withConfiguration(OTHERS).withConfiguration(OURS).run((context) -> {
			assertThat(context).hasSingleBean(LatteStreamClient.class);
			assertThat(context).doesNotHaveBean(LatteStreamWebFluxAutoConfiguration.class);
			assertThat(context).doesNotHaveBean(HandlerMapping.class);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.web.reactive", "org.springframework.boot.webflux" })
	void backsOffWithoutOptionalDependency(String missing) {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
			.withConfiguration(OURS)
			.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> {
				assertThat(context).hasSingleBean(LatteStreamClient.class);
				assertThat(context).doesNotHaveBean(LatteStreamWebFluxAutoConfiguration.class);
				assertThat(context).doesNotHaveBean(OriginPolicy.class);
			});
	}

	@Test
	void takesNoReactorNetty() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("reactor.netty", "io.netty")).run((context) -> {
			assertThat(paths(context, WEB_SOCKET)).containsExactlyInAnyOrder("/lattestream", "/lattestream/");
			assertThat(paths(context, SSE)).containsExactly("/lattestream/sse");
		});
	}

	@Test
	void servesEverythingButPusherWithoutProperties() {
		this.contextRunner.run((context) -> {
			assertThat(paths(context, WEB_SOCKET)).containsExactlyInAnyOrder("/lattestream", "/lattestream/");
			assertThat(paths(context, DISCOVERY)).containsExactly("/lattestream/discover");
			assertThat(paths(context, SSE)).containsExactly("/lattestream/sse");
			assertThat(paths(context, AUTH)).containsExactly("/lattestream/auth");
			assertThat(paths(context, USER_AUTH)).containsExactly("/lattestream/user-auth");
			assertThat(paths(context, TICKET)).containsExactly("/lattestream/ticket");
			assertThat(paths(context, CLIENT_SCRIPT)).containsExactlyInAnyOrder("/lattestream/client.js",
					"/lattestream/client.d.ts");
			assertThat(context).doesNotHaveBean(PUSHER);
			assertThat(context).hasSingleBean(ReactiveChannelAuthorizer.class);
		});
	}

	@Test
	void messagesAreCompressedOnlyIfSwitchedOn() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(PerMessageDeflate.class));
		this.contextRunner.withPropertyValues("lattestream.hub.websocket.compression.enabled=true").run((context) -> {
			PerMessageDeflate deflate = context.getBean(PerMessageDeflate.class);
			assertThat(deflate.compress(new byte[1023])).isNull();
			assertThat(deflate.compress(new byte[1024])).isNotNull();
		});
	}

	@Test
	void sizeOfCompressedMessagesCannotBeNegative() {
		this.contextRunner
			.withPropertyValues("lattestream.hub.websocket.compression.enabled=true",
					"lattestream.hub.websocket.compression.min-size=-1B")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("lattestream.hub.websocket.compression.min-size"));
	}

	@Test
	void messagesAreCompressedFromTheSizeOn() {
		this.contextRunner
			.withPropertyValues("lattestream.hub.websocket.compression.enabled=true",
					"lattestream.hub.websocket.compression.min-size=2KB")
			.run((context) -> {
				PerMessageDeflate deflate = context.getBean(PerMessageDeflate.class);
				assertThat(deflate.compress(new byte[2047])).isNull();
				assertThat(deflate.compress(new byte[2048])).isNotNull();
			});
	}

	@Test
	void everythingBelowTheHubMovesWithIt() {
		this.contextRunner.withPropertyValues("lattestream.hub.path=/rt").run((context) -> {
			assertThat(paths(context, WEB_SOCKET)).containsExactlyInAnyOrder("/rt", "/rt/");
			assertThat(paths(context, DISCOVERY)).containsExactly("/rt/discover");
			assertThat(paths(context, SSE)).containsExactly("/rt/sse");
			assertThat(paths(context, AUTH)).containsExactly("/rt/auth");
			assertThat(paths(context, USER_AUTH)).containsExactly("/rt/user-auth");
			assertThat(paths(context, TICKET)).containsExactly("/rt/ticket");
			assertThat(paths(context, CLIENT_SCRIPT)).containsExactlyInAnyOrder("/rt/client.js", "/rt/client.d.ts");
			WebTestClient client = client(context);
			client.get().uri("/rt/client.js").exchange().expectStatus().isOk();
			client.get().uri("/lattestream/client.js").exchange().expectStatus().isNotFound();
			client.get().uri("/rt").exchange().expectStatus().isEqualTo(HttpStatus.UPGRADE_REQUIRED);
		});
	}

	@ParameterizedTest
	@CsvSource({ "/,''", "'',''", "/rt/,/rt", "rt,/rt" })
	void slashesAtTheEndsOfTheHubsPathDoNotMatter(String configured, String path) {
		this.contextRunner.withPropertyValues("lattestream.hub.path=" + configured).run((context) -> {
			WebTestClient client = client(context);
			client.get().uri(path + "/").exchange().expectStatus().isEqualTo(HttpStatus.UPGRADE_REQUIRED);
			client.get().uri(path + "/discover").exchange().expectStatus().isUnauthorized();
			client.get().uri(path + "/client.js").exchange().expectStatus().isOk();
		});
	}

	@Test
	void endpointsMoveOnTheirOwn() {
		this.contextRunner
			.withPropertyValues("lattestream.hub.path=/rt", "lattestream.auth.path=/broadcasting/auth",
					"lattestream.hub.sse.path=/events", "lattestream.hub.tickets.path=/tickets",
					"lattestream.hub.pusher.enabled=true", "lattestream.hub.pusher.path=/pusher/app")
			.run((context) -> {
				assertThat(paths(context, AUTH)).containsExactly("/broadcasting/auth");
				assertThat(paths(context, SSE)).containsExactly("/events");
				assertThat(paths(context, TICKET)).containsExactly("/tickets");
				assertThat(paths(context, PUSHER)).containsExactly("/pusher/app/{key}");
			});
	}

	@Test
	void webSocketsOfLatteStreamClientsCanBeSwitchedOff() {
		this.contextRunner.withPropertyValues("lattestream.hub.websocket.enabled=false")
			.run((context) -> assertThat(ourMappings(context)).containsExactlyInAnyOrder(SSE, AUTH, USER_AUTH,
					CLIENT_SCRIPT, TICKET));
	}

	@Test
	void eventStreamsCanBeSwitchedOff() {
		this.contextRunner.withPropertyValues("lattestream.hub.sse.enabled=false")
			.run((context) -> assertThat(ourMappings(context)).containsExactlyInAnyOrder(WEB_SOCKET, DISCOVERY, AUTH,
					USER_AUTH, CLIENT_SCRIPT, TICKET));
	}

	@Test
	void channelAuthorizationCanBeSwitchedOff() {
		this.contextRunner.withPropertyValues("lattestream.auth.enabled=false")
			.run((context) -> assertThat(ourMappings(context)).containsExactlyInAnyOrder(WEB_SOCKET, DISCOVERY, SSE,
					CLIENT_SCRIPT, TICKET));
	}

	@Test
	void ticketsCanBeSwitchedOff() {
		this.contextRunner.withPropertyValues("lattestream.hub.tickets.enabled=false").run((context) -> {
			assertThat(ourMappings(context)).containsExactlyInAnyOrder(WEB_SOCKET, DISCOVERY, SSE, AUTH, USER_AUTH,
					CLIENT_SCRIPT);
			assertThat(context).doesNotHaveBean(Tickets.class);
			// Such a parameter is the application's own then
			client(context).get()
				.uri("/lattestream/sse?channels=private-a&api_key=lspk_a&ticket=x")
				.exchange()
				.expectStatus()
				.isUnauthorized();
		});
	}

	@Test
	void ticketsLastAsLongAsThePropertySays() {
		this.contextRunner.withUserConfiguration(UserConfiguration.class)
			.withPropertyValues("lattestream.hub.tickets.ttl=5s")
			.run((context) -> client(context).post()
				.uri("/lattestream/ticket")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.expires_in")
				.isEqualTo(5));
	}

	@Test
	void backsOffFromTicketStore() {
		TicketStore store = mock(TicketStore.class);
		this.contextRunner.withBean(TicketStore.class, () -> store)
			.run((context) -> assertThat(context).getBean(TicketStore.class).isSameAs(store));
	}

	@Test
	void askingRulesOnConnectionsCanBeSwitchedOff() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(ReactiveInlineAuthorization.class));
		this.contextRunner.withPropertyValues("lattestream.auth.inline=false").run((context) -> {
			assertThat(context).doesNotHaveBean(ReactiveInlineAuthorization.class);
			assertThat(ourMappings(context)).contains(WEB_SOCKET);
		});
	}

	@Test
	void clientScriptCanBeSwitchedOff() {
		this.contextRunner.withPropertyValues("lattestream.hub.client-script.enabled=false")
			.run((context) -> assertThat(ourMappings(context)).containsExactlyInAnyOrder(WEB_SOCKET, DISCOVERY, SSE,
					AUTH, USER_AUTH, TICKET));
	}

	@Test
	void pusherIsOnWhereKeyAndSecretAreSet() {
		this.contextRunner.withPropertyValues("lattestream.app.key=lspk_one", "lattestream.app.secret=lsk_two")
			.run((context) -> assertThat(paths(context, PUSHER)).containsExactly("/app/{key}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "lattestream.app.key=lspk_one", "lattestream.app.secret=lsk_two" })
	void pusherIsOffWherePartOfTheCredentialsIsGenerated(String property) {
		this.contextRunner.withPropertyValues(property).run((context) -> assertThat(context).doesNotHaveBean(PUSHER));
	}

	@Test
	void pusherIsOffWhereCredentialsAreBlank() {
		this.contextRunner.withPropertyValues("lattestream.app.key= ", "lattestream.app.secret=")
			.run((context) -> assertThat(context).doesNotHaveBean(PUSHER));
	}

	@Test
	void pusherCanBeSwitchedOnWithGeneratedCredentials() {
		this.contextRunner.withPropertyValues("lattestream.hub.pusher.enabled=true")
			.run((context) -> assertThat(context).hasBean(PUSHER));
	}

	@Test
	void pusherCanBeSwitchedOffWhereKeyAndSecretAreSet() {
		this.contextRunner
			.withPropertyValues("lattestream.app.key=lspk_one", "lattestream.app.secret=lsk_two",
					"lattestream.hub.pusher.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(PUSHER));
	}

	@Test
	void discoveryTakesTheKey() {
		this.contextRunner.withPropertyValues("lattestream.app.key=lspk_one").run((context) -> {
			WebTestClient client = client(context);
			client.get().uri("/lattestream/discover").exchange().expectStatus().isUnauthorized();
			client.get()
				.uri("/lattestream/discover?api_key=lspk_one")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.discovery_token")
				.isNotEmpty();
		});
	}

	@Test
	void mappingsOfTheApplicationDoNotHideOurs() {
		this.contextRunner.withUserConfiguration(CatchAllController.class).run((context) -> {
			WebTestClient client = client(context);
			client.get()
				.uri("/lattestream/client.js")
				.exchange()
				.expectHeader()
				.contentTypeCompatibleWith("text/javascript");
			client.get().uri("/anything/else").exchange().expectBody(String.class).isEqualTo("caught");
		});
	}

	@Test
	void webSocketsOfTheApplicationStayAsTheyAre() {
		ReactiveWebApplicationContextRunner application = new ReactiveWebApplicationContextRunner()
			.withConfiguration(OTHERS)
			.withUserConfiguration(WebSocketConfiguration.class);
		application.run((without) -> application.withConfiguration(OURS)
			.withPropertyValues("lattestream.hub.pusher.enabled=true")
			.run((with) -> {
				for (Class<?> type : List.of(WebSocketHandlerAdapter.class, WebSocketService.class,
						WebSocketHandler.class)) {
					assertThat(with.getBeanNamesForType(type)).as(type.getSimpleName())
						.containsExactlyInAnyOrder(without.getBeanNamesForType(type));
				}
				assertThat(with.getBeanNamesForType(HandlerMapping.class))
					.contains(without.getBeanNamesForType(HandlerMapping.class));
				assertThat(paths(with, "ownMapping")).containsExactly("/own");
				assertThat(with.getBean("ownMapping", SimpleUrlHandlerMapping.class).getOrder()).isEqualTo(1);
			}));
	}

	@Test
	void backsOffFromOriginPolicy() {
		OriginPolicy own = new OriginPolicy(List.of());
		this.contextRunner.withBean(OriginPolicy.class, () -> own)
			.run((context) -> assertThat(context.getBean(OriginPolicy.class)).isSameAs(own));
	}

	@Test
	void backsOffFromChannelAuthEndpoint() {
		this.contextRunner
			.withBean("ownEndpoint", ChannelAuthEndpoint.class, LatteStreamWebFluxAutoConfigurationTests::endpoint)
			.run((context) -> assertThat(context).hasSingleBean(ChannelAuthEndpoint.class).hasBean("ownEndpoint"));
	}

	@Test
	void backsOffFromChannelAuthorizer() {
		ChannelAuthorizer own = (request) -> Mono.just(request.channel().equals("private-yes")
				? ChannelAuthorization.allowed() : ChannelAuthorization.denied());
		this.contextRunner.withBean(ChannelAuthorizer.class, () -> own)
			.withUserConfiguration(PrincipalConfiguration.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(ChannelAuthorizer.class);
				assertThat(context).doesNotHaveBean(ChannelAuthRules.class);
				authorize(context, "/lattestream/auth", "private-yes", "ann").expectStatus().isOk();
				authorize(context, "/lattestream/auth", "private-no", "ann").expectStatus().isForbidden();
			});
	}

	@Test
	void rulesDecideAboutChannels() {
		this.contextRunner.withUserConfiguration(Channels.class, PrincipalConfiguration.class).run((context) -> {
			String path = "/lattestream/auth";
			authorize(context, path, "private-orders-ann", "ann").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.auth")
				.value(String.class,
						(auth) -> assertThat(auth).startsWith(context.getBean(AppCredentials.class).key() + ":"));
			authorize(context, path, "presence-room-7", "ann").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.channel_data")
				.isEqualTo("{\"user_id\":\"ann\",\"user_info\":{\"room\":7}}");
			authorize(context, path, "private-orders-ann", "bob").expectStatus().isForbidden();
			authorize(context, path, "private-orders-ann", null).expectStatus().isUnauthorized();
			authorize(context, path, "private-without-a-rule", "ann").expectStatus().isForbidden();
			authorize(context, path, "public", "ann").expectStatus().isBadRequest();
		});
	}

	@Test
	void controllersMayDecideAboutChannels() {
		this.contextRunner.withUserConfiguration(OwnEndpoint.class, PrincipalConfiguration.class).run((context) -> {
			authorize(context, "/own/auth", "private-yes", "ann").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.auth")
				.isNotEmpty();
			authorize(context, "/own/auth", "private-no", "ann").expectStatus().isForbidden();
			authorize(context, "/lattestream/auth", "private-yes", "ann").expectStatus().isForbidden();
		});
	}

	@Test
	void originsAreRefusedByDefaultAndAllowedByProperty() {
		this.contextRunner
			.run((context) -> preflight(context, "https://shop.example.com").expectStatus().isForbidden());
		this.contextRunner
			.withPropertyValues("lattestream.hub.allowed-origins=https://*.example.com,https://other.test")
			.run((context) -> {
				for (String origin : List.of("https://shop.example.com", "https://other.test")) {
					preflight(context, origin).expectStatus()
						.isOk()
						.expectHeader()
						.valueEquals(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
						.expectHeader()
						.valueEquals(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
				}
				preflight(context, "https://evil.test").expectStatus().isForbidden();
			});
	}

	@Test
	void allOriginsAreAllowedWithoutCookies() {
		this.contextRunner.withPropertyValues("lattestream.hub.allowed-origins=*")
			.run((context) -> preflight(context, "https://any.test").expectStatus()
				.isOk()
				.expectHeader()
				.doesNotExist(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS));
	}

	@Test
	void ruleForPublicChannelsStopsTheApplication() {
		assertFailure(PublicPattern.class, (analysis) -> {
			assertThat(analysis.getDescription()).isEqualTo("@LatteChannelAuth on " + PublicPattern.class.getName()
					+ ".rule: 'orders-{customer}' is not a pattern of private or presence channels");
			assertThat(analysis.getAction()).contains("'private-'", "'presence-'");
		});
	}

	@Test
	void ruleWithoutPatternStopsTheApplication() {
		assertFailure(NoPattern.class, (analysis) -> {
			assertThat(analysis.getDescription()).contains(NoPattern.class.getName() + ".rule", "''");
			assertThat(analysis.getAction()).contains("'private-'", "'presence-'");
		});
	}

	@Test
	void ruleWithUnknownVariableStopsTheApplication() {
		assertFailure(UnknownVariable.class, (analysis) -> {
			assertThat(analysis.getDescription()).contains(UnknownVariable.class.getName() + ".rule",
					"'private-orders-{customer}' has no variable 'client'");
			assertThat(analysis.getAction()).contains("{client}", "@PathVariable");
		});
	}

	@Test
	void rulesForTheSameChannelsStopTheApplication() {
		assertFailure(EqualPatterns.class, (analysis) -> {
			assertThat(analysis.getDescription()).contains(EqualPatterns.class.getName(), "'private-orders-{customer}'",
					"'private-orders-{client}'", "matches the same channels");
			assertThat(analysis.getAction()).contains("more specific");
		});
	}

	@ParameterizedTest
	@MethodSource
	void ruleWithInvalidPatternStopsTheApplication(Class<?> rules, String reason) {
		assertFailure(rules, (analysis) -> {
			assertThat(analysis.getDescription()).contains(rules.getName() + ".rule", "is not valid: " + reason);
			assertThat(analysis.getAction()).contains("{name}", "{name:regex}");
		});
	}

	private static Stream<Arguments> ruleWithInvalidPatternStopsTheApplication() {
		return Stream.of(Arguments.of(OpenBrace.class, "its braces do not match"),
				Arguments.of(InvalidExpression.class, "it has an invalid regular expression"),
				Arguments.of(VariableTwice.class, "it has the variable 'customer' twice"));
	}

	@Test
	void ruleMethodsAndClientScriptAreKeptInNativeImages() {
		RuntimeHints hints = processAheadOfTime(Channels.class, OwnEndpoint.class);
		for (Class<?> type : List.of(Channels.class, OwnEndpoint.class)) {
			ReflectionUtils.doWithLocalMethods(type,
					(method) -> assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method))
						.as(method.getName())
						.accepts(hints));
		}
		for (String file : List.of("client.js", "client.d.ts")) {
			assertThat(RuntimeHintsPredicates.resource().forResource("com/lattestream/web/" + file)).as(file)
				.accepts(hints);
		}
	}

	private void assertFailure(Class<?> rules, Consumer<FailureAnalysis> requirements) {
		this.contextRunner.withUserConfiguration(rules).run((context) -> {
			assertThat(context).getFailure().isInstanceOf(InvalidAnnotatedMethodException.class);
			FailureAnalysis analysis = FailureAnalyses.analyze(context.getStartupFailure());
			requirements.accept(analysis);
		});
	}

	private static RuntimeHints processAheadOfTime(Class<?>... components) {
		try (AnnotationConfigReactiveWebApplicationContext context = new AnnotationConfigReactiveWebApplicationContext()) {
			context.register(JacksonAutoConfiguration.class, CodecsAutoConfiguration.class,
					HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class,
					LatteStreamAutoConfiguration.class, LatteStreamWebFluxAutoConfiguration.class);
			context.register(components);
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get("com.example", "Application")), new InMemoryGeneratedFiles());
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			return generation.getRuntimeHints();
		}
	}

	private static ChannelAuthEndpoint endpoint() {
		return new ChannelAuthEndpoint(mock(LatteStreamClient.class));
	}

	private static Set<String> paths(ApplicationContext context, String mapping) {
		return context.getBean(mapping, SimpleUrlHandlerMapping.class)
			.getHandlerMap()
			.keySet()
			.stream()
			.map(Object::toString)
			.collect(Collectors.toSet());
	}

	private static List<String> ourMappings(ApplicationContext context) {
		return Stream.of(context.getBeanNamesForType(HandlerMapping.class))
			.filter((name) -> name.startsWith("latteStream"))
			.toList();
	}

	private static WebTestClient client(ApplicationContext context) {
		return WebTestClient.bindToApplicationContext(context).build();
	}

	private static WebTestClient.ResponseSpec authorize(ApplicationContext context, String path, String channel,
			@Nullable String user) {
		return client(context).post().uri(path).headers((headers) -> {
			if (user != null) {
				headers.set("X-User", user);
			}
		}).body(BodyInserters.fromFormData("socket_id", "1.2").with("channel_name", channel)).exchange();
	}

	private static WebTestClient.ResponseSpec preflight(ApplicationContext context, String origin) {
		return client(context).options()
			.uri("http://localhost/lattestream/auth")
			.header(HttpHeaders.ORIGIN, origin)
			.header(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD, "POST")
			.exchange();
	}

	@Configuration(proxyBeanMethods = false)
	static class UserConfiguration {

		@Bean
		WebFilter login() {
			return (exchange, chain) -> chain
				.filter(exchange.mutate().principal(Mono.<Principal>just(() -> "ann")).build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrincipalConfiguration {

		@Bean
		WebFilter principalFilter() {
			return (exchange, chain) -> {
				String user = exchange.getRequest().getHeaders().getFirst("X-User");
				Mono<Principal> principal = (user != null) ? Mono.just(() -> user) : Mono.empty();
				return chain.filter(exchange.mutate().principal(principal).build());
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WebSocketConfiguration {

		@Bean
		WebSocketHandler ownHandler() {
			return (session) -> session.close();
		}

		@Bean
		SimpleUrlHandlerMapping ownMapping(WebSocketHandler ownHandler) {
			return new SimpleUrlHandlerMapping(Map.of("/own", ownHandler), 1);
		}

	}

	@RestController
	static class CatchAllController {

		@RequestMapping("/**")
		String caught() {
			return "caught";
		}

	}

	@LatteChannelAuth
	static class Channels {

		@LatteChannelAuth("private-orders-{customer}")
		boolean orders(@PathVariable String customer, Principal user) {
			return user.getName().equals(customer);
		}

		@LatteChannelAuth("presence-room-{room}")
		Mono<Map<String, Long>> room(@PathVariable long room) {
			return Mono.just(Map.of("room", room));
		}

	}

	@RestController
	static class OwnEndpoint {

		@PostMapping("/own/auth")
		@LatteChannelAuth
		boolean authorize(ChannelAuthRequest request) {
			return request.channel().equals("private-yes");
		}

	}

	@LatteChannelAuth
	static class PublicPattern {

		@LatteChannelAuth("orders-{customer}")
		boolean rule() {
			return true;
		}

	}

	@LatteChannelAuth
	static class NoPattern {

		@LatteChannelAuth
		boolean rule() {
			return true;
		}

	}

	@LatteChannelAuth
	static class UnknownVariable {

		@LatteChannelAuth("private-orders-{customer}")
		boolean rule(@PathVariable String client) {
			return true;
		}

	}

	@LatteChannelAuth
	static class EqualPatterns {

		@LatteChannelAuth("private-orders-{customer}")
		boolean one() {
			return true;
		}

		@LatteChannelAuth("private-orders-{client}")
		boolean other() {
			return true;
		}

	}

	@LatteChannelAuth
	static class OpenBrace {

		@LatteChannelAuth("private-orders-{customer")
		boolean rule() {
			return true;
		}

	}

	@LatteChannelAuth
	static class InvalidExpression {

		@LatteChannelAuth("private-orders-{customer:[a-}")
		boolean rule() {
			return true;
		}

	}

	@LatteChannelAuth
	static class VariableTwice {

		@LatteChannelAuth("private-{customer}-{customer}")
		boolean rule() {
			return true;
		}

	}

}
