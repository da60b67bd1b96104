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

package com.lattestream.auth;

import java.security.Principal;
import java.util.Map;

import com.lattestream.InvalidRequestException;
import com.lattestream.SocketId;
import org.jspecify.annotations.Nullable;

/**
 * A client's wish to sign in.
 *
 * @param socketId the socket id of the connection
 * @param parameters all fields the client sent, this one included
 * @param principal who asks; {@code null} if the application does not know
 * @param exchange the request as the web stack has it
 */
public record UserAuthRequest(String socketId, Map<String, String> parameters, @Nullable Principal principal,
		Object exchange) {

	/**
	 * Create a request.
	 * @param socketId the socket id of the connection
	 * @param parameters all fields the client sent
	 * @param principal who asks
	 * @param exchange the request as the web stack has it
	 * @throws InvalidRequestException if the socket id is not valid
	 */
	public UserAuthRequest {
		SocketId.check(socketId);
		parameters = Map.copyOf(parameters);
	}

	@Override
	public String toString() {
		return "UserAuthRequest[socketId=" + this.socketId + "]";
	}

}
