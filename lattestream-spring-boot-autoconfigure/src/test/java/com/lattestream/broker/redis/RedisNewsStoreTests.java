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

package com.lattestream.broker.redis;

import java.time.Duration;
import java.util.List;

import com.lattestream.broker.NewsStore;
import com.lattestream.broker.NewsSubject;
import com.lattestream.broker.NewsTurn;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisNewsStore} on two nodes.
 */
class RedisNewsStoreTests {

	private static final Duration TIMEOUT = RedisFixture.TIMEOUT;

	private static final Duration HOLD = Duration.ofSeconds(10);

	private static final NewsSubject ANN = new NewsSubject("presence-a", "Ann B. {1}");

	private static final NewsSubject CHANNEL = new NewsSubject("presence-a", null);

	private final ConnectedNodes nodes = new ConnectedNodes();

	private final NewsStore store = new RedisNewsStore(this.nodes.started(), this.nodes.keyspace());

	private final NewsStore other = new RedisNewsStore(this.nodes.started(), this.nodes.keyspace());

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void nodesTellOneAfterTheOtherAndNothingTwice() {
		assertThat(claim(this.store, ANN, true)).isEqualTo(NewsTurn.OURS);
		assertThat(claim(this.other, ANN, true)).isEqualTo(NewsTurn.TAKEN);
		assertThat(claim(this.other, ANN, false)).isEqualTo(NewsTurn.TAKEN);
		assertThat(claim(this.other, CHANNEL, true)).isEqualTo(NewsTurn.OURS);
		assertThat(this.store.told(ANN).block(TIMEOUT)).isTrue();
		assertThat(claim(this.other, ANN, true)).isEqualTo(NewsTurn.KNOWN);
		assertThat(claim(this.other, ANN, false)).isEqualTo(NewsTurn.OURS);
		assertThat(claim(this.store, ANN, true)).isEqualTo(NewsTurn.TAKEN);
	}

	@Test
	void turnOfANodeThatTakesTooLongIsOver() {
		this.store.claim(ANN, true, false, Duration.ofMillis(50)).block(TIMEOUT);
		Awaitility.await().atMost(TIMEOUT).until(() -> claim(this.other, ANN, false) == NewsTurn.OURS);
		assertThat(this.store.told(ANN).block(TIMEOUT)).isFalse();
		assertThat(claim(this.store, ANN, true)).isEqualTo(NewsTurn.TAKEN);
		assertThat(this.other.told(ANN).block(TIMEOUT)).isTrue();
	}

	@Test
	void whatIsInDoubtIsToldAgain() {
		claim(this.store, ANN, true);
		this.store.told(ANN).block(TIMEOUT);
		assertThat(this.other.claim(ANN, true, true, HOLD).block(TIMEOUT)).isEqualTo(NewsTurn.OURS);
	}

	@Test
	void oneNodeTakesOverWhatAnotherNoLongerSeesTo() {
		this.store.open(List.of(ANN, CHANNEL), Duration.ofMillis(1)).block(TIMEOUT);
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> takeOver(this.other),
					(subjects) -> subjects.equals(List.of(CHANNEL, ANN)) || subjects.equals(List.of(ANN, CHANNEL)));
		assertThat(takeOver(this.store)).isEmpty();
		this.other.settled(ANN).block(TIMEOUT);
		this.other.settled(CHANNEL).block(TIMEOUT);
		assertThat(this.nodes.keys()).isEmpty();
	}

	@Test
	void nodeThatIsHeardOfKeepsWhatItSeesTo() {
		this.store.open(List.of(ANN), Duration.ofMillis(1)).block(TIMEOUT);
		this.store.open(List.of(ANN), Duration.ofMinutes(1)).block(TIMEOUT);
		assertThat(takeOver(this.other)).isEmpty();
	}

	private static NewsTurn claim(NewsStore store, NewsSubject subject, boolean present) {
		return store.claim(subject, present, false, HOLD).block(TIMEOUT);
	}

	private static List<NewsSubject> takeOver(NewsStore store) {
		return store.takeOver(Duration.ofMinutes(1)).collectList().block(TIMEOUT);
	}

}
