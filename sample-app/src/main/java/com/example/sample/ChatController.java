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

import java.security.Principal;
import java.time.Instant;

import com.lattestream.LatteStreamClient;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Takes what somebody says in a room, checks it and tells it to the room.
 */
@RestController
class ChatController {

	private final LatteStreamClient lattestream;

	ChatController(LatteStreamClient lattestream) {
		this.lattestream = lattestream;
	}

	@PostMapping("/rooms/{room}/messages")
	@ResponseStatus(HttpStatus.ACCEPTED)
	Mono<Void> say(@PathVariable String room, @RequestBody Draft draft, Principal principal) {
		if (!Names.isValid(room)) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "There is no such room");
		}
		ChatMessage message = new ChatMessage(principal.getName(), draft.checked(), Instant.now());
		return this.lattestream.trigger("presence-room-" + room, "message", message).then();
	}

	/**
	 * What everybody in the room receives; the name comes from the session, not from the
	 * browser.
	 *
	 * @param user who said it
	 * @param text what was said
	 * @param at when it was said
	 */
	record ChatMessage(String user, String text, Instant at) {
	}

}
