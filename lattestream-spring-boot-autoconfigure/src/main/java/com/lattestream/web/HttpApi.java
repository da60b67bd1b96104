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

import java.time.Clock;
import java.time.Duration;

import com.lattestream.InvalidRequestException;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.TriggerRequest;
import com.lattestream.UnavailableException;
import com.lattestream.broker.IdempotencyConflictException;
import com.lattestream.broker.IdempotencyStore;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.protocol.Dialect;
import com.lattestream.protocol.JsonText;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelSigner;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.log.LogMessage;

/**
 * A REST API of the hub, LatteStream's or Pusher's: what servers publish and ask with the
 * secret of the application. A call is carried out whole or not at all; a refusal names
 * its reason in a JSON object with the field {@code error}.
 * <p>
 * Publishing with an idempotency key, in the header {@code Idempotency-Key} or the field
 * {@code idempotency_key}, happens once: the same request is answered as the first time,
 * with the first positions, another one with the key is refused with status 422.
 */
public final class HttpApi {

	private static final Log logger = LogFactory.getLog(HttpApi.class);

	/** Around the data of an event there are the event, the batch and the body. */
	private static final int OUTER_DEPTH = 3;

	private final LatteStreamHub hub;

	private final Dialect dialect;

	private final JsonText json;

	private final ApiGuard guard;

	private final IdempotencyStore store;

	private final Duration idempotencyLifetime;

	private final ApiEventParser parser;

	private final ApiChannels channels;

	private final ApiHistory history;

	private final ApiPublisher publisher;

	private final ApiTokens tokens;

	private final ApiAccessTokens accessTokens;

	/**
	 * Create LatteStream's API.
	 * @param hub the hub
	 * @param credentials the application's credentials
	 * @param store remembers nonces and idempotency keys
	 * @param idempotencyLifetime how long an idempotency key is remembered
	 * @param clock the clock that signatures expire by
	 * @return the API
	 */
	public static HttpApi latteStream(LatteStreamHub hub, AppCredentials credentials, IdempotencyStore store,
			Duration idempotencyLifetime, Clock clock) {
		JsonText json = json(hub);
		return new HttpApi(hub, Dialect.LATTESTREAM, json,
				new LatteStreamApiGuard(credentials.secret(), store, json, clock), store, idempotencyLifetime,
				credentials, clock);
	}

	/**
	 * Create Pusher's API.
	 * @param hub the hub
	 * @param credentials the application's credentials
	 * @param store remembers signatures and idempotency keys
	 * @param idempotencyLifetime how long an idempotency key is remembered
	 * @param repeatWindow how long after its first use a signature may come again
	 * @param clock the clock that signatures expire by
	 * @return the API
	 */
	public static HttpApi pusher(LatteStreamHub hub, AppCredentials credentials, IdempotencyStore store,
			Duration idempotencyLifetime, Duration repeatWindow, Clock clock) {
		return new HttpApi(hub, Dialect.PUSHER, json(hub), new PusherApiGuard(credentials, store, repeatWindow, clock),
				store, idempotencyLifetime, credentials, clock);
	}

	private HttpApi(LatteStreamHub hub, Dialect dialect, JsonText json, ApiGuard guard, IdempotencyStore store,
			Duration idempotencyLifetime, AppCredentials credentials, Clock clock) {
		HubSettings.Limits limits = hub.settings().limits();
		this.hub = hub;
		this.dialect = dialect;
		this.json = json;
		this.guard = guard;
		this.store = store;
		this.idempotencyLifetime = idempotencyLifetime;
		this.parser = new ApiEventParser(dialect, limits, hub.rules(), json);
		this.channels = new ApiChannels(hub, dialect);
		this.history = new ApiHistory(hub, dialect);
		this.publisher = new ApiPublisher(hub, this.channels, dialect);
		this.tokens = new ApiTokens(limits, json, new ChannelSigner(credentials, clock));
		this.accessTokens = new ApiAccessTokens(hub, credentials);
	}

	/**
	 * Answer a request.
	 * @param request the request
	 * @return the answer; never an error
	 */
	public Mono<ApiResponse> answer(ApiRequest request) {
		return Mono.defer(() -> {
			ApiCall call = ApiCall.of(request);
			return this.guard.admit(call, Mono.defer(() -> carryOut(call)))
				.map((answer) -> ApiResponse.json(route(call).status(), answer));
		}).onErrorResume((ex) -> Mono.just(failure(request, ex)));
	}

