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
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link NonBlockingOutput}.
 */
class NonBlockingOutputTests {

	private final FakeSocket socket = new FakeSocket();

	private final NonBlockingOutput output = new NonBlockingOutput(this.socket);

	@Test
	void nothingIsWrittenBeforeTheSocketIsReady() throws Exception {
		add("one");
		this.output.flush();
		assertThat(this.socket.writes()).isZero();
		assertThat(this.output.isWritable()).isFalse();
		this.output.ready();
		assertThat(this.socket.text()).isEqualTo("one");
		assertThat(this.output.isWritable()).isTrue();
		assertThat(this.output.isDone()).isTrue();
	}

	@Test
	void whatIsFlushedTogetherLeavesInOnePiece() throws Exception {
		this.output.ready();
		add("one");
		add("two");
		assertThat(this.output.isDone()).isFalse();
		this.output.flush();
		this.output.flush();
		assertThat(this.socket.text()).isEqualTo("onetwo");
		assertThat(this.socket.writes()).isOne();
	}

	@Test
	void nextPieceWaitsUntilTheSocketHasTakenTheLast() throws Exception {
		this.output.ready();
		this.socket.stall();
		add("one");
		this.output.flush();
		assertThat(this.output.isWritable()).isFalse();
		assertThat(this.output.isDone()).isFalse();
		add("two");
		this.output.flush();
		add("three");
		this.output.flush();
		assertThat(this.socket.text()).isEqualTo("one");
		this.socket.recover();
		this.output.ready();
		assertThat(this.socket.text()).isEqualTo("onetwothree");
		assertThat(this.socket.writes()).isEqualTo(2);
		assertThat(this.output.isDone()).isTrue();
	}

	@Test
	void moreThanEnoughIsNotWanted() throws Exception {
		this.output.ready();
		this.output.add(new byte[64 * 1024]);
		assertThat(this.output.isWritable()).isFalse();
		this.output.flush();
		assertThat(this.output.isWritable()).isTrue();
	}

	@Test
	void failureIsTold() throws Exception {
		this.output.ready();
		this.socket.breakDown();
		add("one");
		assertThatIOException().isThrownBy(this.output::flush);
	}

	private void add(String text) throws IOException {
		this.output.add(text.getBytes(StandardCharsets.UTF_8));
	}

}
