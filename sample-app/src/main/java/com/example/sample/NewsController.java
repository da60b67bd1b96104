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

package com.example.sample;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ResponseStatusException;

/**
 * Plays another server, one without this library: it publishes news through the REST API,
 * with the secret, as the curl command on the page does. A click that is repeated brings
 * its key along, so the news are published once.
 */
@RestController
class NewsController {

	private static final int MAX_LENGTH = 200;

	private final WebClient webClient = WebClient.create();

	private final String secret;

	private final Environment environment;

	NewsController(@Value("${lattestream.app.secret}") String secret, Environment environment) {
		this.secret = secret;
		this.environment = environment;
	}

	@PostMapping("/news")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	Mono<Void> publish(@RequestBody News news, @RequestHeader("Idempotency-Key") String key) {
		String text = news.text();
		if (text == null || text.isBlank() || text.length() > MAX_LENGTH) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "News have 1 to " + MAX_LENGTH + " characters");
		}
		return this.webClient.post()
			.uri("http://localhost:{port}/lattestream/api/events", this.environment.getProperty("local.server.port"))
			.header(HttpHeaders.AUTHORIZATION, this.secret)
			.header("Idempotency-Key", key)
			.bodyValue(Map.of("channel", "news", "event", "headline", "data", Map.of("text", text)))
			.retrieve()
			.toBodilessEntity()
			.then();
	}

	/**
	 * What is new.
	 *
	 * @param text the headline
	 */
	record News(@Nullable String text) {
	}

}