	/**
	 * Answer a request whose body is too large to be read.
	 * @param limit how many bytes it may have
	 * @return the answer
	 */
	public ApiResponse bodyTooLarge(long limit) {
		return ApiResponse.error(413, "The body of a request may have " + limit + " bytes");
	}

	private Mono<String> carryOut(ApiCall call) {
		ApiCall local = local(call);
		return switch (route(call)) {
			case EVENTS -> publish(local);
			case BATCH_EVENTS -> publishBatch(local);
			case CHANNELS -> this.channels.list(local.parameters());
			case CHANNEL -> this.channels.describe(local.subject(), local.parameters());
			case HISTORY -> this.history.read(local.subject(), local.parameters());
			case USERS -> this.channels.users(local.subject());
			case TERMINATE_CONNECTIONS -> this.hub.terminate(local.subject()).thenReturn("{}");
			case CHANNEL_EVENTS -> once(call, null,
					this.publisher.publish(this.parser.parse(local.subject(), local.parameters(), local.text())));
			case AUTH -> Mono.fromSupplier(() -> this.tokens.issue(local.fields(this.json)));
			case ACCESS_TOKEN -> Mono.fromSupplier(() -> this.accessTokens.issue(local.fields(this.json)));
		};
	}

	private Mono<String> publish(ApiCall call) {
		ApiFields fields = call.fields(this.json);
		return once(call, fields, this.publisher.publish(this.parser.parse(fields)));
	}

	private Mono<String> publishBatch(ApiCall call) {
		ApiFields fields = call.fields(this.json);
		return once(call, fields, this.publisher.publish(this.parser.parseBatch(fields)));
	}

	private Mono<String> once(ApiCall call, @Nullable ApiFields fields, Mono<String> publishing) {
		ApiRequest request = call.request();
		String header = request.header().apply("Idempotency-Key");
		String field = (fields != null) ? fields.text("idempotency_key", "idempotencyKey") : null;
		if (header != null && field != null && !header.equals(field)) {
			throw ApiException.badRequest("Idempotency-Key and idempotency_key differ");
		}
		String key = (header != null) ? header : field;
		if (key == null) {
			return publishing;
		}
		if (key.isEmpty() || key.length() > TriggerRequest.MAX_KEY_LENGTH) {
			throw ApiException
				.badRequest("An idempotency key has 1 to " + TriggerRequest.MAX_KEY_LENGTH + " characters");
		}
		return this.store
			.once("idempotency-key:" + this.dialect + ":" + key, Fingerprint.of(request, call.question()),
					this.idempotencyLifetime, publishing)
			.onErrorMap(IdempotencyConflictException.class,
					(ex) -> ApiException.conflict("The idempotency key was used for another request before"));
	}

	/**
	 * Pusher's paths begin with the id of the application.
	 */
	private ApiCall local(ApiCall call) {
		return (this.dialect == Dialect.PUSHER) ? call.withoutFirstSegment() : call;
	}

	private ApiRoute route(ApiCall call) {
		ApiRoute route = ApiRoute.find(this.dialect, call.request().method(), local(call).segments());
		if (route == null) {
			throw ApiException.notFound("There is no such call");
		}
		return route;
	}

	private ApiResponse failure(ApiRequest request, Throwable ex) {
		if (ex instanceof ApiException refusal) {
			logger.debug(LogMessage.format("%s is refused: %s", request, refusal.getMessage()));
			return refusal.toResponse();
		}
		if (ex instanceof InvalidRequestException) {
			return ApiResponse.error(400, String.valueOf(ex.getMessage()));
		}
		if (ex instanceof PayloadTooLargeException) {
			return ApiResponse.error(413, String.valueOf(ex.getMessage()));
		}
		if (ex instanceof UnavailableException) {
			logger.debug(LogMessage.format("%s cannot be carried out now", request), ex);
			return ApiResponse.error(503, "The request cannot be carried out now");
		}
		logger.warn(LogMessage.format("%s could not be carried out", request), ex);
		return ApiResponse.error(500, "The request could not be carried out");
	}

	private static JsonText json(LatteStreamHub hub) {
		return new JsonText(hub.settings().limits().nestingDepth() + OUTER_DEPTH);
	}

}
