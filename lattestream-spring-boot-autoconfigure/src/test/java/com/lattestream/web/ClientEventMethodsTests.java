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

import java.util.List;

import com.lattestream.ClientEventReceived;
import com.lattestream.ConnectionInfo;
import com.lattestream.hub.ClientEventHandler;
import com.lattestream.hub.ClientEventResult;
import com.lattestream.hub.LatteClientEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClientEventMethods} and {@link ClientEventMethod}.
 */
class ClientEventMethodsTests {

	@ParameterizedTest
	@CsvSource({ "private-room-1, client-message, message 1", "private-room-1, client-other, any 1",
			"private-room-1, client-draw-line, draw 1 line", "private-room-special, client-other, special",
			"private-room-special, client-message, special", "private-elsewhere, client-message, everywhere",
			"presence-room-1, client-other, presence 1" })
	void mostSpecificChannelDecidesThenMostSpecificEvent(String channel, String event, String answer) {
		try (AnnotationConfigApplicationContext context = context(Rooms.class)) {
			assertThat(answer(context, channel, event)).isEqualTo(answer);
		}
	}

	@Test
	void otherEventsAreLeftAlone() {
		try (AnnotationConfigApplicationContext context = context(Rooms.class)) {
			ClientEventMethods methods = context.getBean(ClientEventMethods.class);
			assertThat(methods.find("private-elsewhere", "client-other")).isNull();
			assertThat(methods.find("presence-other", "client-message")).isNull();
			assertThat(methods.find("presence-other", "client-message")).isNull();
		}
	}

	@Test
	void whatIsFoundIsRemembered() {
		try (AnnotationConfigApplicationContext context = context(Rooms.class)) {
			ClientEventMethods methods = context.getBean(ClientEventMethods.class);
			ClientEventHandler found = methods.find("private-room-1", "client-message");
			assertThat(methods.find("private-room-1", "client-message")).isSameAs(found);
			for (int i = 0; i < 2000; i++) {
				methods.find("private-room-1", "client-" + i);
			}
			assertThat(methods.find("private-room-1", "client-message")).isNotNull().isNotSameAs(found);
		}
	}

	@Test
	void methodsOfProxiedLazyAndScopedComponentsAreFound() {
		try (AnnotationConfigApplicationContext context = context(Proxied.class, LazyRooms.class, ScopedRooms.class)) {
			assertThat(answer(context, "private-proxied", "client-a")).isEqualTo("proxied");
			assertThat(answer(context, "private-scoped", "client-a")).isEqualTo("scoped");
			assertThat(context.getBean(ClientEventMethods.class).find("private-lazy", "client-a")).isNotNull();
			assertThat(context.getBeanFactory().containsSingleton(context.getBeanNamesForType(LazyRooms.class)[0]))
				.isFalse();
		}
	}

