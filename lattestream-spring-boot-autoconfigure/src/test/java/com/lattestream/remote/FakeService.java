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
import java.util.List;
import java.util.function.Function;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.mock.http.client.reactive.MockClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

/**
 * A service without a network: keeps the requests and answers them when it is told.
 */
final class FakeService implements ExchangeFunction {

	private static final JsonMapper JSON = new JsonMapper();

	private final List<Call> calls = new ArrayList<>();

	private Function<Call, HttpStatus> answer = (call) -> HttpStatus.OK;

	private boolean holding;

	@Override
	public Mono<ClientResponse> exchange(ClientRequest request) {
		MockClientHttpRequest written = new MockClientHttpRequest(request.method(), request.url());
		return request.writeTo(written, ExchangeStrategies.withDefaults())
			.then(Mono.defer(written::getBodyAsString))
			.defaultIfEmpty("")
			.flatMap((body) -> {
				Call call = new Call(request.url().getPath(), body);
				this.calls.add(call);
				if (!this.holding) {
					call.answer(this.answer.apply(call));
				}
				return call.response.asMono();
			});
	}

	/**
	 * Answer nothing by itself from now on.
	 */
	void hold() {
		this.holding = true;
	}

	void answer(Function<Call, HttpStatus> answer) {
		this.answer = answer;
	}

	List<Call> calls() {
		return this.calls;
	}

	/**
	 * Return the names of the events in each request.
	 * @return one list a request
	 */
	List<List<String>> events() {
		return this.calls.stream().map(Call::events).toList();
	}

	/**
	 * A request that waits for its answer.
	 */
	static final class Call {

		private final String path;

		private final String body;

		private final Sinks.One<ClientResponse> response = Sinks.one();

		Call(String path, String body) {
			this.path = path;
			this.body = body;
		}

		String path() {
			return this.path;
		}

		List<String> events() {
			JsonNode json = JSON.readTree(this.body);
			if (!json.has("batch")) {
				return List.of(json.get("event").asString());
			}
			List<String> events = new ArrayList<>();
			json.get("batch").forEach((event) -> events.add(event.get("name").asString()));
			return events;
		}

		void answer(HttpStatus status) {
			this.response.tryEmitValue(ClientResponse.create(status).build());
		}

	}

}
