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

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebhookMemory}.
 */
class WebhookMemoryTests {

	private final WebhookMemory memory = new WebhookMemory(2);

	@Test
	void knownIsHowFarItGot() {
		assertThat(this.memory.begin("a")).isNull();
		assertThat(this.memory.begin("a")).isEqualTo(WebhookMemory.State.PENDING);
		this.memory.set("a", WebhookMemory.State.PUBLISHED);
		assertThat(this.memory.begin("a")).isEqualTo(WebhookMemory.State.PUBLISHED);
	}

	@Test
	void forgottenIsNewAgain() {
		this.memory.begin("a");
		this.memory.forget("a");
		assertThat(this.memory.begin("a")).isNull();
	}

	@Test
	void oldestIsForgottenWhenFull() {
		this.memory.begin("a");
		this.memory.begin("b");
		this.memory.begin("c");
		assertThat(this.memory.begin("b")).isNotNull();
		assertThat(this.memory.begin("c")).isNotNull();
		assertThat(this.memory.begin("a")).isNull();
	}

	@Test
	void whatIsForgottenDoesNotComeBackByBeingDone() {
		this.memory.begin("a");
		this.memory.forget("a");
		this.memory.set("a", WebhookMemory.State.PUBLISHED);
		assertThat(this.memory.begin("a")).isNull();
	}

	@Test
	void keyIsThatOfTheBody() {
		byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
		assertThat(Fingerprint.of(body)).isEqualTo(Fingerprint.of(body.clone()))
			.isNotEqualTo(Fingerprint.of(new byte[0]));
	}

}
