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
import java.util.LinkedHashMap;
import java.util.Map;

import com.lattestream.ChannelToken;
import com.lattestream.ChannelType;
import com.lattestream.InvalidRequestException;
import com.lattestream.LatteStreamClient;
import com.lattestream.LatteStreamException;
import com.lattestream.MissingMasterKeyException;
import com.lattestream.PresenceMember;
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.ChannelAuthorization;
import com.lattestream.auth.ChannelAuthorizer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.log.LogMessage;

/**
 * Authorises channels: reads what a client asks, has it decided, signs. The status is 200
 * on success exactly, since that is what clients take for one.
 */
public final class ChannelAuthEndpoint {

	private static final Log logger = LogFactory.getLog(ChannelAuthEndpoint.class);

	private final LatteStreamClient client;

	/**
	 * Create an endpoint.
	 * @param client signs
	 */
	public ChannelAuthEndpoint(LatteStreamClient client) {
		this.client = client;
	}

	/**
	 * Read a JSON body.
	 * @param body the text of the body
	 * @return its fields; values that are not text as their JSON
	 * @throws InvalidRequestException if it is anything but one JSON object
	 */
	public Map<String, String> parse(String body) {
		Map<String, String> properties = Json.text().object(body);
		if (properties == null) {
			throw new InvalidRequestException("The body must be a JSON object or a form");
		}
		Map<String, String> parameters = new LinkedHashMap<>();
		properties.forEach((name, value) -> {
			String text = Json.text().string(value);
			parameters.put(name, (text != null) ? text : value);
		});
		return parameters;
	}

	/**
	 * Read a request.
	 * @param parameters the fields of the body
	 * @param principal who makes it
	 * @param exchange the request as the web stack has it
	 * @return the request
	 * @throws InvalidRequestException if a field is missing or not valid
	 */
	public ChannelAuthRequest parse(Map<String, String> parameters, @Nullable Principal principal, Object exchange) {
		String socketId = parameters.get("socket_id");
		String channel = parameters.get("channel_name");
		if (socketId == null || channel == null) {
			throw new InvalidRequestException("socket_id and channel_name are required");
		}
		return new ChannelAuthRequest(socketId, channel, parameters, principal, exchange);
	}

	/**
	 * Answer a request.
	 * @param request the request
	 * @param authorizer decides about it
	 * @return the answer; never an error
	 */
	public Mono<ApiResponse> answer(ChannelAuthRequest request, ChannelAuthorizer authorizer) {
		return Mono.defer(() -> authorizer.authorize(request))
			.defaultIfEmpty(ChannelAuthorization.denied())
			.flatMap((authorization) -> answer(request, authorization))
			.onErrorResume((ex) -> {
				ChannelAuthResults.logFailure(request.channel(), ex);
				return Mono.just(refusal(request.principal()));
			});
	}

	/**
	 * Answer a request that was decided about.
	 * @param request the request
	 * @param authorization the decision
	 * @return the answer
	 */
	public Mono<ApiResponse> answer(ChannelAuthRequest request, ChannelAuthorization authorization) {
		if (!authorization.granted()) {
			return Mono.just(refusal(request.principal()));
		}
		PresenceMember member = null;
		if (request.type() == ChannelType.PRESENCE) {
			member = memberOf(request, authorization);
			if (member == null) {
				return Mono.just(refusal(request.principal()));
			}
		}
		return this.client.authorizeChannel(request.socketId(), request.channel(), member)
			.map(ChannelAuthEndpoint::signed)
			.onErrorResume(MissingMasterKeyException.class, (ex) -> {
				logger.warn(ex.getMessage());
				return Mono.just(ApiResponse.error(403, "There are no encrypted channels here"));
			})
			.onErrorResume(ChannelAuthEndpoint::isOutage, (ex) -> {
				logger.warn(LogMessage.format("'%s' cannot be signed: %s", request.channel(), ex));
				return Mono.just(ApiResponse.error(503, "Service Unavailable"));
			});
	}

	/**
	 * Answer a request that cannot be read.
	 * @param ex what is wrong with it
	 * @return the answer
	 */
	public ApiResponse invalid(InvalidRequestException ex) {
		return ApiResponse.error(400, String.valueOf(ex.getMessage()));
	}

	/**
	 * Return the member that a request was allowed as.
	 * @param request the request
	 * @param authorization the decision
	 * @return the member; {@code null} if there is none, because nobody is logged in
	 */
	static @Nullable PresenceMember memberOf(ChannelAuthRequest request, ChannelAuthorization authorization) {
		if (authorization.member() != null) {
			return authorization.member();
		}
		Principal principal = request.principal();
		if (principal == null) {
			logger.warn(LogMessage.format("'%s' was allowed to nobody in particular: return a PresenceMember",
					request.channel()));
			return null;
		}
		return PresenceMember.of(principal.getName());
	}

	/**
	 * A service that is to sign, and does not, has said nothing about the client.
	 */
	private static boolean isOutage(Throwable ex) {
		return ex instanceof LatteStreamException && !(ex instanceof InvalidRequestException);
	}

	private static ApiResponse signed(ChannelToken token) {
		return ApiResponse.ok("{\"auth\":" + Json.quote(token.auth()) + field("channel_data", token.channelData())
				+ field("shared_secret", token.sharedSecret()) + "}");
	}

	private static String field(String name, @Nullable String value) {
		return (value != null) ? ",\"" + name + "\":" + Json.quote(value) : "";
	}

	/**
	 * Return the answer to a request that is refused.
	 * @param principal who made it
	 * @return the answer
	 */
	static ApiResponse refusal(@Nullable Principal principal) {
		return (principal != null) ? ApiResponse.error(403, "Forbidden") : ApiResponse.error(401, "Unauthorized");
	}

}
