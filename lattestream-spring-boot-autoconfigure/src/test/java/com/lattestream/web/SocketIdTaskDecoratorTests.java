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

import java.util.ArrayList;
import java.util.List;

import com.lattestream.CurrentSocketId;
import com.lattestream.RequestSocketId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link SocketIdTaskDecorator}.
 */
class SocketIdTaskDecoratorTests {

	private final SocketIdTaskDecorator decorator = new SocketIdTaskDecorator();

	@AfterEach
	void forget() {
		CurrentSocketId.bind(null);
	}

	@Test
	void taskSeesWhatWasBoundWhenItWasGiven() {
		List<String> seen = new ArrayList<>();
		CurrentSocketId.bind(socketId("1.2"));
		Runnable task = this.decorator.decorate(() -> seen.add(CurrentSocketId.get()));
		CurrentSocketId.bind(null);
		task.run();
		assertThat(seen).containsExactly("1.2");
		assertThat(CurrentSocketId.bound()).isNull();
	}

	@Test
	void threadHasItsOwnAgainEvenAfterAFailure() {
		CurrentSocketId.bind(socketId("1.2"));
		Runnable task = this.decorator.decorate(() -> {
			throw new IllegalStateException("failed");
		});
		CurrentSocketId.bind(socketId("3.4"));
		assertThatIllegalStateException().isThrownBy(task::run);
		assertThat(CurrentSocketId.get()).isEqualTo("3.4");
	}

	@Test
	void taskOfNoRequestIsLeftAlone() {
		Runnable task = () -> {
		};
		assertThat(this.decorator.decorate(task)).isSameAs(task);
	}

	private static RequestSocketId socketId(String value) {
		RequestSocketId socketId = new RequestSocketId();
		socketId.offer(value);
		return socketId;
	}

}
