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

package com.lattestream.web.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ChunkedSocket}.
 */
class ChunkedSocketTests {

	private final FakeSocket socket = new FakeSocket();

	private final ChunkedSocket chunked = new ChunkedSocket(this.socket);

	@Test
	void writesAreChunksAndTheEndIsOneWithoutContent() throws Exception {
		this.chunked.write("data: 1234567890\n\n".getBytes(StandardCharsets.UTF_8));
		assertThat(this.socket.text()).isEqualTo("12\r\ndata: 1234567890\n\n\r\n");
		this.chunked.close();
		assertThat(this.socket.text()).endsWith("\n\r\n0\r\n\r\n");
		assertThat(this.socket.closes()).isOne();
	}

	@Test
	void responseThatWasNotReadHasNoEnd() throws Exception {
		this.chunked.write("a".getBytes(StandardCharsets.UTF_8));
		this.socket.stall();
		this.chunked.close();
		assertThat(this.socket.text()).isEqualTo("1\r\na\r\n");
		assertThat(this.socket.closes()).isOne();
	}

	@Test
	void socketIsClosedEvenIfTheClientIsGone() {
		this.socket.breakDown();
		this.chunked.close();
		assertThat(this.socket.closes()).isOne();
	}

	@Test
	void readsAndAsksAsTheSocketDoes() throws Exception {
		this.socket.give(new byte[] { 1, 2 });
		assertThat(this.chunked.read(new byte[8])).isEqualTo(2);
		assertThat(this.chunked.isReady()).isTrue();
		this.socket.breakDown();
		assertThatExceptionOfType(IOException.class).isThrownBy(this.chunked::isReady);
	}

}
