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

package com.lattestream.web;

import java.security.Principal;
import java.util.Map;

import com.lattestream.InvalidRequestException;
import com.lattestream.LatteStreamClient;
import com.lattestream.UserToken;
import com.lattestream.auth.UserAuthRequest;
import com.lattestream.auth.UserAuthenticator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Authenticates users who sign in: reads what a client asks, finds out who it is, signs.
 * The status is 200 on success exactly, since that is what clients take for one.
 */
public final class UserAuthEndpoint {

	private final LatteStreamClient client;

	/**
	 * Create an endpoint.
	 * @param client signs
	 */
	public UserAuthEndpoint(LatteStreamClient client) {
		this.client = client;
	}

	/**
	 * Read a request.
	 * @param parameters the fields of the body
	 * @param principal who makes it
	 * @param exchange the request as the web stack has it
	 * @return the request
	 * @throws InvalidRequestException if the socket id is missing or not valid
	 */
	public UserAuthRequest parse(Map<String, String> parameters, @Nullable Principal principal, Object exchange) {
		String socketId = parameters.get("socket_id");
		if (socketId == null) {
			throw new InvalidRequestException("socket_id is required");
		}
		return new UserAuthRequest(socketId, parameters, principal, exchange);
	}

	/**
	 * Answer a request.
	 * @param request the request
	 * @param authenticator finds out who it is
	 * @return the answer; never an error
	 */
	public Mono<ApiResponse> answer(UserAuthRequest request, UserAuthenticator authenticator) {
		return Mono.defer(() -> authenticator.authenticate(request))
			.flatMap((user) -> this.client.authenticateUser(request.socketId(), user))
			.map(UserAuthEndpoint::signed)
			.onErrorResume((ex) -> {
				ChannelAuthResults.logFailure("sign-in", ex);
				return Mono.empty();
			})
			.switchIfEmpty(Mono.fromSupplier(() -> ChannelAuthEndpoint.refusal(request.principal())));
	}

	/**
	 * Answer a request that cannot be read.
	 * @param ex what is wrong with it
	 * @return the answer
	 */
	public ApiResponse invalid(InvalidRequestException ex) {
		return ApiResponse.error(400, String.valueOf(ex.getMessage()));
	}

	private static ApiResponse signed(UserToken token) {
		return ApiResponse
			.ok("{\"auth\":" + Json.quote(token.auth()) + ",\"user_data\":" + Json.quote(token.userData()) + "}");
	}

}
