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

package com.lattestream;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.util.context.Context;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CurrentSocketId} and {@link RequestSocketId}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CurrentSocketIdTests {

	private static final LoggingSystem LOGGING = LoggingSystem.get(CurrentSocketIdTests.class.getClassLoader());

	@AfterEach
	void forget() {
		CurrentSocketId.bind(null);
		LOGGING.setLogLevel("com.lattestream", null);
	}

	@Test
	void firstValidSocketIdIsTaken() {
		RequestSocketId socketId = new RequestSocketId();
		socketId.offer(null);
		socketId.offer("abc");
		assertThat(socketId.value()).isNull();
		socketId.offer("1.2");
		socketId.offer("3.4");
		assertThat(socketId.value()).isEqualTo("1.2");
	}

	@Test
	void whatIsNoSocketIdIsLoggedWithoutControlCharacters(CapturedOutput output) {
		LOGGING.setLogLevel("com.lattestream", LogLevel.DEBUG);
		new RequestSocketId().offer("1.2\r\nINFO all is well " + "x".repeat(100));
		assertThat(output).contains("'1.2??INFO all is well").doesNotContain("x".repeat(65));
	}

	@Test
	void contextGoesBeforeThread() {
		assertThat(CurrentSocketId.get()).isNull();
		assertThat(CurrentSocketId.get(Context.empty())).isNull();
		CurrentSocketId.bind(socketId("1.2"));
		assertThat(CurrentSocketId.get()).isEqualTo("1.2");
		assertThat(CurrentSocketId.get(Context.empty())).isEqualTo("1.2");
		assertThat(CurrentSocketId.get(Context.of(CurrentSocketId.KEY, socketId("3.4")))).isEqualTo("3.4");
		assertThat(CurrentSocketId.get(Context.of(CurrentSocketId.KEY, new RequestSocketId()))).isNull();
	}

	@Test
	void bindingTellsWhatWasBoundBefore() {
		RequestSocketId one = socketId("1.2");
		RequestSocketId two = socketId("3.4");
		assertThat(CurrentSocketId.bind(one)).isNull();
		assertThat(CurrentSocketId.bind(two)).isSameAs(one);
		assertThat(CurrentSocketId.bind(null)).isSameAs(two);
		assertThat(CurrentSocketId.bound()).isNull();
	}

	@Test
	void onlyWhatIsForAllOthersIsResolved() {
		Context context = Context.of(CurrentSocketId.KEY, socketId("1.2"));
		TriggerRequest request = TriggerRequest.of("a", "e", 1);
		assertThat(CurrentSocketId.resolve(request, context)).isSameAs(request);
		assertThat(CurrentSocketId.resolve(request.except("3.4"), context)).isEqualTo(request.except("3.4"));
		assertThat(CurrentSocketId.resolve(request.toOthers(), context)).isEqualTo(request.except("1.2"));
		BatchEvent event = new BatchEvent("a", "e", 1);
		assertThat(CurrentSocketId.resolve(List.of(event, event.toOthers(), event.except("3.4")), context))
			.containsExactly(event, event.except("1.2"), event.except("3.4"));
	}

	@Test
	void missingSocketIdIsNoErrorAndIsLogged(CapturedOutput output) {
		LOGGING.setLogLevel("com.lattestream", LogLevel.DEBUG);
		TriggerRequest request = TriggerRequest.of("a", "price", 1);
		assertThat(CurrentSocketId.resolve(request, Context.empty())).isEqualTo(request);
		assertThat(output).doesNotContain("price");
		assertThat(CurrentSocketId.resolve(request.toOthers(), Context.empty())).isEqualTo(request);
		assertThat(output).contains("Event 'price' is for all others");
	}

	private static RequestSocketId socketId(String value) {
		RequestSocketId socketId = new RequestSocketId();
		socketId.offer(value);
		return socketId;
	}

}
