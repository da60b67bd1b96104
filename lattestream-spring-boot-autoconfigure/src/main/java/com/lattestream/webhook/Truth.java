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

package com.lattestream.webhook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

import com.lattestream.broker.Member;
import com.lattestream.broker.NewsSubject;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Asks the stores whether something still is as it was. Questions about the members of
 * one channel that come while one is asked wait and are asked as one: many members of a
 * large channel may leave at once. For one thread only, that of the sender.
 */
final class Truth {

	private final SenderContext context;

	private final WebhookCluster cluster;

	/** By channel, who waits until its members may be asked for again. */
	private final Map<String, List<Question>> waiting = new HashMap<>();

	Truth(SenderContext context, WebhookCluster cluster) {
		this.context = context;
		this.cluster = cluster;
	}

	/**
	 * Ask whether a subject is there, on any node.
	 * @param subject the subject
	 * @param answer takes the answer, on the thread; {@code null} if there is none now
	 */
	void ask(NewsSubject subject, Consumer<@Nullable Boolean> answer) {
		String userId = subject.userId();
		if (userId == null) {
			this.cluster.occupancy()
				.count(subject.channel())
				.subscribe((count) -> this.context.execute(() -> answer.accept(count > 0)),
						(ex) -> this.context.execute(() -> answer.accept(null)));
			return;
		}
		Question question = new Question(userId, answer);
		List<Question> others = this.waiting.get(subject.channel());
		if (others != null) {
			others.add(question);
			return;
		}
		this.waiting.put(subject.channel(), new ArrayList<>());
		askMembers(subject.channel(), List.of(question));
	}

	private void askMembers(String channel, List<Question> questions) {
		Mono<Set<String>> members = this.cluster.presence().members(channel).map((snapshot) -> {
			Set<String> ids = new HashSet<>();
			snapshot.members().stream().map(Member::userId).forEach(ids::add);
			return ids;
		});
		members.subscribe((ids) -> this.context.execute(() -> answered(channel, questions, ids::contains)),
				(ex) -> this.context.execute(() -> answered(channel, questions, null)));
	}

	private void answered(String channel, List<Question> questions, @Nullable Predicate<String> present) {
		List<Question> next = this.waiting.remove(channel);
		if (next != null && !next.isEmpty()) {
			this.waiting.put(channel, new ArrayList<>());
			askMembers(channel, next);
		}
		questions.forEach((question) -> question.answer()
			.accept((present != null) ? (Boolean) present.test(question.userId()) : null));
	}

	private record Question(String userId, Consumer<@Nullable Boolean> answer) {

	}

}
