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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import com.lattestream.ClientEventReceived;
import com.lattestream.ConnectionInfo;
import com.lattestream.CurrentSocketId;
import com.lattestream.hub.ClientEventHandler;
import com.lattestream.hub.ClientEventRefusedException;
import com.lattestream.hub.ClientEventRequest;
import com.lattestream.hub.ClientEventResult;
import com.lattestream.hub.LatteClientEvent;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.web.bind.annotation.PathVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientEventInvoker}, {@link ClientEventInvocation},
 * {@link ClientEventArguments} and {@link BeanValidationArgumentValidator}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class ClientEventInvokerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String CHANNEL = "private-room-7";

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@BeforeAll
	void start() {
		this.context.register(Methods.class);
		this.context.registerBean(ClientEventMethods.class,
				() -> new ClientEventMethods(this.context.getBeanFactory(), ClientEventInvocations::invoker));
		this.context.refresh();
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "client-nothing", "client-true", "client-mono-nothing", "client-mono-true",
			"client-mono-nothing-of-result", "client-no-object" })
	void nothingAndTruePass(String event) {
		verify(event, "{}", ClientEventResult.pass());
	}

	@ParameterizedTest
	@ValueSource(strings = { "client-false", "client-mono-false" })
	void falseRefuses(String event) {
		verify(event, "{}", ClientEventResult.refuse("The event is refused"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "client-value", "client-mono-value", "client-stage-value", "client-object-value" })
	void otherValuesAnswer(String event) {
		verify(event, "{}", ClientEventResult.reply("value"));
	}

	@Test
	void manyValuesAnswerAsAList() {
		verify("client-flux", "{}", ClientEventResult.reply(List.of("a", "b")));
		verify("client-flux-nothing", "{}", ClientEventResult.reply(List.of()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "client-no-value", "client-mono-no-value", "client-stage-no-value" })
	void questionWithoutAnAnswerIsNotPassedOn(String event) {
		verify(event, "{}", ClientEventResult.reply(null));
	}

	@Test
	void resultIsTakenAsItIs() {
		verify("client-result", "{}", ClientEventResult.change(1).andReply(2));
	}

	@Test
	void methodsThatMayBlockAreCalledElsewhereAndOthersAtOnce() {
		assertThat(answer("client-thread", "{}")).asString().startsWith(ClientEventInvocations.THREAD_NAME_PREFIX);
		assertThat(answer("client-mono-thread", "{}")).isEqualTo(Thread.currentThread().getName());
		assertThat(answer("client-constrained-thread", "\"a\"")).asString()
			.startsWith(ClientEventInvocations.THREAD_NAME_PREFIX);
	}

	@ParameterizedTest
	@ValueSource(strings = { "client-current", "client-mono-current" })
	void currentSocketIdIsThatOfTheSender(String event) {
		assertThat(answer(event, "{}")).isEqualTo("1.2");
		assertThat(CurrentSocketId.get()).isNull();
	}

	@Test
	void dataIsConvertedToTheTypeOfTheArgument() {
		verify("client-record", "{\"text\":\"hi\",\"count\":2}", ClientEventResult.reply(new Message("hi", 2)));
		verify("client-list", "[{\"text\":\"hi\",\"count\":2}]",
				ClientEventResult.reply(List.of(new Message("hi", 2)).toString()));
		verify("client-text", "\"hi\"", ClientEventResult.reply("hi"));
		verify("client-tree", "[1, 2]", ClientEventResult.reply("[1,2]"));
		verify("client-optional", "null", ClientEventResult.reply("Optional.empty"));
		verify("client-optional", "5", ClientEventResult.reply("Optional[5]"));
		verify("client-nullable", "null", ClientEventResult.reply("null"));
	}

	@Test
	void otherArgumentsAreTakenByTheirType() {
		assertThat(answer("client-arguments", "{ \"a\":1}"))
			.isEqualTo("7 " + CHANNEL + " { \"a\":1} 1.2 null {room=7}");
	}

	@Test
	void principalIsThereOrTheMethodIsNotCalled() {
		ClientEventRequest request = ClientEventInvocations.request(CHANNEL, "client-principal", "{}", () -> "ann");
		StepVerifier.create(handler("client-principal").handle(request))
			.expectNext(ClientEventResult.reply("ann"))
			.expectComplete()
			.verify(TIMEOUT);
		verifyRefused("client-principal", "{}", 4301, "This event takes a login");
		verifyRefused("client-special-principal", "{}", 4301, "This event takes a login");
		verify("client-optional-principal", "{}", ClientEventResult.reply("nobody"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					client-record  | {"text":"hi","count":"many"}           | Invalid data: count
					client-record  | 5                                      | Invalid data
					client-record  | null                                   | Invalid data: it is missing
					client-list    | [{"text":"a","count":1},{"count":{}}]  | Invalid data: count
					client-valid   | {"text":" ","count":2}                 | Invalid data: text must not be blank
					client-valid   | {"text":" ","count":12}                | Invalid data: count must be less than or equal to 10, text must not be blank
					client-size    | "too long"                             | Invalid data: size must be between 0 and 3
					client-number-x| {}                                     | Invalid name: number
					""")
	void whatDoesNotFitIsRefusedWithoutInternals(String event, String data, String message, CapturedOutput output) {
		verifyRefused(event, data, 4322, message);
		assertThat(output.toString().lines().filter((line) -> line.contains(event))).singleElement()
			.asString()
			.contains("'" + event + "' in '" + CHANNEL + "' is refused: its data does not fit");
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void validDataIsPassedToTheMethod() {
		verify("client-valid", "{\"text\":\"a\",\"count\":2}", ClientEventResult.reply("a"));
		verify("client-size", "\"abc\"", ClientEventResult.reply("abc"));
		verify("client-number-5", "{}", ClientEventResult.reply(5L));
	}

	@ParameterizedTest
	@ValueSource(strings = { "client-throws", "client-mono-throws", "client-stage-throws" })
	void exceptionsComeThroughAsTheyAre(String event) {
		StepVerifier.create(handle(event, "{}")).expectErrorMessage("thrown").verify(TIMEOUT);
	}

	@Test
	void errorsAreNoEndOfTheConnection() {
		StepVerifier.create(handle("client-overflow", "{}"))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(IllegalStateException.class)
				.hasRootCauseInstanceOf(StackOverflowError.class))
			.verify(TIMEOUT);
	}

	private void verify(String event, String data, ClientEventResult result) {
		StepVerifier.create(handle(event, data)).expectNext(result).expectComplete().verify(TIMEOUT);
	}

	private void verifyRefused(String event, String data, int code, String message) {
		StepVerifier.create(handle(event, data))
			.expectErrorSatisfies((ex) -> assertThat(ex).hasMessage(message)
				.isInstanceOfSatisfying(ClientEventRefusedException.class,
						(refusal) -> assertThat(refusal.getCode()).isEqualTo(code)))
			.verify(TIMEOUT);
	}

	private Object answer(String event, String data) {
		return handle(event, data).block(TIMEOUT).answer();
	}

	private Mono<ClientEventResult> handle(String event, String data) {
		return handler(event).handle(ClientEventInvocations.request(CHANNEL, event, data));
	}

	private ClientEventHandler handler(String event) {
		return this.context.getBean(ClientEventMethods.class).find(CHANNEL, event);
	}

	record Message(@NotBlank String text, @Max(10) int count) {

	}

	interface SpecialPrincipal extends Principal {

	}

	abstract static class Generic<T> {

		@LatteClientEvent(channel = CHANNEL, event = "client-record")
		T echo(T data) {
			return data;
		}

	}

	static class Methods extends Generic<Message> {

		@LatteClientEvent(channel = CHANNEL, event = "client-nothing")
		void nothing() {
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-true")
		boolean accept() {
			return true;
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-mono-nothing")
		Mono<Void> monoOfNothing() {
			return Mono.empty();
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-mono-true")
		Mono<Boolean> monoOfTrue() {
			return Mono.just(true);
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-mono-nothing-of-result")
		Mono<ClientEventResult> monoOfNoResult() {
			return Mono.empty();
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-no-object")
		@Nullable Object noObject() {
			return null;
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-false")
		Boolean refuse() {
			return false;
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-mono-false")
		Mono<Boolean> monoOfFalse() {
			return Mono.just(false);
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-value")
		String value() {
			return "value";
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-mono-value")
		Mono<String> monoOfValue() {
			return Mono.just("value");
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-stage-value")
		CompletionStage<String> stageOfValue() {
			return CompletableFuture.completedFuture("value");
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-object-value")
		Object objectOfValue() {
			return Mono.just("value");
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-flux")
		Flux<String> flux() {
			return Flux.just("a", "b");
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-flux-nothing")
		Flux<String> fluxOfNothing() {
			return Flux.empty();
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-no-value")
		@Nullable String noValue() {
			return null;
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-mono-no-value")
		Mono<Message> monoOfNoValue() {
			return Mono.empty();
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-stage-no-value")
		CompletionStage<List<Message>> stageOfNoValue() {
			return CompletableFuture.completedFuture(null);
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-result")
		ClientEventResult result() {
			return ClientEventResult.change(1).andReply(2);
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-thread")
		String thread() {
			return Thread.currentThread().getName();
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-mono-thread")
		Mono<String> monoOfThread() {
			return Mono.just(Thread.currentThread().getName());
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-current")
		@Nullable String current() {
			return CurrentSocketId.get();
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-mono-current")
		Mono<String> monoCurrent() {
			return Mono.deferContextual((context) -> Mono.justOrEmpty(CurrentSocketId.get(context)))
				.subscribeOn(Schedulers.parallel());
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-constrained-thread")
		Mono<String> monoOfThreadOfConstraints(@NotBlank String text) {
			return Mono.just(Thread.currentThread().getName());
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-list")
		String list(List<Message> messages) {
			return messages.toString();
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-text")
		String text(String text) {
			return text;
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-tree")
		String tree(JsonNode tree) {
			return tree.toString();
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-optional")
		String optional(Optional<Integer> number) {
			return number.toString();
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-nullable")
		String nullable(@Nullable Message message) {
			return String.valueOf(message);
		}

		@LatteClientEvent(channel = "private-room-{room}", event = "client-arguments")
		String arguments(@PathVariable("room") int number, ClientEventReceived event, ConnectionInfo connection,
				@PathVariable(required = false) String other, @PathVariable Map<String, String> all) {
			return number + " " + event.channel() + " " + event.data() + " " + connection.socketId() + " " + other + " "
					+ all;
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-principal")
		String principal(Principal user) {
			return user.getName();
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-special-principal")
		String specialPrincipal(SpecialPrincipal user) {
			return user.getName();
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-optional-principal")
		String optionalPrincipal(@Nullable Principal user) {
			return (user != null) ? user.getName() : "nobody";
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-valid")
		String valid(@Valid Message message) {
			return message.text();
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-size")
		String size(@Size(max = 3) String text) {
			return text;
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-number-{number}")
		long number(@PathVariable long number) {
			return number;
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-throws")
		boolean failure() {
			throw new IllegalStateException("thrown");
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-mono-throws")
		Mono<Boolean> monoOfFailure() {
			return Mono.error(new IllegalStateException("thrown"));
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-stage-throws")
		CompletionStage<Boolean> stageOfFailure() {
			return CompletableFuture.failedFuture(new IllegalStateException("thrown"));
		}

		@LatteClientEvent(channel = CHANNEL, event = "client-overflow")
		Mono<Boolean> overflow() {
			throw new StackOverflowError();
		}

	}

}
