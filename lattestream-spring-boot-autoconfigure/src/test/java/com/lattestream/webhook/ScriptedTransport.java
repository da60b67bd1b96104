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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Answers webhooks as told and remembers when which came.
 */
class ScriptedTransport implements WebhookTransport {

	private final Scheduler scheduler;

	private final List<Attempt> attempts = new ArrayList<>();

	private Function<Attempt, Mono<Integer>> script = (attempt) -> Mono.just(200);

	ScriptedTransport(Scheduler scheduler) {
		this.scheduler = scheduler;
	}

	@Override
	public Mono<Integer> post(WebhookRequest request) {
		return Mono.defer(() -> {
			Attempt attempt = new Attempt(this.scheduler.now(TimeUnit.MILLISECONDS), request);
			this.attempts.add(attempt);
			return this.script.apply(attempt);
		});
	}

	void answer(Function<Attempt, Mono<Integer>> script) {
		this.script = script;
	}

	void answerInTurn(int... statuses) {
		int[] next = { 0 };
		answer((attempt) -> Mono.just(statuses[Math.min(next[0]++, statuses.length - 1)]));
	}

	void refuseConnections() {
		answer((attempt) -> Mono.error(new IOException("Connection refused")));
	}

	void neverAnswer() {
		answer((attempt) -> Mono.never());
	}

	List<Attempt> attempts() {
		return this.attempts;
	}

	List<String> bodies() {
		return this.attempts.stream().map(Attempt::body).toList();
	}

	/**
	 * Return the delays between the attempts.
	 * @return the delays in milliseconds
	 */
	List<Long> delays() {
		List<Long> delays = new ArrayList<>();
		for (int i = 1; i < this.attempts.size(); i++) {
			delays.add(this.attempts.get(i).millis() - this.attempts.get(i - 1).millis());
		}
		return delays;
	}

	record Attempt(long millis, WebhookRequest request) {

		String body() {
			return new String(this.request.body(), StandardCharsets.UTF_8);
		}

		/**
		 * Return the events, without what surrounds them.
		 * @return the JSON of the events
		 */
		String events() {
			String body = body();
			return body.substring(body.indexOf('[') + 1, body.length() - 2);
		}

	}

}
