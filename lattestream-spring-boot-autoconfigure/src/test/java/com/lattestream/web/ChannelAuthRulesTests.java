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
import java.util.Map;
import java.util.Optional;

import com.lattestream.auth.LatteChannelAuth;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ChannelAuthRules} and {@link ChannelAuthRule}.
 */
class ChannelAuthRulesTests {

	@Test
	void matchReturnsTheMostSpecificRuleAndItsVariables() {
		try (AnnotationConfigApplicationContext context = context(Channels.class)) {
			ChannelAuthRules rules = context.getBean(ChannelAuthRules.class);
			assertMatch(rules, "private-orders-1", "order", Map.of("id", "1"));
			assertMatch(rules, "private-orders-special", "special", Map.of());
			assertMatch(rules, "private-other", "any", Map.of("name", "other"));
			assertMatch(rules, "presence-room-7", "room", Map.of("room", "7"));
			assertThat(rules.match("presence-other")).isNull();
			assertThat(rules.match("private-")).isNull();
			assertThat(rules.match("orders")).isNull();
		}
	}

	@Test
	void matchWithoutAnyRuleIsNull() {
		try (AnnotationConfigApplicationContext context = context(Unrelated.class)) {
			assertThat(context.getBean(ChannelAuthRules.class).match("private-a")).isNull();
		}
	}

	@Test
	void ruleIsInvokedOnTheBean() throws Exception {
		try (AnnotationConfigApplicationContext context = context(Channels.class)) {
			ChannelAuthRule.Match match = context.getBean(ChannelAuthRules.class).match("private-orders-special");
			assertThat(match.rule().method().createWithResolvedBean().getBean())
				.isSameAs(context.getBean(Channels.class));
		}
	}

	@Test
	void rulesOfProxiedBeanAreFound() {
		try (AnnotationConfigApplicationContext context = context(ProxyConfiguration.class)) {
			assertMatch(context.getBean(ChannelAuthRules.class), "private-orders-1", "order", Map.of("id", "1"));
		}
	}

	@Test
	void lazyBeanIsNotCreated() {
		try (AnnotationConfigApplicationContext context = context(LazyChannels.class)) {
			assertMatch(context.getBean(ChannelAuthRules.class), "private-a", "any", Map.of());
			assertThat(context.getBeanFactory().containsSingleton(context.getBeanNamesForType(LazyChannels.class)[0]))
				.isFalse();
		}
	}

	@Test
	void methodsThatMapRequestsAreNoRules() {
		try (AnnotationConfigApplicationContext context = context(OwnEndpoint.class)) {
			assertThat(context.getBean(ChannelAuthRules.class).match("private-a")).isNull();
		}
	}

	@Test
	void variablesThatAreOptionalOrMapsNeedNotBeInThePattern() {
		try (AnnotationConfigApplicationContext context = context(LenientChannels.class)) {
			assertMatch(context.getBean(ChannelAuthRules.class), "private-a", "lenient", Map.of());
		}
	}

	@Test
	void needsPrincipalUnlessThatMayBeNull() {
		try (AnnotationConfigApplicationContext context = context(PrincipalChannels.class)) {
			ChannelAuthRules rules = context.getBean(ChannelAuthRules.class);
			assertThat(rules.match("private-required").rule().needsPrincipal()).isTrue();
			assertThat(rules.match("private-optional").rule().needsPrincipal()).isFalse();
			assertThat(rules.match("private-none").rule().needsPrincipal()).isFalse();
		}
	}

	@Test
	void patternOfPublicChannelsIsRefused() {
		assertRefused(PublicChannels.class, "'orders-{id}' is not a pattern of private or presence channels",
				"'private-' or 'presence-'");
	}

	@Test
	void methodWithoutPatternIsRefused() {
		assertRefused(NoPattern.class, "'' is not a pattern of private or presence channels", "'private-'");
	}

	@Test
	void invalidPatternIsRefused() {
		assertRefused(InvalidPattern.class, "the pattern 'private-{id' is not valid: its braces do not match",
				"{name} or {name:regex}");
	}

	@ParameterizedTest
	@ValueSource(classes = { UnknownVariable.class, UnknownNamedVariable.class })
	void unknownVariableIsRefused(Class<?> component) {
		assertRefused(component, "the pattern 'private-{order}' has no variable 'id'", "Add {id}");
	}

