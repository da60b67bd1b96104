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

package com.lattestream.remote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeoutException;

import com.lattestream.InvalidRequestException;
import com.lattestream.LatteStreamException;
import com.lattestream.NotFoundException;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.RateLimitedException;
import com.lattestream.RequestRefusedException;
import com.lattestream.TimedOutException;
import com.lattestream.UnavailableException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.function.client.WebClientException;

/**
 * Tells what it means when a request fails.
 */
final class Failures {

	private static final int MAX_DETAIL = 200;

	private static final long MAX_WAIT_SECONDS = Duration.ofDays(1).toSeconds();

	private static final String[] DETAIL_FIELDS = { "detail", "error", "message" };

	private static final JsonMapper JSON = new JsonMapper();

	private final String secret;

	private final Clock clock;

	/**
	 * Create one.
	 * @param secret the secret, which no message is to have
	 * @param clock the clock for waits that end at a time
	 */
	Failures(String secret, Clock clock) {
		this.secret = secret;
		this.clock = clock;
	}

	/**
	 * Tell what an answer with an error status means.
	 * @param request the request
	 * @param status the status
	 * @param headers the headers of the answer
	 * @param body the body, or as much of it as there is
	 * @return the failure
	 */
	AttemptFailure ofAnswer(ApiRequest request, HttpStatusCode status, HttpHeaders headers, byte[] body) {
		String message = "The service answered " + request + " with status " + status.value() + detail(body);
		Duration wait = retryAfter(headers.getFirst(HttpHeaders.RETRY_AFTER));
		if (status.is5xxServerError()) {
			return AttemptFailure.passing(new UnavailableException(message), wait);
		}
		return switch (status.value()) {
			case 400, 422 -> AttemptFailure.lasting(new InvalidRequestException(message));
			case 401 -> AttemptFailure.lasting(new RequestRefusedException(message, true));
			case 404, 410 -> AttemptFailure.lasting(new NotFoundException(message));
			case 408 -> AttemptFailure.passing(new TimedOutException(message), wait);
			case 413 -> AttemptFailure.lasting(new PayloadTooLargeException(message));
			case 429 -> AttemptFailure.passing(new RateLimitedException(message, wait), wait);
			default -> AttemptFailure.lasting(status.is4xxClientError() ? new RequestRefusedException(message, false)
					: new UnavailableException(message));
		};
	}

	/**
	 * Tell what it means that there is no answer.
	 * @param request the request
	 * @param failure what happened instead
	 * @return the failure; anything that is not about the connection as it is
	 */
	Throwable ofConnection(ApiRequest request, Throwable failure) {
		if (failure instanceof TimeoutException) {
			return AttemptFailure.passing(new TimedOutException("The service did not answer " + request + " in time"),
					null);
		}
		if (failure instanceof DataBufferLimitException) {
			return AttemptFailure
				.lasting(new UnavailableException("The service's answer to " + request + " is too large"));
		}
		if (failure instanceof WebClientException || failure instanceof IOException) {
			// The exception of the web client has the headers, and the secret with them
			Throwable cause = (failure instanceof WebClientException) ? failure.getCause() : failure;
			return AttemptFailure
				.passing(new UnavailableException("The service did not answer " + request + ": " + cause, cause), null);
		}
		return failure;
	}

	/**
	 * Return whether a service refuses what an event is or holds, so that it would take
	 * other events.
	 * @param failure why it refused
	 * @return whether it does
	 */
	static boolean isAboutContent(Throwable failure) {
		return failure instanceof InvalidRequestException || failure instanceof PayloadTooLargeException
				|| (failure instanceof RequestRefusedException refusal && !refusal.isAboutCredentials());
	}

	static LatteStreamException wrongAnswer(ApiRequest request, @Nullable Throwable cause) {
		return new UnavailableException("The service's answer to " + request + " is none that is known", cause);
	}

	private @Nullable Duration retryAfter(@Nullable String value) {
		if (value == null) {
			return null;
		}
		try {
			if (!value.isEmpty() && Character.isDigit(value.charAt(0))) {
				return Duration.ofSeconds(Math.min(Long.parseLong(value), MAX_WAIT_SECONDS));
			}
			Instant end = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
			Duration wait = Duration.between(this.clock.instant(), end);
			return wait.isNegative() ? Duration.ZERO : wait;
		}
		catch (NumberFormatException | DateTimeException ex) {
			return null;
		}
	}

	private String detail(byte[] body) {
		String detail = text(body).replace(this.secret, "******").replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
		if (detail.isEmpty()) {
			return "";
		}
		return ": " + ((detail.length() > MAX_DETAIL) ? detail.substring(0, MAX_DETAIL) + "..." : detail);
	}

	private static String text(byte[] body) {
		try {
			JsonNode json = JSON.readTree(body);
			for (String field : DETAIL_FIELDS) {
				if (json.path(field).isString()) {
					return json.path(field).asString();
				}
			}
			return "";
		}
		catch (JacksonException ex) {
			return new String(body, StandardCharsets.UTF_8);
		}
	}

}
