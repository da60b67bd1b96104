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

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.core.MethodParameter;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link SocketIdArgument}.
 */
class SocketIdArgumentTests {

	@Test
	void textIsNullWithoutSocketId() {
		SocketIdArgument argument = SocketIdArgument.of(parameter(0));
		assertThat(argument.required()).isFalse();
		assertThat(argument.value("1.2")).isEqualTo("1.2");
		assertThat(argument.value(null)).isNull();
	}

	@Test
	void optionalIsEmptyWithoutSocketId() {
		SocketIdArgument argument = SocketIdArgument.of(parameter(1));
		assertThat(argument.required()).isTrue();
		assertThat(argument.value("1.2")).isEqualTo(Optional.of("1.2"));
		assertThat(argument.value(null)).isEqualTo(Optional.empty());
	}

	@Test
	void otherTypesAreRefused() {
		assertThatIllegalStateException().isThrownBy(() -> SocketIdArgument.of(parameter(2)))
			.withMessageContaining("@SocketId takes a String or an Optional<String>");
		assertThatIllegalStateException().isThrownBy(() -> SocketIdArgument.of(parameter(3)));
	}

	@Test
	void argumentsWithoutAnnotationAreNone() {
		assertThat(SocketIdArgument.isOne(parameter(0))).isTrue();
		assertThat(SocketIdArgument.isOne(parameter(4))).isFalse();
	}

	private static MethodParameter parameter(int index) {
		return MethodParameter.forExecutable(ReflectionUtils.findMethod(SocketIdArgumentTests.class, "method",
				String.class, Optional.class, Long.class, Optional.class, String.class), index);
	}

	void method(@SocketId @Nullable String text, @SocketId(required = true) Optional<String> optional,
			@SocketId Long number, @SocketId Optional<Long> optionalNumber, String other) {
	}

}
