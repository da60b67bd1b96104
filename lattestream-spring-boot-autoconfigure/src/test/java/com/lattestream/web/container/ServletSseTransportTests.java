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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.Transport;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.FrameCodec;
import com.lattestream.protocol.JsonText;
import com.lattestream.protocol.ServerFrame;
import com.lattestream.web.StreamIds;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServletSseTransport}.
 */
class ServletSseTransportTests {

	private static final EncodedFrame FRAME = new FrameCodec(new JsonText(8)).encode(new ServerFrame.Pong(),
			Dialect.LATTESTREAM);

	private final FakeSocket sink = new FakeSocket();

	private final FakeResponse response = new FakeResponse();

	private final LaneExecutors lanes = new LaneExecutors(1);

	private final Executor lane = this.lanes.next();

	private final ServletSseTransport transport = new ServletSseTransport(new StreamIds("1.2"), this.sink,
			this.response, this.lanes, this.lane);

	@AfterEach
	void close() {
		this.lanes.close();
	}

	@Test
	void firstBytesLeaveAsSoonAsTheyMay() {
		assertThat(this.sink.writes()).isZero();
		assertThat(this.transport.isWritable()).isFalse();
		onLane(this.transport::writable);
		assertThat(this.sink.text()).matches("retry: [12]\\d{3}\n\n");
		assertThat(this.transport.isWritable()).isTrue();
	}

	@Test
	void framesLeaveTogetherWithTheirIds() {
		onLane(this.transport::writable);
		onLane(() -> {
			this.transport.write(FRAME);
			this.transport.write(FRAME);
			this.transport.flush();
		});
		assertThat(this.sink.text()).contains("id: 1.2-1\nevent: lattestream:pong\n", "id: 1.2-2\n");
		assertThat(this.sink.writes()).isEqualTo(2);
	}

	@Test
	void heartbeatIsAComment() {
		onLane(this.transport::writable);
		onLane(this.transport::ping);
		assertThat(this.sink.text()).endsWith("\n\n:\n\n");
	}

	@Test
	void closeCompletesTheResponseWhenAllHasLeft() {
		onLane(this.transport::writable);
		onLane(() -> {
			this.sink.stall();
			this.transport.write(FRAME);
			this.transport.close(CloseCode.RECONNECT, "Bye");
			this.transport.close(CloseCode.RECONNECT, "Bye");
		});
		assertThat(this.response.calls).isEmpty();
		assertThat(this.transport.isWritable()).isFalse();
		onLane(() -> {
			this.sink.recover();
			this.transport.writable();
		});
		assertThat(this.response.calls).containsExactly("complete");
		assertThat(this.sink.text()).matches("(?s)retry.*retry: \\d+\n\n");
	}

	@Test
	void closeAbortsTheResponseOfClientThatDoesNotRead() {
		onLane(this.transport::writable);
		onLane(() -> {
			this.sink.stall();
			this.transport.write(FRAME);
			this.transport.flush();
			this.transport.close(CloseCode.RECONNECT, "Bye");
		});
		long start = System.nanoTime();
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !this.response.calls.isEmpty());
		assertThat(this.response.calls).containsExactly("abort");
		assertThat(System.nanoTime() - start).isGreaterThan(Transport.CLOSE_TIMEOUT.toNanos() / 2);
	}

	@Test
	void responseThatHasEndedIsNotAborted() {
		onLane(this.transport::writable);
		onLane(() -> {
			this.sink.stall();
			this.transport.write(FRAME);
			this.transport.close(CloseCode.RECONNECT, "Bye");
			this.transport.closed();
		});
		Awaitility.await()
			.during(Transport.CLOSE_TIMEOUT.plusMillis(200))
			.atMost(Duration.ofSeconds(10))
			.until(() -> this.response.calls.equals(List.of("lost")));
	}

	@Test
	void failureIsToldOnceAndNothingIsWrittenAfterIt() {
		onLane(this.transport::writable);
		onLane(() -> {
			this.sink.breakDown();
			this.transport.ping();
			this.transport.ping();
			this.transport.close(CloseCode.RECONNECT, "Bye");
		});
		assertThat(this.response.calls).containsExactly("lost");
		assertThat(this.transport.isWritable()).isFalse();
	}

	private void onLane(Runnable task) {
		// What it leaves to later is done, too
		CompletableFuture.runAsync(task, this.lane).thenRunAsync(() -> {
		}, this.lane).orTimeout(10, TimeUnit.SECONDS).join();
	}

	/**
	 * A response that notes what is done to it.
	 */
	private static final class FakeResponse implements ServletSseTransport.Response {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		@Override
		public void complete() {
			this.calls.add("complete");
		}

		@Override
		public void abort() {
			this.calls.add("abort");
		}

		@Override
		public void lost() {
			this.calls.add("lost");
		}

	}

}