	@Test
	void equalPatternsAreRefused() {
		assertRefused(EqualPatterns.class, "matches the same channels as 'private-{a}'", "Remove one of the two");
	}

	@Test
	void equalPatternsOfTwoComponentsAreRefused() {
		assertThatExceptionOfType(InvalidAnnotatedMethodException.class)
			.isThrownBy(() -> context(Channels.class, MoreChannels.class))
			.withMessageContaining("matches the same channels as 'presence-room-{number}'");
	}

	private static void assertMatch(ChannelAuthRules rules, String channel, String method,
			Map<String, String> variables) {
		ChannelAuthRule.Match match = rules.match(channel);
		assertThat(match).isNotNull();
		assertThat(match.rule().method().getMethod().getName()).isEqualTo(method);
		assertThat(match.variables()).isEqualTo(variables);
	}

	private static void assertRefused(Class<?> component, String problem, String action) {
		assertThatExceptionOfType(InvalidAnnotatedMethodException.class).isThrownBy(() -> context(component))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(component.getName() + ".rule", problem))
			.satisfies((ex) -> assertThat(ex.getAction()).contains(action));
	}

	private static AnnotationConfigApplicationContext context(Class<?>... components) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(components);
		context.registerBean(ChannelAuthRules.class, () -> new ChannelAuthRules(context.getBeanFactory()));
		context.refresh();
		return context;
	}

	@LatteChannelAuth
	static class Channels {

		@LatteChannelAuth("private-{name}")
		boolean any(@PathVariable String name) {
			return true;
		}

		@LatteChannelAuth("private-orders-{id:[0-9]+}")
		boolean order(@PathVariable long id) {
			return true;
		}

		@LatteChannelAuth("private-orders-special")
		boolean special() {
			return true;
		}

		@LatteChannelAuth("presence-room-{room}")
		boolean room(@PathVariable("room") String number) {
			return true;
		}

	}

	@LatteChannelAuth
	static class MoreChannels {

		@LatteChannelAuth("presence-room-{number}")
		boolean rule() {
			return true;
		}

	}

	@Component
	static class Unrelated {

	}

	@Configuration(proxyBeanMethods = false)
	static class ProxyConfiguration {

		@Bean
		Channels channels() {
			ProxyFactory factory = new ProxyFactory(new Channels());
			factory.setProxyTargetClass(true);
			return (Channels) factory.getProxy();
		}

	}

	@Lazy
	@LatteChannelAuth
	static class LazyChannels {

		@LatteChannelAuth("private-*")
		boolean any() {
			return true;
		}

	}

	@LatteChannelAuth
	static class OwnEndpoint {

		@PostMapping("/own")
		@LatteChannelAuth
		boolean own() {
			return true;
		}

	}

	@LatteChannelAuth
	static class LenientChannels {

		@LatteChannelAuth("private-a")
		boolean lenient(@PathVariable Map<String, String> variables, @PathVariable(required = false) String id,
				@PathVariable(name = "other", required = false) Optional<String> other) {
			return true;
		}

	}

	@LatteChannelAuth
	static class PrincipalChannels {

		@LatteChannelAuth("private-required")
		boolean required(Principal principal) {
			return true;
		}

		@LatteChannelAuth("private-optional")
		boolean optional(@Nullable Principal principal) {
			return true;
		}

		@LatteChannelAuth("private-none")
		boolean none(String parameter) {
			return true;
		}

	}

	@LatteChannelAuth
	static class PublicChannels {

		@LatteChannelAuth("orders-{id}")
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
	static class InvalidPattern {

		@LatteChannelAuth("private-{id")
		boolean rule() {
			return true;
		}

	}

	@LatteChannelAuth
	static class UnknownVariable {

		@LatteChannelAuth("private-{order}")
		boolean rule(@PathVariable String id) {
			return true;
		}

	}

	@LatteChannelAuth
	static class UnknownNamedVariable {

		@LatteChannelAuth("private-{order}")
		boolean rule(@PathVariable("id") String order) {
			return true;
		}

	}

	@LatteChannelAuth
	static class EqualPatterns {

		@LatteChannelAuth("private-{a}")
		boolean ruleOne() {
			return true;
		}

		@LatteChannelAuth("private-{b}")
		boolean ruleTwo() {
			return true;
		}

	}

}
