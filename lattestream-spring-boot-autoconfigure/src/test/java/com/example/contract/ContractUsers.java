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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.lattestream.UserData;
import com.lattestream.auth.LatteUserAuth;
import com.lattestream.auth.UserAuthRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.RequestHeader;

/**
 * Says who users are, in whatever way the client asks for.
 */
@LatteUserAuth
class ContractUsers {

	@LatteUserAuth
	@Nullable Object user(UserAuthRequest request, @Nullable Principal user,
			@RequestHeader(name = "X-Watch", defaultValue = "") List<String> watchlist) {
		UserData data = (user != null)
				? UserData.of(user.getName()).withInfo(Map.of("name", "<" + user.getName() + " \u00e9>")) : null;
		return switch (request.parameters().getOrDefault("as", "")) {
			case "id" -> "guest-" + request.socketId();
			case "true" -> true;
			case "false" -> false;
			case "mono" -> Mono.justOrEmpty(data).delayElement(Duration.ofMillis(1));
			case "stage" -> CompletableFuture.completedFuture(data);
			case "block" -> Mono.justOrEmpty(data).delayElement(Duration.ofMillis(1)).block();
			case "failure" -> throw new IllegalStateException(ContractRules.EXCEPTION_WORDS);
			case "error" -> Mono.error(new IllegalStateException(ContractRules.EXCEPTION_WORDS));
			case "number" -> 5;
			default -> (data != null) ? data.watching(watchlist) : null;
		};
	}

}
