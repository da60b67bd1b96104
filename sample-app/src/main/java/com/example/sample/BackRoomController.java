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

import com.lattestream.LatteStreamClient;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Passes on what is said in the back room. Its channel is encrypted: between this
 * application and the browsers nobody can read along, not even the hub.
 */
@RestController
class BackRoomController {

	private final LatteStreamClient lattestream;

	BackRoomController(LatteStreamClient lattestream) {
		this.lattestream = lattestream;
	}

	@PostMapping("/back-room/messages")
	@ResponseStatus(HttpStatus.ACCEPTED)
	Mono<Void> say(@RequestBody Draft draft, Principal principal) {
		Secret secret = new Secret(principal.getName(), draft.checked());
		return this.lattestream.trigger("private-encrypted-back-room", "secret", secret).then();
	}

	/**
	 * What everybody in the back room receives.
	 *
	 * @param user who said it
	 * @param text what was said
	 */
	record Secret(String user, String text) {
	}

}
