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

package com.lattestream.broker;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every {@link GroupStore} has to do.
 */
public abstract class GroupStoreTests {

	protected static final Duration TIMEOUT = Duration.ofSeconds(20);

	/**
	 * Return the store under test, the same one all through a test.
	 * @return the store
	 */
	protected abstract GroupStore store();

	/**
	 * Return the store of another node, if there are nodes that share their groups.
	 * @return that store, or the one under test
	 */
	protected GroupStore otherStore() {
		return store();
	}

	@Test
	void userIsInNoChannelAtFirst() {
		assertThat(channels("ann")).isEmpty();
	}

	@Test
	void channelsOfEachUserAreKept() {
		add("ann", "a");
		add("ann", "b");
		add("bob", "c");
		assertThat(channels("ann")).containsExactlyInAnyOrder("a", "b");
		assertThat(channels("bob")).containsExactly("c");
	}

	@Test
	void channelIsThereOnceHoweverOftenItWasAdded() {
		add("ann", "a");
		add("ann", "a");
		assertThat(channels("ann")).containsExactly("a");
		remove("ann", "a");
		assertThat(channels("ann")).isEmpty();
	}

	@Test
	void channelIsTakenAway() {
		add("ann", "a");
		add("ann", "b");
		remove("ann", "a");
		remove("ann", "unknown");
		remove("bob", "a");
		assertThat(channels("ann")).containsExactly("b");
		assertThat(channels("bob")).isEmpty();
	}

	@Test
	void anyNameOfAUserWillDo() {
		for (String user : List.of("{ann}", "}", "J\u00f6rg:a", "\"a\\\n")) {
			add(user, "a");
			assertThat(channels(user)).containsExactly("a");
			remove(user, "a");
			assertThat(channels(user)).isEmpty();
		}
	}

	@Test
	void nothingHappensBeforeSomebodySubscribes() {
		Mono<Void> adding = store().add("ann", "a");
		Flux<String> reading = store().channels("ann");
		assertThat(channels("ann")).isEmpty();
		adding.block(TIMEOUT);
		assertThat(reading.collectList().block(TIMEOUT)).containsExactly("a");
		store().remove("ann", "a");
		assertThat(channels("ann")).containsExactly("a");
	}

	@Test
	void noChangeIsLostAmongMany() {
		Mono<Void> all = Flux.range(0, 200)
			.flatMap((i) -> ((i % 2 == 0) ? store() : otherStore()).add("ann", "c" + i)
				.then((i % 4 == 0) ? otherStore().remove("ann", "c" + i) : Mono.empty())
				.subscribeOn(Schedulers.parallel()), 20)
			.then();
		StepVerifier.create(all).expectComplete().verify(TIMEOUT);
		assertThat(channels("ann")).hasSize(150).contains("c1", "c2", "c3").doesNotContain("c0", "c4");
	}

	protected final void add(String userId, String channel) {
		StepVerifier.create(store().add(userId, channel)).expectComplete().verify(TIMEOUT);
	}

	protected final void remove(String userId, String channel) {
		StepVerifier.create(store().remove(userId, channel)).expectComplete().verify(TIMEOUT);
	}

	protected final List<String> channels(String userId) {
		return otherStore().channels(userId).collectList().block(TIMEOUT);
	}

}
