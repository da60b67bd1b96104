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
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InMemoryBroker}, which has one node and hands publications over on the
 * publisher's thread.
 */
class InMemoryBrokerTests extends BrokerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final InMemoryBroker broker = new InMemoryBroker();

	@Override
	protected Broker createNode() {
		return new InMemoryBroker();
	}

	@Override
	protected int nodeCount() {
		return 1;
	}

	@Test
	void publishHandsThePublicationToTheReceiverOnEachSubscription() {
		List<Publication> received = new ArrayList<>();
		this.broker.start((publication) -> {
			received.add(publication);
			return Mono.just(received.size());
		});
		Publication publication = Publication.ofServer("a", "e", "1", null);
		Mono<Integer> published = this.broker.publish(publication);
		assertThat(received).isEmpty();
		StepVerifier.create(published).expectNext(1).expectComplete().verify(TIMEOUT);
		StepVerifier.create(published).expectNext(2).expectComplete().verify(TIMEOUT);
		assertThat(received).containsExactly(publication, publication);
	}

	@Test
	void publishWhenReceiverFailsFails() {
		this.broker.start((publication) -> {
			throw new IllegalStateException("receiver");
		});
		StepVerifier.create(this.broker.publish(Publication.ofServer("a", "e", "1", null)))
			.expectErrorMessage("receiver")
			.verify(TIMEOUT);
	}

	@Test
	void publicationOfServerIsEncodedForPusherAndHasNoSender() {
		assertThat(Publication.ofServer("a", "e", "1", "1.2"))
			.isEqualTo(new Publication("a", "e", "1", false, "1.2", null));
	}

}
