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

import java.time.Duration;

import com.lattestream.auth.ChannelPattern;
import com.lattestream.broker.HistoryRetention;
import com.lattestream.broker.HistoryStore;
import com.lattestream.broker.InMemoryHistoryStore;
import com.lattestream.broker.Publication;
import com.lattestream.hub.ChannelPolicies;
import com.lattestream.hub.ChannelPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.BDDMockito;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the policies of channels and the store that keeps their events.
 */
class ChannelPoliciesAutoConfigurationTests {

	private static final String FIRST = "lattestream.hub.channels[0].";

	private static final String SECOND = "lattestream.hub.channels[1].";

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, LatteStreamAutoConfiguration.class));

	@Test
	void historyIsOffByDefault() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(ChannelPolicies.class).history("hist-a")).isNull());
	}

	@Test
	void policiesAreThoseOfTheProperties() {
		this.contextRunner
			.withPropertyValues(FIRST + "pattern=hist-*", FIRST + "history.size=100", FIRST + "history.ttl=5m",
					SECOND + "pattern=hist-none-*")
			.run((context) -> {
				ChannelPolicies policies = context.getBean(ChannelPolicies.class);
				assertThat(policies.history("hist-a")).isEqualTo(new HistoryRetention(100, Duration.ofMinutes(5)));
				assertThat(policies.policy("hist-none-a")).isNotNull();
				assertThat(policies.history("hist-none-a")).isNull();
				assertThat(policies.policy("a")).isNull();
			});
	}

	@Test
	void policySaysAllThatItsPropertiesSay() {
		this.contextRunner
			.withPropertyValues(FIRST + "pattern=presence-*", FIRST + "presence.grace=10s",
					FIRST + "presence.max-members=3", FIRST + "cache-ttl=1h", FIRST + "client-events=false",
					FIRST + "batch-window=5ms", FIRST + "history.size=1", FIRST + "history.ttl=1s",
					FIRST + "history.rewind=false", FIRST + "limits.client-events-per-second=60",
					FIRST + "limits.event-data=2KB", SECOND + "pattern=presence-plain-*")
			.run((context) -> {
				ChannelPolicies policies = context.getBean(ChannelPolicies.class);
				assertThat(policies.policy("presence-a"))
					.isEqualTo(new ChannelPolicy(ChannelPattern.parse("presence-*"),
							new HistoryRetention(1, Duration.ofSeconds(1)), false, Duration.ofSeconds(10),
							Duration.ofHours(1), false, new ChannelPolicy.Limits(3, 60, 2048), Duration.ofMillis(5)));
				assertThat(policies.policy("presence-plain-a"))
					.isEqualTo(new ChannelPolicy(ChannelPattern.parse("presence-plain-*"), null));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void rewindWithoutHistoryStopsTheApplicationWithAdvice(String rewind) {
		FailureAnalysis analysis = failure(FIRST + "pattern=a-*", FIRST + "history.rewind=" + rewind);
		assertThat(analysis.getDescription())
			.isEqualTo("'lattestream.hub.channels[0].history.rewind' is set but there is no history to rewind.");
		assertThat(analysis.getAction()).startsWith("Set 'lattestream.hub.channels[0].history.size' and");
	}

	@Test
	void policyThatAllowsMoreDataThanTheHubStopsTheApplicationWithAdvice() {
		FailureAnalysis analysis = failure("lattestream.hub.limits.event-data=1KB", FIRST + "pattern=a-*",
				FIRST + "limits.event-data=1025B");
		assertThat(analysis.getDescription()).contains("lattestream.hub.channels[0].limits.event-data",
				"It can be no more than 'lattestream.hub.limits.event-data', which is 1024 bytes.");
	}

	@Test
	void applicationsOwnPoliciesAndStoreTakeThePlaceOfTheProperties() {
		HistoryStore store = BDDMockito.mock(HistoryStore.class);
		this.contextRunner.withBean(ChannelPolicies.class, () -> ChannelPolicies.NONE)
			.withBean(HistoryStore.class, () -> store)
			.withPropertyValues(FIRST + "pattern=hist-*", FIRST + "history.size=100", FIRST + "history.ttl=5m")
			.run((context) -> {
				assertThat(context.getBean(ChannelPolicies.class)).isSameAs(ChannelPolicies.NONE);
				assertThat(context.getBean(HistoryStore.class)).isSameAs(store);
			});
	}

	@Test
	void sizeWithoutTtlStopsTheApplicationWithAdvice() {
		String[] properties = { FIRST + "pattern=a-*", SECOND + "pattern=b-*", SECOND + "history.size=100" };
		FailureAnalysis analysis = failure(properties);
		assertThat(analysis.getDescription()).isEqualTo("'lattestream.hub.channels[1].history.size' is set but "
				+ "'lattestream.hub.channels[1].history.ttl' is not.");
		assertThat(analysis.getAction()).startsWith("Set 'lattestream.hub.channels[1].history.ttl', too, such as '5m'");
	}

	@Test
	void ttlWithoutSizeStopsTheApplicationWithAdvice() {
		FailureAnalysis analysis = failure(FIRST + "pattern=a-*", FIRST + "history.ttl=5m");
		assertThat(analysis.getDescription()).contains("[0].history.ttl' is set", "[0].history.size' is not");
		assertThat(analysis.getAction()).startsWith("Set 'lattestream.hub.channels[0].history.size', too");
	}

	@ParameterizedTest
	@ValueSource(strings = { "pattern=", "history.size=1" })
	void policyWithoutPatternStopsTheApplicationWithAdvice(String property) {
		FailureAnalysis analysis = failure(FIRST + property);
		assertThat(analysis.getDescription())
			.isEqualTo("'lattestream.hub.channels[0]' does not say which channels it is for.");
		assertThat(analysis.getAction()).contains("lattestream.hub.channels[0].pattern", "private-orders-*");
	}

	@Test
	void twoPoliciesForTheSameChannelsStopTheApplication() {
		FailureAnalysis analysis = failure(FIRST + "pattern=a-{b}", SECOND + "pattern=a-{c}");
		assertThat(analysis.getDescription()).isEqualTo("'lattestream.hub.channels[0]' and "
				+ "'lattestream.hub.channels[1]' are for the same channels, 'a-{c}'.");
		assertThat(analysis.getAction()).isNotBlank();
	}

	@ParameterizedTest
	@CsvSource({ "pattern,a-{b", "history.size,0", "history.size,-1", "history.size,10001", "history.ttl,0s",
			"history.ttl,-1s", "history.ttl,2592001s", "presence.grace,-1ms", "presence.grace,601s",
			"presence.max-members,0", "cache-ttl,0s", "cache-ttl,-1s", "cache-ttl,2592001s", "batch-window,-1ns",
			"batch-window,6ms", "limits.client-events-per-second,0", "limits.event-data,-1B",
			"limits.event-data,33KB" })
	void policyThatCannotBeStopsTheApplication(String property, String value) {
		this.contextRunner
			.withPropertyValues(FIRST + "pattern=a-*", FIRST + "history.size=1", FIRST + "history.ttl=1s",
					FIRST + property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining(FIRST + property));
	}

	@ParameterizedTest
	@CsvSource({ "1,1ms", "10000,30d" })
	void policiesReachAsFarAsTheyMay(int size, String ttl) {
		this.contextRunner
			.withPropertyValues(FIRST + "pattern=*", FIRST + "history.size=" + size, FIRST + "history.ttl=" + ttl)
			.run((context) -> assertThat(context.getBean(ChannelPolicies.class).history("a").size()).isEqualTo(size));
	}

	@Test
	void historiesTakeTheMemoryAllowed() {
		HistoryRetention retention = new HistoryRetention(10, Duration.ofMinutes(1));
		this.contextRunner.withPropertyValues("lattestream.hub.history.max-size=10KB").run((context) -> {
			InMemoryHistoryStore store = context.getBean(InMemoryHistoryStore.class);
			for (String data : new String[] { "x".repeat(3000), "y".repeat(3000) }) {
				store
					.publish(Publication.ofServer(data.substring(0, 1), "e", data, null), retention,
							(publication) -> Mono.just(0))
					.block(TIMEOUT);
			}
			assertThat(store.last("x", 1).block(TIMEOUT).publications()).isEmpty();
			assertThat(store.last("y", 1).block(TIMEOUT).publications()).hasSize(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1B", "3GB" })
	void memoryThatCannotBeStopsTheApplication(String size) {
		this.contextRunner.withPropertyValues("lattestream.hub.history.max-size=" + size)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("lattestream.hub.history.max-size"));
	}

	private FailureAnalysis failure(String... properties) {
		FailureAnalysis[] analysis = new FailureAnalysis[1];
		this.contextRunner.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasFailed();
			analysis[0] = FailureAnalyses.analyze(context.getStartupFailure(), properties);
		});
		return analysis[0];
	}

}
