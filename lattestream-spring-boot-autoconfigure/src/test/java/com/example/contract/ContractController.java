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

package com.example.contract;

import java.security.Principal;
import java.util.Map;

import com.lattestream.PresenceMember;
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.LatteChannelAuth;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Endpoints of the application's own for channel authorisation.
 */
@RestController
class ContractController {

	@PostMapping("/my/auth")
	@LatteChannelAuth
	boolean decide(ChannelAuthRequest request, @Nullable Principal user) {
		return user != null && request.channel().endsWith("-" + user.getName());
	}

	@PostMapping("/my/member")
	@LatteChannelAuth
	PresenceMember member(ChannelAuthRequest request) {
		return new PresenceMember("m-" + request.parameters().get("nick"), Map.of("channel", request.channel()));
	}

	@PostMapping("/my/info")
	@LatteChannelAuth
	Map<String, Object> info() {
		return Map.of("level", 7);
	}

	@PostMapping("/my/mono")
	@LatteChannelAuth
	Mono<Boolean> mono(ChannelAuthRequest request) {
		return Mono.just(request.channel().startsWith("private-mine-"));
	}

	@PostMapping("/my/mine")
	@LatteChannelAuth
	boolean mine() {
		return true;
	}

	@PostMapping("/my/failure")
	@LatteChannelAuth
	Mono<Boolean> failure() {
		return Mono.error(new IllegalStateException(ContractRules.EXCEPTION_WORDS));
	}

}
