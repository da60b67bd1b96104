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

import com.lattestream.hub.LatteStreamHub;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Takes messages from one user to another. They go through no channel but to every
 * connection of the other, in as many windows as there are.
 */
@RestController
class DirectMessageController {

	private final LatteStreamHub hub;

	DirectMessageController(LatteStreamHub hub) {
		this.hub = hub;
	}

	@PostMapping("/users/{user}/messages")
	Mono<Receipt> send(@PathVariable String user, @RequestBody Draft draft, Principal principal) {
		if (!Names.isValid(user)) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "There is no such user");
		}
		return this.hub.sendToUser(user, "direct-message", new DirectMessage(principal.getName(), draft.checked()))
			.map(Receipt::new);
	}

	/**
	 * What the other user receives; the name comes from the session, not from the
	 * browser.
	 *
	 * @param from who said it
	 * @param text what was said
	 */
	record DirectMessage(String from, String text) {
	}

	/**
	 * What the sender is told.
	 *
	 * @param connections how many connections of the other were reached
	 */
	record Receipt(int connections) {
	}

}
