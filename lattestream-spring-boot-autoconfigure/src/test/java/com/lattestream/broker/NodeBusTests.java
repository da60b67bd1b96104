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

package com.lattestream.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every {@link NodeBus} has to do.
 */
public abstract class NodeBusTests {

	protected static final Duration TIMEOUT = Duration.ofSeconds(20);

	protected final List<NodeCommand> carriedOut = new CopyOnWriteArrayList<>();

	/**
	 * Return the bus under test, the same one all through a test and not started.
	 * @return the bus
	 */
	protected abstract NodeBus bus();

	@Test
	void ownNodeCarriesOutAndAnswers() {
		start((command) -> Mono.just("answer"));
		NodeCommand command = new NodeCommand("terminate", Map.of("user", "J\u00f6rg \"a\"\n", "empty", ""));
		assertThat(ask(command)).containsExactly("answer");
		assertThat(this.carriedOut).containsExactly(command);
	}

	@Test
	void answerIsAnyText() {
		String text = "{\"a\":\"\u00fc\ud83d\ude00\"}\n" + "x".repeat(10_000);
		start((command) -> Mono.just(text));
		assertThat(ask(command())).containsExactly(text);
	}

	@Test
	void noAnswerIsNone() {
		start((command) -> Mono.empty());
		assertThat(ask(command())).isEmpty();
		assertThat(this.carriedOut).hasSize(1);
	}

	@Test
	void errorIsNoAnswer() {
		start((command) -> Mono.error(new IllegalStateException("down")));
		assertThat(ask(command())).isEmpty();
	}

	@Test
	void exceptionIsNoAnswer() {
		start((command) -> {
			throw new IllegalStateException("down");
		});
		assertThat(ask(command())).isEmpty();
	}

	@Test
	void nothingHappensBeforeSomebodySubscribes() {
		start((command) -> Mono.just("answer"));
		Flux<String> asking = bus().ask(command());
		assertThat(this.carriedOut).isEmpty();
		asking.collectList().block(TIMEOUT);
		asking.collectList().block(TIMEOUT);
		assertThat(this.carriedOut).hasSize(2);
	}

	protected final void start(Function<NodeCommand, Mono<String>> handler) {
		bus().start((command) -> {
			this.carriedOut.add(command);
			return handler.apply(command);
		});
	}

	protected final List<String> ask(NodeCommand command) {
		return bus().ask(command).collectList().block(TIMEOUT);
	}

	protected static NodeCommand command() {
		return new NodeCommand("name", Map.of("key", "value"));
	}

}
