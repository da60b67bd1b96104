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

package com.lattestream.hub;

import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.EncodedFrame;
import com.lattestream.protocol.FrameCodec;
import com.lattestream.protocol.JsonText;
import com.lattestream.protocol.ServerFrame;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutboundQueue}.
 */
class OutboundQueueTests {

	private final EncodedFrame frame = frame();

	private final int size = this.frame.json().length;

	@Test
	void framesComeOutInTheirOrder() {
		OutboundQueue queue = new OutboundQueue(10, 10_000);
		EncodedFrame other = frame();
		assertThat(queue.isEmpty()).isTrue();
		assertThat(queue.offer(this.frame)).isTrue();
		assertThat(queue.offer(other)).isTrue();
		assertThat(queue.isEmpty()).isFalse();
		assertThat(queue.poll()).isSameAs(this.frame);
		assertThat(queue.poll()).isSameAs(other);
		assertThat(queue.poll()).isNull();
		assertThat(queue.isEmpty()).isTrue();
	}

	@Test
	void offerWhenThereAreAsManyMessagesAsThereMayBeIsRefused() {
		OutboundQueue queue = new OutboundQueue(2, 10_000);
		assertThat(queue.offer(this.frame)).isTrue();
		assertThat(queue.offer(this.frame)).isTrue();
		assertThat(queue.offer(this.frame)).isFalse();
		queue.poll();
		assertThat(queue.offer(this.frame)).isTrue();
		assertThat(queue.offer(this.frame)).isFalse();
	}

	@Test
	void offerWhenThereAreAsManyBytesAsThereMayBeIsRefused() {
		OutboundQueue queue = new OutboundQueue(10, 2 * this.size);
		assertThat(queue.offer(this.frame)).isTrue();
		assertThat(queue.offer(this.frame)).isTrue();
		assertThat(queue.offer(this.frame)).isFalse();
		queue.poll();
		queue.poll();
		assertThat(queue.offer(this.frame)).isTrue();
		assertThat(queue.offer(this.frame)).isTrue();
		assertThat(queue.offer(this.frame)).isFalse();
	}

	@Test
	void oneFrameIsTakenHoweverLargeItIs() {
		OutboundQueue queue = new OutboundQueue(10, this.size - 1);
		assertThat(queue.offer(this.frame)).isTrue();
		assertThat(queue.offer(this.frame)).isFalse();
	}

	@Test
	void clearMakesRoom() {
		OutboundQueue queue = new OutboundQueue(1, this.size);
		queue.offer(this.frame);
		queue.clear();
		assertThat(queue.isEmpty()).isTrue();
		assertThat(queue.poll()).isNull();
		assertThat(queue.offer(this.frame)).isTrue();
		assertThat(queue.offer(this.frame)).isFalse();
	}

	private static EncodedFrame frame() {
		return new FrameCodec(new JsonText(4)).encode(new ServerFrame.Pong(), Dialect.PUSHER);
	}

}
