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

package com.lattestream.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.lattestream.ChannelAttribute;
import com.lattestream.ChannelOccupied;
import com.lattestream.LatteStreamClient;
import com.lattestream.TransportType;
import com.lattestream.broker.Broker;
import com.lattestream.broker.CacheStore;
import com.lattestream.broker.GroupStore;
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.InMemoryGroupStore;
import com.lattestream.broker.InMemoryNodeBus;
import com.lattestream.broker.InMemoryOccupancyStore;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.NodeBus;
import com.lattestream.broker.OccupancyStore;
import com.lattestream.broker.PresenceStore;
import com.lattestream.hub.ApplicationEventHubListener;
import com.lattestream.hub.ChannelGrant;
import com.lattestream.hub.Connection;
import com.lattestream.hub.EmbeddedLatteStreamClient;
import com.lattestream.hub.Handshake;
import com.lattestream.hub.HubListener;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.hub.Transport;
import com.lattestream.hub.UserScope;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.web.CallbackExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.InOrder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.logging.ConditionEvaluationReportLoggingListener;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.javapoet.ClassName;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link LatteStreamAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LatteStreamAutoConfigurationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, LatteStreamAutoConfiguration.class));

	@Test
	void startsOutsideOfWebApplicationsAndWithoutProperties() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context).hasSingleBean(AppCredentials.class);
			assertThat(context).hasSingleBean(ChannelSigner.class);
			assertThat(context).hasSingleBean(InMemoryBroker.class);
			assertThat(context).hasSingleBean(InMemoryPresenceStore.class);
			assertThat(context).hasSingleBean(InMemoryOccupancyStore.class);
			assertThat(context).hasSingleBean(InMemoryGroupStore.class);
			assertThat(context).hasSingleBean(InMemoryNodeBus.class);
			assertThat(context).hasSingleBean(CallbackExecutor.class);
			assertThat(context).hasSingleBean(ApplicationEventHubListener.class);
			assertThat(context).hasSingleBean(LatteStreamHub.class);
			assertThat(context).hasSingleBean(LatteStreamHubLifecycle.class);
			assertThat(context).hasSingleBean(EmbeddedLatteStreamClient.class);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.web.reactive", "org.springframework.boot.webflux", "reactor.netty",
			"io.netty", "org.springframework.boot.reactor.netty", "org.springframework.security",
			"jakarta.validation" })
	void startsWithoutOptionalDependency(String missing) {
		this.contextRunner.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(context).hasSingleBean(LatteStreamClient.class));
	}

	@Test
	void clientPublishesInTheHub() {
		this.contextRunner.run((context) -> {
			Transport transport = transport();
			Connection connection = open(context, transport);
			connection.received("{\"api_key\":\"" + context.getBean(AppCredentials.class).key() + "\"}");
			connection.received("{\"event\":\"lattestream:subscribe\",\"data\":{\"channel\":\"news\"}}");
			assertThat(context.getBean(LatteStreamClient.class).trigger("news", "open", 1).block(TIMEOUT).connections())
				.isOne();
		});
	}

	@Test
	void settingsAreThoseOfTheHubByDefault() {
		this.contextRunner.run((context) -> {
			HubSettings settings = context.getBean(LatteStreamHub.class).settings();
			assertThat(settings).isEqualTo(HubSettings.DEFAULTS);
			assertThat(settings.limits()).isEqualTo(HubSettings.Limits.DEFAULTS);
		});
	}

	@Test
	void settingsAreTakenFromProperties() {
		this.contextRunner
			.withPropertyValues("lattestream.hub.limits.connections=1", "lattestream.hub.limits.subscriptions=2",
					"lattestream.hub.limits.message-size=3", "lattestream.hub.limits.nesting-depth=4",
					"lattestream.hub.limits.channel-name=5", "lattestream.hub.limits.event-data=6",
					"lattestream.hub.limits.pusher-event-data=7KB", "lattestream.hub.limits.pending-messages=8",
					"lattestream.hub.presence.max-members=9", "lattestream.hub.presence.max-member-size=10B",
					"lattestream.hub.client-events.max-per-second=11", "lattestream.hub.client-events.enabled=false",
					"lattestream.hub.slow-consumer.max-messages=12", "lattestream.hub.slow-consumer.max-bytes=13MB",
					"lattestream.hub.websocket.authentication-timeout=14s", "lattestream.hub.activity-timeout=15m",
					"lattestream.hub.pong-timeout=16", "lattestream.hub.sse.heartbeat=17s",
					"lattestream.hub.shutdown.spread=18s", "lattestream.hub.typing-ttl=19s",
					"lattestream.hub.presence.grace=22s", "lattestream.hub.cache-ttl=20m",
					"lattestream.hub.subscription-counts.enabled=true", "lattestream.hub.history.max-recovery=21")
			.run((context) -> {
				HubSettings.Limits limits = new HubSettings.Limits(1, 2, 3, 4, 5, 6, 7 * 1024, 9, 10, 11, 8, 12,
						13 * 1024 * 1024);
				assertThat(context.getBean(LatteStreamHub.class).settings())
					.isEqualTo(new HubSettings(limits, Duration.ofSeconds(14), Duration.ofMinutes(15),
							Duration.ofMillis(16), Duration.ofSeconds(17), Duration.ofSeconds(18), false,
							Duration.ofSeconds(19), Duration.ofSeconds(22), Duration.ofMinutes(20), true, 21));
			});
	}

	@ParameterizedTest
	@CsvSource({ "presence.grace,-1ms", "presence.grace,601s", "cache-ttl,0s", "cache-ttl,-1s", "cache-ttl,2592001s",
			"cache-max-size,-1B", "cache-max-size,3GB" })
	void timeOrSizeThatCannotBeStopsTheApplication(String property, String value) {
		this.contextRunner.withPropertyValues("lattestream.hub." + property + "=" + value).run((context) -> {
			assertThat(context).getFailure().rootCause().isInstanceOf(InvalidConfigurationPropertyValueException.class);
			assertThat(context).getFailure().rootCause().hasMessageContaining("lattestream.hub." + property);
		});
	}

	@Test
	void lastEventIsKeptWithinTheMemoryAllowed() {
		this.contextRunner.withPropertyValues("lattestream.hub.cache-max-size=1000B", "lattestream.hub.cache-ttl=30d")
			.run((context) -> {
				LatteStreamClient client = context.getBean(LatteStreamClient.class);
				client.trigger("cache-a", "e", "x".repeat(100)).block(TIMEOUT);
				assertThat(client.channel("cache-a", ChannelAttribute.CACHE).block(TIMEOUT).cached().ttl())
					.isBetween(Duration.ofDays(30).minusMinutes(1), Duration.ofDays(30));
				client.trigger("cache-a", "e", "x".repeat(1000)).block(TIMEOUT);
				assertThat(client.channel("cache-a", ChannelAttribute.CACHE).block(TIMEOUT).cached()).isNull();
			});
	}

	@Test
	void storeOfTheApplicationTakesTheLastEvents() {
		CacheStore store = mock(CacheStore.class);
		given(store.publish(any(), any(), any())).willReturn(Mono.just(7));
		this.contextRunner.withBean(CacheStore.class, () -> store).run((context) -> {
			assertThat(context).hasSingleBean(CacheStore.class);
			LatteStreamClient client = context.getBean(LatteStreamClient.class);
			assertThat(client.trigger("cache-a", "e", 1).block(TIMEOUT).connections()).isEqualTo(7);
			assertThat(client.trigger("a", "e", 1).block(TIMEOUT).connections()).isZero();
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 164, 200 })
	void channelNamesMayBeAsLongAsAnyHubAccepts(int length) {
		this.contextRunner.withPropertyValues("lattestream.hub.limits.channel-name=" + length)
			.run((context) -> assertThat(context.getBean(LatteStreamHub.class).settings().limits().channelName())
				.isEqualTo(length));
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 201 })
	void channelNamesThatAreTooLongStopTheApplication(int length) {
		String property = "lattestream.hub.limits.channel-name";
		this.contextRunner.withPropertyValues(property + "=" + length).run((context) -> {
			assertThat(context).getFailure().rootCause().isInstanceOf(InvalidConfigurationPropertyValueException.class);
			FailureAnalysis analysis = FailureAnalyses.analyze(context.getStartupFailure(), property + "=" + length);
			assertThat(analysis.getDescription()).contains("Invalid value '" + length + "'", property,
					"Channel names have 1 to 200 characters.");
			assertThat(analysis.getAction()).isNotBlank();
		});
	}

	@ParameterizedTest
	@CsvSource({ "limits.message-size,2GB", "limits.event-data,2GB", "limits.pusher-event-data,1TB",
			"presence.max-member-size,-1B", "slow-consumer.max-bytes,2147483648B" })
	void sizesOutOfRangeStopTheApplication(String name, String size) {
		String property = "lattestream.hub." + name;
		this.contextRunner.withPropertyValues(property + "=" + size).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = FailureAnalyses.analyze(context.getStartupFailure(), property + "=" + size);
			assertThat(analysis.getDescription()).contains(property, "Sizes have 0 to 2147483647 bytes.");
		});
	}

	@ParameterizedTest
	@CsvSource({ "limits.connections,-1,It has to be at least 0.", "limits.subscriptions,0,It has to be at least 1.",
			"limits.nesting-depth,0,It has to be at least 1.", "limits.pending-messages,0,It has to be at least 1.",
			"presence.max-members,-5,It has to be at least 1.",
			"client-events.max-per-second,0,It has to be at least 1.",
			"slow-consumer.max-messages,0,It has to be at least 1.",
			"websocket.authentication-timeout,0s,It has to be longer than nothing.",
			"activity-timeout,0s,It has to be longer than nothing.",
			"activity-timeout,-1s,It cannot be less than nothing.", "pong-timeout,0s,It has to be longer than nothing.",
			"sse.heartbeat,0s,It has to be longer than nothing.", "shutdown.spread,-1s,It cannot be less than nothing.",
			"tickets.ttl,0s,It has to be longer than nothing.", "typing-ttl,99ms,It has to be 100 ms to 60 s.",
			"typing-ttl,61s,It has to be 100 ms to 60 s.", "typing-ttl,-5s,It has to be 100 ms to 60 s." })
	void numbersAndTimesThatMakeNoSenseStopTheApplication(String name, String value, String reason) {
		String property = "lattestream.hub." + name;
		this.contextRunner.withPropertyValues(property + "=" + value).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = FailureAnalyses.analyze(context.getStartupFailure(), property + "=" + value);
			assertThat(analysis.getDescription()).contains(property, reason);
		});
	}

	@Test
	void credentialsAreTakenFromProperties(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("lattestream.app.id=shop", "lattestream.app.key=lspk_one",
					"lattestream.app.secret=lsk_two")
			.run((context) -> {
				assertThat(context.getBean(AppCredentials.class))
					.isEqualTo(new AppCredentials("shop", "lspk_one", "lsk_two"));
				assertThat(context.getBean(LatteStreamHub.class).isKey("lspk_one")).isTrue();
				String signature = context.getBean(ChannelSigner.class).sign("1.2", "private-a", null);
				assertThat(signature).startsWith("lspk_one:");
				assertThat(new ChannelSigner(new AppCredentials("", "lspk_one", "lsk_two"), Clock.systemUTC())
					.verify(signature, "1.2", "private-a", null)).isTrue();
				assertThat(output).doesNotContain("Generated");
			});
	}

	@Test
	void credentialsAreGeneratedAndOnlyTheKeyIsLogged(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			AppCredentials credentials = context.getBean(AppCredentials.class);
			assertThat(credentials.id()).isEqualTo("app");
			assertThat(credentials.key()).matches("lspk_[A-Za-z0-9_-]{20}");
			assertThat(credentials.secret()).matches("lsk_[A-Za-z0-9_-]{43}");
			assertThat(context.getBean(LatteStreamHub.class).isKey(credentials.key())).isTrue();
			assertThat(output).containsOnlyOnce(credentials.key()).doesNotContain(credentials.secret());
		});
	}

	@Test
	void credentialsAreGeneratedAnewForEachApplication() {
		this.contextRunner.run((one) -> this.contextRunner.run((other) -> {
			assertThat(other.getBean(AppCredentials.class).key()).isNotEqualTo(one.getBean(AppCredentials.class).key());
			assertThat(other.getBean(AppCredentials.class).secret())
				.isNotEqualTo(one.getBean(AppCredentials.class).secret());
		}));
	}

	@Test
	void credentialsAreGeneratedWherePropertiesAreBlank(CapturedOutput output) {
		this.contextRunner.withPropertyValues("lattestream.app.key= ", "lattestream.app.secret=").run((context) -> {
			AppCredentials credentials = context.getBean(AppCredentials.class);
			assertThat(credentials.key()).startsWith("lspk_");
			assertThat(credentials.secret()).startsWith("lsk_");
			assertThat(output).contains(credentials.key());
		});
	}

	@Test
	void secretIsGeneratedWhereOnlyTheKeyIsSet(CapturedOutput output) {
		this.contextRunner.withPropertyValues("lattestream.app.key=lspk_one").run((context) -> {
			AppCredentials credentials = context.getBean(AppCredentials.class);
			assertThat(credentials.key()).isEqualTo("lspk_one");
			assertThat(credentials.secret()).startsWith("lsk_");
			assertThat(output).doesNotContain("Generated").doesNotContain(credentials.secret());
		});
	}

	@Test
	void secretIsNowhereToBeSeen(CapturedOutput output) {
		this.contextRunner.withInitializer(ConditionEvaluationReportLoggingListener.forLogLevel(LogLevel.INFO))
			.withPropertyValues("lattestream.app.key=lspk_one", "lattestream.app.secret=lsk_very_secret")
			.run((context) -> {
				assertThat(context.getBean(AppCredentials.class).toString()).contains("lspk_one")
					.doesNotContain("very_secret");
				LatteStreamProperties properties = context.getBean(LatteStreamProperties.class);
				assertThat(properties.getApp().getSecret()).isEqualTo("lsk_very_secret");
				assertThat(properties.toString() + properties.getApp()).doesNotContain("very_secret");
				for (String name : context.getBeanDefinitionNames()) {
					assertThat(context.getBean(name).toString()).as(name).doesNotContain("very_secret");
				}
				assertThat(output).contains("CONDITIONS EVALUATION REPORT").doesNotContain("very_secret");
			});
	}

	@Test
	void backsOffFromAppCredentials() {
		AppCredentials own = new AppCredentials("mine", "lspk_mine", "lsk_mine");
		this.contextRunner.withBean(AppCredentials.class, () -> own)
			.withPropertyValues("lattestream.app.key=lspk_one")
			.run((context) -> {
				assertThat(context.getBean(AppCredentials.class)).isSameAs(own);
				assertThat(context.getBean(LatteStreamHub.class).isKey("lspk_mine")).isTrue();
			});
	}

	@Test
	void backsOffFromChannelSigner() {
		ChannelSigner own = new ChannelSigner(new AppCredentials("mine", "lspk_mine", "lsk_mine"), Clock.systemUTC());
		this.contextRunner.withBean(ChannelSigner.class, () -> own).run((context) -> {
			assertThat(context.getBean(ChannelSigner.class)).isSameAs(own);
			assertThat(context.getBean(LatteStreamClient.class)
				.authorizeChannel("1.2", "private-a", null)
				.block(TIMEOUT)
				.auth()).startsWith("lspk_mine:");
		});
	}

	@Test
	void backsOffFromBroker() {
		Broker own = mock(Broker.class);
		this.contextRunner.withBean("ownBroker", Broker.class, () -> own).run((context) -> {
			assertThat(context).hasSingleBean(Broker.class);
			then(own).should().start(any());
		});
	}

	@Test
	void backsOffFromPresenceStore() {
		PresenceStore own = mock(PresenceStore.class);
		this.contextRunner.withBean("ownPresenceStore", PresenceStore.class, () -> own).run((context) -> {
			assertThat(context).hasSingleBean(PresenceStore.class);
			then(own).should().start(any());
		});
	}

	@Test
	void backsOffFromOccupancyStore() {
		OccupancyStore own = mock(OccupancyStore.class);
		given(own.channels("")).willReturn(Flux.just("a"));
		this.contextRunner.withBean("ownOccupancyStore", OccupancyStore.class, () -> own).run((context) -> {
			assertThat(context).hasSingleBean(OccupancyStore.class);
			then(own).should().start(any());
			assertThat(context.getBean(LatteStreamHub.class).channels("").blockFirst(TIMEOUT)).isEqualTo("a");
		});
	}

	@Test
	void backsOffFromGroupStore() {
		GroupStore own = mock(GroupStore.class);
		given(own.add("ann", "a")).willReturn(Mono.empty());
		this.contextRunner.withBean("ownGroupStore", GroupStore.class, () -> own).run((context) -> {
			assertThat(context).hasSingleBean(GroupStore.class);
			context.getBean(LatteStreamHub.class).subscribeUser("ann", "a", UserScope.OPEN_AND_LATER).block(TIMEOUT);
			then(own).should().add("ann", "a");
		});
	}

	@Test
	void backsOffFromNodeBus() {
		NodeBus own = mock(NodeBus.class);
		given(own.ask(any())).willReturn(Flux.just("2"));
		this.contextRunner.withBean("ownNodeBus", NodeBus.class, () -> own).run((context) -> {
			assertThat(context).hasSingleBean(NodeBus.class);
			then(own).should().start(any());
			assertThat(context.getBean(LatteStreamHub.class).terminate("ann").block(TIMEOUT)).isEqualTo(2);
		});
	}

	@Test
	void backsOffFromApplicationEventHubListener() {
		ApplicationEventHubListener own = new ApplicationEventHubListener((event) -> {
		}, new JsonMapper(), Runnable::run);
		this.contextRunner.withBean("ownListener", ApplicationEventHubListener.class, () -> own)
			.run((context) -> assertThat(context.getBean(HubListener.class)).isSameAs(own));
	}

	@Test
	void listenersOfTheApplicationAreToldInTheirOrder() {
		this.contextRunner.withUserConfiguration(HubListenerConfiguration.class, ListenerConfiguration.class)
			.run((context) -> {
				open(context, stream()).subscribe(List.of(new ChannelGrant("news", null)));
				HubListenerConfiguration listeners = context.getBean(HubListenerConfiguration.class);
				InOrder order = inOrder(listeners.first, listeners.second);
				then(listeners.first).should(order).channelOccupied("news");
				then(listeners.second).should(order).channelOccupied("news");
				assertThat(context.getBean(ListenerConfiguration.class).occupied).succeedsWithin(TIMEOUT);
			});
	}

	@Test
	void backsOffFromHub() {
		this.contextRunner.withUserConfiguration(HubConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(LatteStreamHub.class).hasBean("ownHub");
			assertThat(context.getBean(LatteStreamClient.class).trigger("news", "open", null).block(TIMEOUT))
				.isNotNull();
			assertThat(context).hasSingleBean(LatteStreamHubLifecycle.class);
		});
	}

	@Test
	void backsOffFromClient() {
		LatteStreamClient own = mock(LatteStreamClient.class);
		this.contextRunner.withBean("ownClient", LatteStreamClient.class, () -> own)
			.run((context) -> assertThat(context.getBean(LatteStreamClient.class)).isSameAs(own));
	}

	@Test
	void backsOffFromCallbackExecutor() {
		CallbackExecutor own = new CallbackExecutor(new SimpleAsyncTaskExecutor());
		this.contextRunner.withBean("ownExecutor", CallbackExecutor.class, () -> own)
			.run((context) -> assertThat(context.getBean(CallbackExecutor.class)).isSameAs(own));
	}

	@Test
	void callbacksRunOnDaemonThreadsOfAPoolThatEndsWithTheApplication() {
		AtomicReference<ThreadPoolExecutor> pool = new AtomicReference<>();
		this.contextRunner.run((context) -> {
			AsyncTaskExecutor executor = context.getBean(CallbackExecutor.class).executor();
			assertThat(executor).isInstanceOf(ThreadPoolTaskExecutor.class);
			pool.set(((ThreadPoolTaskExecutor) executor).getThreadPoolExecutor());
			Thread thread = threadOf(executor);
			assertThat(thread.getName()).startsWith("lattestream-callback-");
			assertThat(thread.isDaemon()).isTrue();
		});
		assertThat(pool.get().isShutdown()).isTrue();
	}

	@Test
	void callbacksRunOnVirtualThreadsWhereTheyAreEnabledAndThereAreAny() {
		this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			assertThat(context).hasSingleBean(CallbackExecutor.class);
			AsyncTaskExecutor executor = context.getBean(CallbackExecutor.class).executor();
			boolean virtual = JRE.currentVersionNumber() >= 21;
			assertThat(executor).isInstanceOf(virtual ? SimpleAsyncTaskExecutor.class : ThreadPoolTaskExecutor.class);
			assertThat(threadOf(executor).toString()).startsWith(virtual ? "VirtualThread" : "Thread")
				.contains("lattestream-callback-");
		});
	}

	@Test
	void executorOfTheApplicationDoesNotBackOff() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.run((context) -> assertThat(context.getBeanNamesForType(Executor.class))
				.containsExactly("applicationTaskExecutor"));
	}

	@Test
	void applicationEventsArePublishedOffTheLane() {
		this.contextRunner.withUserConfiguration(ListenerConfiguration.class).run((context) -> {
			open(context, stream()).subscribe(List.of(new ChannelGrant("news", null)));
			Thread thread = context.getBean(ListenerConfiguration.class).occupied.get(20, TimeUnit.SECONDS);
			assertThat(thread.getName()).startsWith("lattestream-callback-");
		});
	}

	@Test
	void hubStopsBeforeTheWebServerWaitsForRequests() {
		this.contextRunner.run((context) -> {
			LatteStreamHubLifecycle lifecycle = context.getBean(LatteStreamHubLifecycle.class);
			assertThat(lifecycle.isAutoStartup()).isTrue();
			assertThat(lifecycle.isRunning()).isTrue();
			assertThat(lifecycle.getPhase()).isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
		});
	}

	@Test
	void closingTheApplicationClosesConnections(CapturedOutput output) {
		Transport transport = transport();
		AtomicReference<LatteStreamHub> hub = new AtomicReference<>();
		this.contextRunner.run((context) -> {
			hub.set(context.getBean(LatteStreamHub.class));
			open(context, transport);
			assertThat(hub.get().isAccepting()).isTrue();
		});
		then(transport).should().close(eq(CloseCode.RECONNECT), any());
		assertThat(hub.get().isAccepting()).isFalse();
		assertThat(output).contains("Closed 1 connections");
	}

	@Test
	void closingConnectionsTakesNoLongerThanItMay() {
		this.contextRunner.withPropertyValues("lattestream.hub.shutdown.timeout=50ms").run((context) -> {
			AtomicReference<Boolean> stuck = new AtomicReference<>(false);
			LatteStreamHub hub = context.getBean(LatteStreamHub.class);
			Transport transport = transport();
			hub.open(handshake(hub), transport, (task) -> {
				if (!stuck.get()) {
					task.run();
				}
			});
			stuck.set(true);
			CountDownLatch stopped = new CountDownLatch(1);
			// From another thread: this one is the lane's own
			Schedulers.boundedElastic()
				.schedule(() -> context.getBean(LatteStreamHubLifecycle.class).stop(stopped::countDown));
			assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
			then(transport).should(never()).close(any(), any());
		});
	}

	@Test
	void closingConnectionsMayTakeTenSecondsByDefault() {
		this.contextRunner.run((context) -> assertThat(context.getBean(LatteStreamHubLifecycle.class))
			.hasFieldOrPropertyWithValue("timeout", Duration.ofSeconds(10)));
	}

	@Test
	void connectionsAreTakenAgainAfterARestart() {
		this.contextRunner.withPropertyValues("lattestream.hub.websocket.authentication-timeout=50ms")
			.run((context) -> {
				ConfigurableApplicationContext application = context.getSourceApplicationContext();
				open(context, transport());
				application.stop();
				assertThat(context.getBean(LatteStreamHub.class).isAccepting()).isFalse();
				application.start();
				assertThat(context.getBean(LatteStreamHub.class).isAccepting()).isTrue();
				// Timeouts are looked after again, too
				Scheduler lane = Schedulers.newSingle("lane");
				Transport transport = transport();
				lane.schedule(() -> context.getBean(LatteStreamHub.class)
					.open(handshake(context.getBean(LatteStreamHub.class)), transport, lane::schedule));
				await().atMost(TIMEOUT)
					.untilAsserted(() -> then(transport).should().close(eq(CloseCode.UNAUTHORIZED), any()));
				lane.dispose();
			});
	}

	@Test
	void connectionsStayWhileTheApplicationIsPaused() {
		Transport transport = transport();
		this.contextRunner.run((context) -> {
			open(context, transport);
			context.getSourceApplicationContext().pause();
			then(transport).should(never()).close(any(), any());
			context.getSourceApplicationContext().restart();
			assertThat(context.getBean(LatteStreamHub.class).isAccepting()).isTrue();
		});
	}

	@Test
	void applicationCanBeProcessedAheadOfTime() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(JacksonAutoConfiguration.class, LatteStreamAutoConfiguration.class);
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get("com.example", "Application")), new InMemoryGeneratedFiles());
			assertThatNoException()
				.isThrownBy(() -> new ApplicationContextAotGenerator().processAheadOfTime(context, generation));
		}
	}

	private static Thread threadOf(AsyncTaskExecutor executor) {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		executor.execute(() -> thread.complete(Thread.currentThread()));
		return thread.orTimeout(5, TimeUnit.SECONDS).join();
	}

	/**
	 * Open a connection whose lane is the calling thread.
	 */
	private static Connection open(ApplicationContext context, Transport transport) {
		LatteStreamHub hub = context.getBean(LatteStreamHub.class);
		return hub.open(handshake(hub), transport, Runnable::run);
	}

	private static Handshake handshake(LatteStreamHub hub) {
		return new Handshake(hub.nextSocketId(), Dialect.LATTESTREAM, null, null, null);
	}

	private static Transport transport() {
		return transport(TransportType.WEBSOCKET);
	}

	private static Transport stream() {
		return transport(TransportType.SSE);
	}

	private static Transport transport(TransportType kind) {
		Transport transport = mock(Transport.class);
		given(transport.type()).willReturn(kind);
		given(transport.isWritable()).willReturn(true);
		return transport;
	}

	@Configuration(proxyBeanMethods = false)
	static class HubConfiguration {

		@Bean
		LatteStreamHub ownHub(AppCredentials credentials, Broker broker, PresenceStore presenceStore) {
			return LatteStreamHub.builder(credentials, HubSettings.DEFAULTS)
				.broker(broker)
				.presence(presenceStore)
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HubListenerConfiguration {

		private final HubListener first = mock(HubListener.class);

		private final HubListener second = mock(HubListener.class);

		@Bean
		@Order(2)
		HubListener secondListener() {
			return this.second;
		}

		@Bean
		@Order(1)
		HubListener firstListener() {
			return this.first;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ListenerConfiguration {

		private final CompletableFuture<@Nullable Thread> occupied = new CompletableFuture<>();

		@EventListener
		void occupied(ChannelOccupied event) {
			this.occupied.complete(Thread.currentThread());
		}

	}

}
