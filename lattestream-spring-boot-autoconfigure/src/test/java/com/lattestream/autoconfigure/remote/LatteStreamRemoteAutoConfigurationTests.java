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

package com.lattestream.autoconfigure.remote;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.lattestream.LatteStreamClient;
import com.lattestream.OverloadedException;
import com.lattestream.PresenceMember;
import com.lattestream.RequestRefusedException;
import com.lattestream.TimedOutException;
import com.lattestream.TriggerResult;
import com.lattestream.UnavailableException;
import com.lattestream.autoconfigure.FailureAnalyses;
import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.broker.Broker;
import com.lattestream.broker.PresenceStore;
import com.lattestream.hub.EmbeddedLatteStreamClient;
import com.lattestream.hub.HubListener;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.remote.RemoteLatteStreamClient;
import com.lattestream.remote.RemoteSettings;
import com.lattestream.remote.RequestCache;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.web.CallbackExecutor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.netty.transport.ProxyProvider;
import reactor.test.StepVerifier;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.logging.ConditionEvaluationReportLoggingListener;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.javapoet.ClassName;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LatteStreamRemoteAutoConfiguration}.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(OutputCaptureExtension.class)
class LatteStreamRemoteAutoConfigurationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static Path keystore;

	private final StubService service = new StubService();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, SslAutoConfiguration.class,
				LatteStreamAutoConfiguration.class, LatteStreamRemoteAutoConfiguration.class));

	private final ApplicationContextRunner remote = this.contextRunner.withPropertyValues("lattestream.mode=remote",
			"lattestream.app.key=lspk_key", "lattestream.app.secret=lsk_very_secret",
			"lattestream.client.endpoint=" + this.service.endpoint(), "lattestream.client.retry.initial-interval=10ms");

	private final ApplicationContextRunner direct = this.remote
		.withPropertyValues("lattestream.client.batching.enabled=false");

	@AfterEach
	void closeService() {
		this.service.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "lattestream.app.id=a", "lattestream.mode=embedded", "lattestream.mode=EMBEDDED" })
	void backsOffUnlessTheModeIsRemote(String property) {
		this.contextRunner.withPropertyValues(property).run((context) -> {
			assertThat(context).hasSingleBean(EmbeddedLatteStreamClient.class);
			assertThat(context).doesNotHaveBean(LatteStreamRemoteAutoConfiguration.class);
			assertThat(context).doesNotHaveBean(LatteStreamClientProperties.class);
			assertThat(context).doesNotHaveBean(RequestCache.class);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "remote", "REMOTE" })
	void hubBacksOffWhereTheModeIsRemote(String mode) {
		this.remote.withPropertyValues("lattestream.mode=" + mode).run((context) -> {
			assertThat(context.getBean(LatteStreamClient.class)).isInstanceOf(RemoteLatteStreamClient.class);
			assertThat(context).hasBean("latteStreamClient");
			assertThat(context).doesNotHaveBean(LatteStreamHub.class);
			assertThat(context).doesNotHaveBean(Broker.class);
			assertThat(context).doesNotHaveBean(PresenceStore.class);
			assertThat(context).doesNotHaveBean(HubListener.class);
			assertThat(context).doesNotHaveBean("latteStreamHubLifecycle");
			assertThat(context).hasSingleBean(CallbackExecutor.class);
			assertThat(context).hasSingleBean(ChannelSigner.class);
			assertThat(context).doesNotHaveBean(ClientHttpConnector.class);
			assertThat(context.getBean(AppCredentials.class))
				.isEqualTo(new AppCredentials("app", "lspk_key", "lsk_very_secret"));
		});
	}

	@Test
	void modeThatDoesNotExistStopsTheApplication() {
		this.contextRunner.withPropertyValues("lattestream.mode=cloud").run((context) -> {
			FailureAnalysis analysis = FailureAnalyses.analyze(context.getStartupFailure(), "lattestream.mode=cloud");
			assertThat(analysis.getDescription()).contains("lattestream.mode");
			assertThat(analysis.getAction()).contains("EMBEDDED", "REMOTE");
		});
	}

	@ParameterizedTest
	@CsvSource({ "lattestream.app.key,lattestream.app.secret=x", "lattestream.app.secret,lattestream.app.key=x" })
	void missingCredentialsStopTheApplication(String missing, String present, CapturedOutput output) {
		this.contextRunner.withPropertyValues("lattestream.mode=remote", present, missing + "= ").run((context) -> {
			FailureAnalysis analysis = FailureAnalyses.analyze(context.getStartupFailure());
			assertThat(analysis.getDescription())
				.isEqualTo("'lattestream.mode' is 'remote' but '" + missing + "' is not set.");
			assertThat(analysis.getAction()).contains("Set '" + missing + "'");
			assertThat(output).doesNotContain("Generated");
		});
	}

	@Test
	void credentialsMayBeABean() {
		this.contextRunner
			.withPropertyValues("lattestream.mode=remote", "lattestream.client.endpoint=" + this.service.endpoint(),
					"lattestream.client.batching.enabled=false")
			.withBean(AppCredentials.class, () -> new AppCredentials("a", "lspk_bean", "lsk_bean"))
			.run((context) -> {
				trigger(context);
				assertThat(header("Authorization")).isEqualTo("lsk_bean");
			});
	}

	@Test
	void clientMayBeABean() {
		LatteStreamClient client = mock(LatteStreamClient.class);
		this.remote.withBean(LatteStreamClient.class, () -> client).run((context) -> {
			assertThat(context.getBean(LatteStreamClient.class)).isSameAs(client);
			assertThat(context).doesNotHaveBean(RemoteConnector.class);
			assertThat(context).doesNotHaveBean(RemoteClientLifecycle.class);
		});
	}

	@Test
	void missingWebClientStopsTheApplication() {
		this.remote.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive")).run((context) -> {
			FailureAnalysis analysis = FailureAnalyses.analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("no WebClient");
			assertThat(analysis.getAction()).contains("org.springframework:spring-webflux");
		});
	}

	@Test
	void clientOfTheApplicationNeedsNoWebClient() {
		this.remote.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive"))
			.withBean(LatteStreamClient.class, () -> mock(LatteStreamClient.class))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void settingsAreThoseOfTheClientByDefault() {
		this.contextRunner
			.withPropertyValues("lattestream.mode=remote", "lattestream.app.key=k", "lattestream.app.secret=s")
			.run((context) -> assertThat(settings(context)).isEqualTo(RemoteSettings.DEFAULTS));
	}

	@Test
	void settingsAreTakenFromProperties() {
		this.remote.withPropertyValues("lattestream.client.response-timeout=1s", "lattestream.client.deadline=2m",
				"lattestream.client.max-event-data=3", "lattestream.client.max-response-size=4KB",
				"lattestream.client.channel-authorization=local", "lattestream.client.pool.max-connections=5",
				"lattestream.client.pool.pending-acquire-limit=6", "lattestream.client.pool.pending-acquire-timeout=7",
				"lattestream.client.retry.max-retries=8", "lattestream.client.retry.initial-interval=9s",
				"lattestream.client.retry.max-interval=10s", "lattestream.client.batching.max-events=11",
				"lattestream.client.batching.interval=12ms", "lattestream.client.batching.request-size=9",
				"lattestream.client.batching.max-concurrent-requests=14",
				"lattestream.client.batching.max-pending-events=15",
				"lattestream.client.batching.max-pending-size=16MB")
			.run((context) -> assertThat(settings(context))
				.isEqualTo(new RemoteSettings(Duration.ofSeconds(1), Duration.ofMinutes(2), 3, 4096,
						RemoteSettings.ChannelSigning.LOCAL, new RemoteSettings.Connections(5, 6, Duration.ofMillis(7)),
						new RemoteSettings.Retries(8, Duration.ofSeconds(9), Duration.ofSeconds(10)),
						new RemoteSettings.Batching(11, Duration.ofMillis(12), 9, 14, 15,
								DataSize.ofMegabytes(16).toBytes()))));
	}

	@ParameterizedTest
	@CsvSource({ "connect-timeout,0s", "pool.max-age,0s", "pool.max-idle,-1s", "cache.ttl,0s", "cache.max-size,-1",
			"response-timeout,0s", "deadline,-1s", "max-event-data,0", "max-response-size,0B", "pool.max-connections,0",
			"pool.pending-acquire-limit,-1", "pool.pending-acquire-timeout,0", "retry.max-retries,-1",
			"retry.initial-interval,0", "retry.max-interval,0", "batching.max-events,0", "batching.interval,0",
			"batching.request-size,0", "batching.request-size,101", "batching.max-concurrent-requests,0",
			"batching.max-pending-events,0", "batching.max-pending-size,0", "endpoint,chat.example.com/api",
			"endpoint,localhost:8080", "endpoint,ftp://example.com", "endpoint,http://example.com?a=b",
			"endpoint,http://example.com#a", "endpoint,http:///api", "endpoint,http://exa mple.com",
			"cluster,eu1.example.com/", "cluster,''" })
	void valuesThatMakeNoSenseStopTheApplication(String property, String value) {
		String name = "lattestream.client." + property;
		ApplicationContextRunner runner = property.equals("cluster")
				? this.remote.withPropertyValues("lattestream.client.endpoint=") : this.remote;
		runner.withPropertyValues(name + "=" + value).run((context) -> {
			FailureAnalysis analysis = FailureAnalyses.analyze(context.getStartupFailure(), name + "=" + value);
			assertThat(analysis.getDescription()).contains(name);
		});
	}

	@Test
	void endpointWithAPasswordIsNotShown() {
		this.remote.withPropertyValues("lattestream.client.endpoint=http://me:very_secret@example.com")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("lattestream.client.endpoint")
				.hasMessageNotContaining("very_secret"));
	}

	@ParameterizedTest
	@CsvSource({ "lattestream.app.id=x,https://eu1.lattestream.com",
			"lattestream.client.tls=false,http://eu1.lattestream.com",
			"lattestream.client.cluster=US2,https://us2.lattestream.com",
			"lattestream.client.endpoint=http://localhost:8080/lattestream/api,http://localhost:8080/lattestream/api" })
	void endpointIsThatOfTheCloudUnlessItIsGiven(String property, String endpoint) {
		this.contextRunner
			.withPropertyValues("lattestream.mode=remote", "lattestream.app.key=k", "lattestream.app.secret=s",
					property)
			.run((context) -> {
				assertThat(context.getBean(LatteStreamConnectionDetails.class).getEndpoint())
					.isEqualTo(URI.create(endpoint));
				assertThat(context.getBean(LatteStreamClient.class).toString()).contains("endpoint=" + endpoint + ",");
			});
	}

	@Test
	void connectionDetailsTakeThePlaceOfProperties() {
		this.contextRunner.withPropertyValues("lattestream.mode=remote", "lattestream.client.batching.enabled=false")
			.withBean(LatteStreamConnectionDetails.class, () -> new LatteStreamConnectionDetails() {

				@Override
				public URI getEndpoint() {
					return URI.create(LatteStreamRemoteAutoConfigurationTests.this.service.endpoint() + "/base");
				}

				@Override
				public String getKey() {
					return "lspk_details";
				}

				@Override
				public String getSecret() {
					return "lsk_details";
				}

			})
			.run((context) -> {
				assertThat(context).doesNotHaveBean(PropertiesLatteStreamConnectionDetails.class);
				trigger(context);
				assertThat(this.service.requests()).hasSize(1).first().asString().startsWith("POST /base/events");
				assertThat(header("Authorization")).isEqualTo("lsk_details");
			});
	}

	@ParameterizedTest
	@CsvSource({ "org.example", "reactor.netty|io.netty", "org.springframework.boot.http.client",
			"org.springframework.boot.http.client|reactor.netty|io.netty", "com.github.benmanes.caffeine" })
	void worksWithoutOptionalLibraries(String missing) {
		this.remote.withClassLoader(new FilteredClassLoader(missing.split("\\|"))).run((context) -> {
			trigger(context);
			assertThat(this.service.requests()).hasSize(1).first().asString().startsWith("POST /batch_events");
			LatteStreamClient client = context.getBean(LatteStreamClient.class);
			assertThat(client.channel("a").block(TIMEOUT).occupied()).isTrue();
			assertThat(client.terminateConnections("u1").block(TIMEOUT)).isZero();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.example", "org.springframework.boot.http.client" })
	void connectionsAreReactorNettysWhereItIs(String missing) {
		this.remote.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(context.getBean(RemoteConnector.class).connector().getClass().getSimpleName())
				.isEqualTo("ReactorClientHttpConnector"));
	}

	@Test
	void connectorOfSpringBootsSettingsIsUsed() {
		this.direct.withConfiguration(httpClients())
			.withPropertyValues("spring.http.clients.reactive.connector=jdk")
			.run((context) -> {
				assertThat(context.getBean(RemoteConnector.class).connector().getClass().getSimpleName())
					.isEqualTo("JdkClientHttpConnector");
				trigger(context);
			});
	}

	@Test
	void proxyOfSpringBootsHttpClientsIsUsed() throws IOException {
		try (ServerSocket proxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> firstLine(proxy));
			this.direct.withConfiguration(httpClients())
				.withPropertyValues("lattestream.client.retry.max-retries=0")
				.withBean(ClientHttpConnectorBuilderCustomizer.class, () -> proxy(proxy.getLocalPort()))
				.run((context) -> StepVerifier.create(context.getBean(LatteStreamClient.class).trigger("a", "e", 1))
					.expectError(UnavailableException.class)
					.verify(TIMEOUT));
			assertThat(line).succeedsWithin(TIMEOUT)
				.isEqualTo("CONNECT localhost:" + this.service.port() + " HTTP/1.1");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.example", "org.springframework.boot.http.client",
			"org.springframework.boot.http.client|reactor.netty|io.netty" })
	void redirectsAreNotFollowed(String missing) {
		try (StubService other = new StubService()) {
			this.service.redirect(other.endpoint() + "/events");
			ApplicationContextRunner runner = missing.equals("org.example")
					? this.direct.withConfiguration(httpClients()) : this.direct;
			runner.withClassLoader(new FilteredClassLoader(missing.split("\\|")))
				.run((context) -> StepVerifier.create(context.getBean(LatteStreamClient.class).trigger("a", "e", 1))
					.expectError(UnavailableException.class)
					.verify(TIMEOUT));
			assertThat(other.requests()).isEmpty();
			assertThat(this.service.requests()).hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.example", "org.springframework.boot.http.client",
			"org.springframework.boot.http.client|reactor.netty|io.netty" })
	void sslBundleIsUsed(String missing) {
		ApplicationContextRunner runner = this.direct.withClassLoader(new FilteredClassLoader(missing.split("\\|")))
			.withPropertyValues("spring.ssl.bundle.jks.test.truststore.location=file:" + keystore,
					"spring.ssl.bundle.jks.test.truststore.password=changeit",
					"spring.ssl.bundle.jks.server.keystore.location=file:" + keystore,
					"spring.ssl.bundle.jks.server.keystore.password=changeit",
					"lattestream.client.retry.max-retries=0");
		runner.withPropertyValues("lattestream.client.ssl.bundle=test").run((context) -> {
			try (StubService secure = secure(context)) {
				runner
					.withPropertyValues("lattestream.client.ssl.bundle=test",
							"lattestream.client.endpoint=" + secure.endpoint())
					.run(LatteStreamRemoteAutoConfigurationTests::trigger);
				assertThat(secure.requests()).hasSize(1);
				runner.withPropertyValues("lattestream.client.endpoint=" + secure.endpoint())
					.run((other) -> StepVerifier.create(other.getBean(LatteStreamClient.class).trigger("a", "e", 1))
						.expectError(UnavailableException.class)
						.verify(TIMEOUT));
				// The certificate is for localhost
				runner
					.withPropertyValues("lattestream.client.ssl.bundle=test",
							"lattestream.client.endpoint=https://127.0.0.1:" + secure.port())
					.run((other) -> StepVerifier.create(other.getBean(LatteStreamClient.class).trigger("a", "e", 1))
						.expectError(UnavailableException.class)
						.verify(TIMEOUT));
				assertThat(secure.requests()).hasSize(1);
			}
		});
	}

	@Test
	void sslBundleThatDoesNotExistStopsTheApplication() {
		this.remote.withPropertyValues("lattestream.client.ssl.bundle=nowhere")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(NoSuchSslBundleException.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.example", "org.springframework.boot.http.client",
			"org.springframework.boot.http.client|reactor.netty|io.netty" })
	void connectingTakesNoLongerThanItMay(String missing) throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			List<Socket> others = fill(server);
			this.direct.withClassLoader(new FilteredClassLoader(missing.split("\\|")))
				.withPropertyValues("lattestream.client.endpoint=http://127.0.0.1:" + server.getLocalPort(),
						"lattestream.client.connect-timeout=200ms", "lattestream.client.retry.max-retries=0")
				.run((context) -> {
					long start = System.nanoTime();
					StepVerifier.create(context.getBean(LatteStreamClient.class).trigger("a", "e", 1))
						.expectError(UnavailableException.class)
						.verify(TIMEOUT);
					assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(150),
							Duration.ofSeconds(5));
				});
			for (Socket other : others) {
				other.close();
			}
		}
	}

	@Test
	void connectionsAreReplacedWhenTheyAreOld() {
		this.direct.withPropertyValues("lattestream.client.pool.max-age=50ms").run((context) -> {
			trigger(context);
			await().untilAsserted(() -> {
				trigger(context);
				assertThat(this.service.connections()).isGreaterThan(1);
			});
		});
	}

	@Test
	void connectionsAreClosedWhenTheyAreIdle() {
		this.direct.withPropertyValues("lattestream.client.pool.max-idle=50ms").run((context) -> {
			trigger(context);
			await().pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
				trigger(context);
				assertThat(this.service.connections()).isGreaterThan(1);
			});
		});
	}

	@Test
	void noMoreConnectionsThanThereMayBe() {
		this.direct.withPropertyValues("lattestream.client.pool.max-connections=2").run((context) -> {
			LatteStreamClient client = context.getBean(LatteStreamClient.class);
			Flux.range(0, 200).flatMap((i) -> client.trigger("a", "e", i), 200).blockLast(TIMEOUT);
			assertThat(this.service.requests()).hasSize(200);
			assertThat(this.service.connections()).isBetween(1, 2);
		});
	}

	@Test
	void limitsOfWaitingApply() {
		this.service.silent();
		this.direct
			.withPropertyValues("lattestream.client.pool.max-connections=1",
					"lattestream.client.pool.pending-acquire-limit=0", "lattestream.client.response-timeout=300ms",
					"lattestream.client.retry.max-retries=0")
			.run((context) -> {
				LatteStreamClient client = context.getBean(LatteStreamClient.class);
				CompletableFuture<TriggerResult> first = client.trigger("a", "e", 1).toFuture();
				StepVerifier.create(client.trigger("a", "e", 1)).expectError(OverloadedException.class).verify(TIMEOUT);
				assertThat(first).failsWithin(TIMEOUT)
					.withThrowableThat()
					.havingCause()
					.isInstanceOf(TimedOutException.class);
			});
	}

	@Test
	void customizersAreAppliedInTheirOrderAndSeeNoSecret() {
		this.direct.withUserConfiguration(Customizers.class).run((context) -> {
			trigger(context);
			assertThat(header("X-Order")).isEqualTo("first,second");
			assertThat(header("Authorization")).isEqualTo("lsk_very_secret");
			assertThat(context.getBean(Customizers.class).seen).hasSize(1)
				.allSatisfy((headers) -> assertThat(headers).doesNotContain("very_secret").doesNotContain("Nonce"));
		});
	}

	@Test
	void builderOfTheApplicationIsUsedAndNotChanged() {
		WebClient.Builder builder = WebClient.builder()
			.defaultHeader("X-Application", "shop")
			.defaultHeader("Authorization", "Bearer of-the-application");
		this.direct.withBean(WebClient.Builder.class, () -> builder)
			.withBean(LatteStreamClientCustomizer.class, () -> (ours) -> ours.defaultHeader("X-Ours", "yes"))
			.run((context) -> {
				trigger(context);
				assertThat(header("X-Application")).isEqualTo("shop");
				assertThat(this.service.exchanges().get(0).getRequestHeaders().get("Authorization"))
					.containsExactly("lsk_very_secret");
				builder.build().get().uri(this.service.endpoint()).retrieve().toBodilessEntity().block(TIMEOUT);
				assertThat(this.service.exchanges().get(1).getRequestHeaders()).containsKey("X-Application")
					.doesNotContainKey("X-Ours");
			});
	}

	@Test
	void callsAndTheirRequestsAreObserved() {
		List<String> observed = new CopyOnWriteArrayList<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new Recorder(observed));
		this.direct.withBean(ObservationRegistry.class, () -> registry).run((context) -> {
			context.getBean(LatteStreamClient.class).channel("secret-name").block(TIMEOUT);
			assertThat(observed).hasSize(2);
			assertThat(observed.get(0)).startsWith("http.client.requests")
				.contains("uri=\"/channels/{channel}\"", "parent=lattestream.client");
			assertThat(observed.get(1)).startsWith("lattestream.client").contains("operation=\"channel\"");
			assertThat(observed.get(1)).doesNotContain("secret");
		});
	}

	@Test
	void answersAreKeptAsLongAsItIsSet() {
		this.direct.withPropertyValues("lattestream.client.cache.ttl=1h").run((context) -> {
			context.getBean(LatteStreamClient.class).channel("a").block(TIMEOUT);
			context.getBean(LatteStreamClient.class).channel("a").block(TIMEOUT);
			assertThat(this.service.requests()).hasSize(1);
		});
		this.direct.withPropertyValues("lattestream.client.cache.ttl=1ms")
			.run((context) -> await().untilAsserted(() -> {
				context.getBean(LatteStreamClient.class).channel("a").block(TIMEOUT);
				assertThat(this.service.requests()).hasSizeGreaterThanOrEqualTo(3);
			}));
	}

	@Test
	void asManyAnswersAsItIsSetAreKept() {
		this.direct.withPropertyValues("lattestream.client.cache.max-size=0").run((context) -> {
			context.getBean(LatteStreamClient.class).channel("a").block(TIMEOUT);
			await().untilAsserted(() -> {
				context.getBean(LatteStreamClient.class).channel("a").block(TIMEOUT);
				assertThat(this.service.requests()).hasSizeGreaterThan(1);
			});
		});
	}

	@Test
	void cacheCanBeSwitchedOff() {
		this.direct.withPropertyValues("lattestream.client.cache.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(RequestCache.class);
			context.getBean(LatteStreamClient.class).channel("a").block(TIMEOUT);
			context.getBean(LatteStreamClient.class).channel("a").block(TIMEOUT);
			assertThat(this.service.requests()).hasSize(2);
		});
	}

	@Test
	void answersAreNotKeptWithoutCaffeine(CapturedOutput output) {
		((Logger) LoggerFactory.getLogger(LatteStreamRemoteAutoConfiguration.class)).setLevel(Level.DEBUG);
		this.direct.withClassLoader(new FilteredClassLoader("com.github.benmanes.caffeine")).run((context) -> {
			assertThat(context).doesNotHaveBean(RequestCache.class);
			assertThat(output).contains("Caffeine is missing");
		});
	}

	@Test
	void pendingEventsAreSentWhenTheApplicationStops() {
		List<CompletableFuture<TriggerResult>> results = new ArrayList<>();
		this.remote.withPropertyValues("lattestream.client.batching.interval=1h").run((context) -> {
			for (int i = 0; i < 25; i++) {
				results.add(context.getBean(LatteStreamClient.class).trigger("a" + i, "e", i).toFuture());
			}
			assertThat(this.service.requests()).isEmpty();
		});
		assertThat(results).allSatisfy((result) -> assertThat(result).isCompleted());
		assertThat(this.service.requests()).hasSize(3);
	}

	@Test
	void eventsThatCannotBeSentAreReportedWhenTheApplicationStops(CapturedOutput output) {
		this.service.silent();
		List<CompletableFuture<TriggerResult>> results = new ArrayList<>();
		this.remote
			.withPropertyValues("lattestream.client.batching.interval=1h",
					"lattestream.client.batching.shutdown-timeout=200ms")
			.run((context) -> {
				for (int i = 0; i < 25; i++) {
					results.add(context.getBean(LatteStreamClient.class).trigger("a", "e", i).toFuture());
				}
			});
		assertThat(results).allSatisfy((result) -> assertThat(result).isCompletedExceptionally());
		assertThat(output).contains("25 pending events could not be sent").doesNotContain("very_secret");
	}

	@Test
	void eventsOfBeansThatAreDestroyedLaterAreSentAsWell() {
		this.remote.withUserConfiguration(LateEvent.class)
			.withPropertyValues("lattestream.client.batching.interval=1h")
			.run((context) -> assertThat(this.service.requests()).isEmpty());
		assertThat(this.service.requests()).hasSize(1).first().asString().contains("goodbye");
	}

	@Test
	void clientStopsAfterTheWebServer() {
		assertThat(RemoteClientLifecycle.PHASE).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
	}

	@Test
	void channelsAreAuthorizedByTheServiceUnlessTheApplicationSigns() {
		this.service.answer(200, "{\"auth\":\"lspc_of_the_service\"}");
		this.remote.run((context) -> assertThat(context.getBean(LatteStreamClient.class)
			.authorizeChannel("1.2", "private-a", null)
			.block(TIMEOUT)
			.auth()).isEqualTo("lspc_of_the_service"));
		this.remote.withPropertyValues("lattestream.client.channel-authorization=local")
			.run((context) -> assertThat(context.getBean(LatteStreamClient.class)
				.authorizeChannel("1.2", "presence-a", PresenceMember.of("u1"))
				.block(TIMEOUT)
				.auth()).startsWith("1.2:"));
		assertThat(this.service.requests()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.example", "org.springframework.boot.http.client|reactor.netty|io.netty" })
	void secretIsNowhereToBeSeen(String missing, CapturedOutput output) {
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		Level before = root.getLevel();
		root.setLevel(Level.TRACE);
		try {
			this.service.answer(401, "{\"error\":\"lsk_very_secret is not known\"}");
			this.direct.withClassLoader(new FilteredClassLoader(missing.split("\\|")))
				.withInitializer(ConditionEvaluationReportLoggingListener.forLogLevel(LogLevel.INFO))
				.withBean(LatteStreamClientCustomizer.class,
						() -> (builder) -> builder
							.codecs((codecs) -> codecs.defaultCodecs().enableLoggingRequestDetails(true)))
				.run((context) -> {
					StepVerifier.create(context.getBean(LatteStreamClient.class).trigger("a", "e", 1))
						.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(RequestRefusedException.class)
							.hasMessageContaining("****** is not known")
							.hasStackTraceContaining("RestApi"))
						.verify(TIMEOUT);
					for (String name : context.getBeanDefinitionNames()) {
						assertThat(context.getBean(name).toString()).as(name).doesNotContain("very_secret");
					}
				});
			assertThat(output).contains("HTTP POST").doesNotContain("very_secret");
		}
		finally {
			root.setLevel(before);
		}
	}

	@Test
	void contextCanBeProcessedAheadOfTime() {
		this.remote.withClassLoader(new FilteredClassLoader("org.example")).run((running) -> {
			AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
			context.setEnvironment(running.getEnvironment());
			context.register(JacksonAutoConfiguration.class, SslAutoConfiguration.class,
					LatteStreamAutoConfiguration.class, LatteStreamRemoteAutoConfiguration.class);
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get("com.example", "Test")), new InMemoryGeneratedFiles());
			assertThatNoException()
				.isThrownBy(() -> new ApplicationContextAotGenerator().processAheadOfTime(context, generation));
		});
	}

	private static RemoteSettings settings(AssertableApplicationContext context) {
		return RemoteSettingsFactory.create(context.getBean(LatteStreamClientProperties.class));
	}

	private static void trigger(AssertableApplicationContext context) {
		assertThat(context.getBean(LatteStreamClient.class).trigger("a", "e", 1).block(TIMEOUT))
			.isEqualTo(new TriggerResult("e", List.of("a"), null));
	}

	private String header(String name) {
		return this.service.exchanges().get(0).getRequestHeaders().getFirst(name);
	}

	private static AutoConfigurations httpClients() {
		return AutoConfigurations.of(HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class);
	}

	private static ClientHttpConnectorBuilderCustomizer<ReactorClientHttpConnectorBuilder> proxy(int port) {
		return (builder) -> builder.withHttpClientCustomizer(
				(client) -> client.proxy((proxy) -> proxy.type(ProxyProvider.Proxy.HTTP).host("localhost").port(port)));
	}

	private static String firstLine(ServerSocket server) {
		try (Socket socket = server.accept();
				BufferedReader reader = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
			return reader.readLine();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Connect until nobody else gets an answer.
	 */
	private static List<Socket> fill(ServerSocket server) throws IOException {
		List<Socket> sockets = new ArrayList<>();
		while (true) {
			Socket socket = new Socket();
			sockets.add(socket);
			try {
				socket.connect(server.getLocalSocketAddress(), 200);
			}
			catch (SocketTimeoutException ex) {
				return sockets;
			}
		}
	}

	private static StubService secure(AssertableApplicationContext context) {
		return new StubService(context.getBean(SslBundles.class).getBundle("server").createSslContext());
	}

	@BeforeAll
	static void createKeystore(@TempDir Path directory) throws IOException, InterruptedException {
		keystore = directory.resolve("test.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost",
				"-keystore", keystore.toString(), "-storetype", "PKCS12", "-storepass", "changeit")
			.inheritIO()
			.start();
		assertThat(keytool.waitFor()).isZero();
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		private final List<String> seen = new ArrayList<>();

		@Bean
		@Order(2)
		LatteStreamClientCustomizer second() {
			return (builder) -> builder.filter((request, next) -> {
				this.seen.add(request.headers().toString());
				return next.exchange(request);
			}).defaultHeaders((headers) -> headers.set("X-Order", headers.getFirst("X-Order") + ",second"));
		}

		@Bean
		@Order(1)
		LatteStreamClientCustomizer first() {
			return (builder) -> builder.defaultHeader("X-Order", "first");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LateEvent {

		@Bean(destroyMethod = "send")
		Goodbye goodbye(LatteStreamClient client) {
			return new Goodbye(client);
		}

	}

	record Goodbye(LatteStreamClient client) {

		void send() {
			this.client.trigger("a", "goodbye", 1).block(TIMEOUT);
		}

	}

	/**
	 * Writes observations down when they are over.
	 */
	private static final class Recorder implements ObservationHandler<Observation.Context> {

		private final List<String> observed;

		Recorder(List<String> observed) {
			this.observed = observed;
		}

		@Override
		public void onStop(Observation.Context context) {
			StringBuilder text = new StringBuilder(context.getName());
			context.getLowCardinalityKeyValues()
				.forEach((tag) -> text.append(" ")
					.append(tag.getKey())
					.append("=\"")
					.append(tag.getValue())
					.append("\""));
			if (context.getParentObservation() != null) {
				text.append(" parent=").append(context.getParentObservation().getContextView().getName());
			}
			this.observed.add(text.toString());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