	@Test
	void applicationWithoutMethodsIsNotAskedForAnything() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(ClientEventMethods.class,
					() -> new ClientEventMethods(context.getBeanFactory(), () -> {
						throw new AssertionError();
					}));
			context.refresh();
			assertThat(context.getBean(ClientEventMethods.class).find("private-a", "client-a")).isNull();
		}
	}

	@Test
	void patternOfPublicChannelsIsRefused() {
		assertRefused(PublicChannel.class, "'room-{id}' is not a pattern of private or presence channels",
				"'private-' or 'presence-'");
	}

	@Test
	void patternOfOtherEventsIsRefused() {
		assertRefused(OtherEvent.class, "'message' is not a pattern of events that clients send", "'client-'");
	}

	@Test
	void invalidPatternIsRefused() {
		assertRefused(InvalidPattern.class, "the pattern 'client-{a' is not valid: its braces do not match",
				"{name} or {name:regex}");
	}

	@Test
	void unknownVariableIsRefused() {
		assertRefused(UnknownVariable.class, "the pattern 'private-{room}' or 'client-{action}' has no variable 'id'",
				"Add {id}");
	}

	@Test
	void sameVariableInBothPatternsIsRefused() {
		assertRefused(SameVariable.class, "the patterns 'private-{a}' and 'client-{a}' both have a variable 'a'",
				"another name");
	}

	@Test
	void secondArgumentForTheDataIsRefused() {
		assertRefused(TwoPayloads.class, "its arguments 'one' and 'two' both take the data of the event",
				"@PathVariable");
	}

	@Test
	void equalPatternsAreRefused() {
		assertRefused(EqualPatterns.class, "'client-{d}' in 'private-{b}x' are the same events", "Remove one");
	}

	private static @Nullable Object answer(AnnotationConfigApplicationContext context, String channel, String event) {
		ClientEventHandler handler = context.getBean(ClientEventMethods.class).find(channel, event);
		assertThat(handler).isNotNull();
		ClientEventResult result = handler.handle(ClientEventInvocations.request(channel, event, "{}")).block();
		return result.answer();
	}

	private static void assertRefused(Class<?> component, String problem, String action) {
		assertThatExceptionOfType(InvalidAnnotatedMethodException.class).isThrownBy(() -> context(component))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains("@LatteClientEvent on " + component.getName(),
					problem))
			.satisfies((ex) -> assertThat(ex.getAction()).contains(action));
	}

	private static AnnotationConfigApplicationContext context(Class<?>... components) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(components);
		context.registerBean(ClientEventMethods.class,
				() -> new ClientEventMethods(context.getBeanFactory(), ClientEventInvocations::invoker));
		context.refresh();
		return context;
	}

	@Component
	static class Rooms {

		@LatteClientEvent(channel = "private-room-{room}", event = "client-message")
		String message(@PathVariable long room) {
			return "message " + room;
		}

		@LatteClientEvent(channel = "private-room-{number}")
		String any(@PathVariable long number) {
			return "any " + number;
		}

		@LatteClientEvent(channel = "private-room-{a}", event = "client-draw-{what}")
		String draw(@PathVariable long a, @PathVariable String what) {
			return "draw " + a + " " + what;
		}

		@LatteClientEvent(channel = "private-room-special")
		String special() {
			return "special";
		}

		@LatteClientEvent(channel = "private-*", event = "client-message")
		String everywhere() {
			return "everywhere";
		}

		@LatteClientEvent(channel = "presence-room-{room}")
		String presence(@PathVariable String room) {
			return "presence " + room;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Proxied {

		@Bean
		ProxiedRooms proxiedRooms() {
			ProxyFactory factory = new ProxyFactory(new ProxiedRooms());
			factory.setProxyTargetClass(true);
			return (ProxiedRooms) factory.getProxy();
		}

	}

	static class ProxiedRooms {

		@LatteClientEvent(channel = "private-proxied")
		String answer() {
			return "proxied";
		}

	}

	@Lazy
	@Component
	static class LazyRooms {

		@LatteClientEvent(channel = "private-lazy")
		boolean pass(ClientEventReceived event, ConnectionInfo connection) {
			return true;
		}

	}

	@Component
	@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class ScopedRooms {

		@LatteClientEvent(channel = "private-scoped")
		String answer() {
			return "scoped";
		}

	}

	static class PublicChannel {

		@LatteClientEvent(channel = "room-{id}")
		void on() {
		}

	}

	static class OtherEvent {

		@LatteClientEvent(channel = "private-a", event = "message")
		void on() {
		}

	}

	static class InvalidPattern {

		@LatteClientEvent(channel = "private-a", event = "client-{a")
		void on() {
		}

	}

	static class UnknownVariable {

		@LatteClientEvent(channel = "private-{room}", event = "client-{action}")
		void on(@PathVariable String room, @PathVariable String action, @PathVariable String id) {
		}

	}

	static class SameVariable {

		@LatteClientEvent(channel = "private-{a}", event = "client-{a}")
		void on() {
		}

	}

	static class TwoPayloads {

		@LatteClientEvent(channel = "private-a")
		void on(List<String> one, String two) {
		}

	}

	static class EqualPatterns {

		@LatteClientEvent(channel = "private-{a}x", event = "client-{c}")
		void one() {
		}

		@LatteClientEvent(channel = "private-{b}x", event = "client-{d}")
		void two() {
		}

	}

}
