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

import com.lattestream.InvalidRequestException;
import com.lattestream.LatteStreamClient;
import com.lattestream.TriggerResult;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Lets the back office publish any event in any channel.
 */
@RestController
class TriggerController {

	private final LatteStreamClient lattestream;

	TriggerController(LatteStreamClient lattestream) {
		this.lattestream = lattestream;
	}

	@PostMapping("/api/trigger")
	Mono<TriggerResult> trigger(@RequestBody Event event) {
		if (event.channel() == null || event.event() == null) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "A channel and an event are required");
		}
		return this.lattestream.trigger(event.channel(), event.event(), event.data());
	}

	@ExceptionHandler
	ProblemDetail invalid(InvalidRequestException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	/**
	 * What to publish.
	 *
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @param data the data, any JSON
	 */
	record Event(@Nullable String channel, @Nullable String event, @Nullable Object data) {
	}

}
