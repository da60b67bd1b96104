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
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Signs a user out wherever that user is signed in: first the sessions, then the
 * connections, which do not come back without one.
 */
@RestController
class SignOutController {

	private final Sessions sessions;

	private final LatteStreamHub hub;

	SignOutController(Sessions sessions, LatteStreamHub hub) {
		this.sessions = sessions;
		this.hub = hub;
	}

	@PostMapping("/logout-everywhere")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	Mono<Void> signOutEverywhere(Principal principal) {
		return this.sessions.end(principal.getName()).then(this.hub.terminate(principal.getName())).then();
	}

}
