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

package com.lattestream.remote;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SendQueue}.
 */
class SendQueueTests {

	private final SendQueue queue = new SendQueue();

	private long count;

	@Test
	void takesInTheirOrderAsManyAsThereIsRoomFor() {
		List<Pending> all = IntStream.range(0, 12).mapToObj((i) -> add("c" + i)).toList();
		assertThat(this.queue.take(10)).isEqualTo(all.subList(0, 10));
	}

	@Test
	void takesWhatComesNextInAChannelBeforeOtherChannels() {
		List<Pending> all = IntStream.range(0, 20).mapToObj((i) -> add("c" + i % 4)).toList();
		assertThat(this.queue.take(10)).containsExactly(all.get(0), all.get(1), all.get(4), all.get(5), all.get(8),
				all.get(9), all.get(12), all.get(13), all.get(16), all.get(17));
		assertThat(this.queue.hasNext(20)).isTrue();
		assertThat(this.queue.take(10)).hasSize(10).isSortedAccordingTo(Comparator.comparingLong(Pending::number));
	}

	@Test
	void eventsOfOneChannelMayBeTogetherButNotAtTheSameTime() {
		List<Pending> hot = IntStream.range(0, 15).mapToObj((i) -> add("hot")).toList();
		List<Pending> chunk = this.queue.take(10);
		assertThat(chunk).isEqualTo(hot.subList(0, 10));
		assertThat(this.queue.hasNext(100)).isFalse();
		Pending other = add("other");
		assertThat(this.queue.take(10)).containsExactly(other);
		this.queue.done(chunk);
		assertThat(this.queue.take(10)).isEqualTo(hot.subList(10, 15));
	}

	@Test
	void oneForSeveralChannelsWaitsForAllOfThem() {
		Pending a = add("a");
		List<Pending> first = this.queue.take(1);
		Pending b = add("b");
		List<Pending> second = this.queue.take(1);
		Pending both = add("a", "b");
		Pending later = add("b");
		assertThat(first).containsExactly(a);
		assertThat(second).containsExactly(b);
		this.queue.done(first);
		assertThat(this.queue.hasNext(100)).isFalse();
		this.queue.done(second);
		assertThat(this.queue.take(10)).containsExactly(both, later);
	}

	@Test
	void oneThatWaitsForAnotherRequestIsNotTakenWithItsNeighbour() {
		add("a");
		List<Pending> underWay = this.queue.take(1);
		Pending b = add("b");
		Pending both = add("a", "b");
		List<Pending> chunk = this.queue.take(10);
		assertThat(chunk).containsExactly(b);
		this.queue.done(underWay);
		assertThat(this.queue.hasNext(100)).isFalse();
		this.queue.done(chunk);
		assertThat(this.queue.take(10)).containsExactly(both);
	}

	@Test
	void oneThatHasARequestOfItsOwnGoesAlone() {
		Pending before = add("a");
		Pending whole = new Pending(++this.count,
				new Shipment(List.of("a"), List.of(), ApiRequest.post("/events", new byte[0])), Long.MAX_VALUE);
		this.queue.add(whole);
		Pending after = add("a");
		List<Pending> chunk = this.queue.take(10);
		assertThat(chunk).containsExactly(before);
		this.queue.done(chunk);
		chunk = this.queue.take(10);
		assertThat(chunk).containsExactly(whole);
		this.queue.done(chunk);
		assertThat(this.queue.take(10)).containsExactly(after);
	}

	@Test
	void oneThatIsTooLargeGoesAlone() {
		Pending small = add("s");
		Pending large = add("a", "b", "c", "d");
		Pending next = add("t");
		assertThat(this.queue.take(3)).containsExactly(small);
		assertThat(this.queue.take(3)).containsExactly(large);
		assertThat(this.queue.take(3)).containsExactly(next);
	}

	@Test
	void channelThatIsNamedTwiceDoesNotWaitForItself() {
		Pending twice = add("a", "a");
		assertThat(this.queue.take(10)).containsExactly(twice);
		this.queue.done(List.of(twice));
		assertThat(this.queue.isEmpty()).isTrue();
	}

	@Test
	void oneThatNobodyWaitsForTakesNoRoom() {
		Pending gone = add("a");
		gone.settled = true;
		Pending one = add("a");
		Pending two = add("a");
		assertThat(this.queue.take(2)).containsExactly(gone, one, two);
	}

	@Test
	void onlyWhatIsDueIsNext() {
		add("a");
		assertThat(this.queue.hasNext(0)).isFalse();
		assertThat(this.queue.hasNext(1)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void orderPerChannelIsKeptWhateverHappens(long seed) {
		Random random = new Random(seed);
		Map<String, Long> lastSent = new HashMap<>();
		List<List<Pending>> underWay = new ArrayList<>();
		Set<String> busy = new HashSet<>();
		int added = 0;
		int sent = 0;
		while (sent < 2000) {
			if (added < 2000 && random.nextBoolean()) {
				String[] channels = random.ints(random.nextInt(1, 4), 0, 12)
					.mapToObj((i) -> "c" + i)
					.toArray(String[]::new);
				add(channels);
				added++;
			}
			else if (underWay.size() < 4 && this.queue.hasNext(Long.MAX_VALUE)) {
				List<Pending> chunk = this.queue.take(5);
				for (Pending pending : chunk) {
					pending.shipment().channels().forEach((channel) -> {
						assertThat(busy).doesNotContain(channel);
						assertThat(lastSent.getOrDefault(channel, 0L)).isLessThanOrEqualTo(pending.number());
						lastSent.put(channel, pending.number());
					});
				}
				chunk.forEach((pending) -> busy.addAll(pending.shipment().channels()));
				underWay.add(chunk);
			}
			else if (!underWay.isEmpty()) {
				List<Pending> chunk = underWay.remove(random.nextInt(underWay.size()));
				chunk.forEach((pending) -> busy.removeAll(pending.shipment().channels()));
				this.queue.done(chunk);
				sent += chunk.size();
			}
		}
		assertThat(this.queue.isEmpty()).isTrue();
	}

	private Pending add(String... channels) {
		Pending pending = new Pending(++this.count, new Shipment(Arrays.asList(channels), List.of(), null), 0);
		this.queue.add(pending);
		return pending;
	}

}
