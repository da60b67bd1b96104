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

import com.lattestream.InvalidRequestException;
import com.lattestream.NotFoundException;
import com.lattestream.OverloadedException;
import com.lattestream.PayloadTooLargeException;
import com.lattestream.RateLimitedException;
import com.lattestream.RequestRefusedException;
import com.lattestream.TimedOutException;
import com.lattestream.UnavailableException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Observes calls: name {@code lattestream.client}, with the operation and its outcome as
 * low-cardinality values. Nothing else is told, no names and no data.
 */
final class CallObservations {

	private static final String NAME = "lattestream.client";

	/** Where Micrometer and Spring keep the current observation in Reactor's context. */
	private static final String CONTEXT_KEY = "micrometer.observation";

	private static final String OUTCOME = "outcome";

	private final ObservationRegistry registry;

	CallObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Observe a call.
	 * @param <T> the type of the result
	 * @param operation what is called
	 * @param call the call
	 * @return the call, observed
	 */
	<T> Mono<T> observe(String operation, Mono<T> call) {
		if (this.registry.isNoop()) {
			return call;
		}
		return Mono.deferContextual((context) -> {
			Observation observation = start(operation, context);
			return call.doOnSuccess((result) -> stop(observation, "SUCCESS"))
				.doOnError((failure) -> stop(observation.error(failure), outcome(failure)))
				.doOnCancel(() -> stop(observation, "CANCELLED"))
				.contextWrite((current) -> current.put(CONTEXT_KEY, observation));
		});
	}

	private Observation start(String operation, ContextView context) {
		Observation observation = Observation.createNotStarted(NAME, this.registry)
			.contextualName("lattestream " + operation)
			.lowCardinalityKeyValue("operation", operation)
			.lowCardinalityKeyValue(OUTCOME, "UNKNOWN");
		Observation parent = context.getOrDefault(CONTEXT_KEY, null);
		if (parent != null) {
			observation.parentObservation(parent);
		}
		return observation.start();
	}

	private static void stop(Observation observation, String outcome) {
		observation.lowCardinalityKeyValue(OUTCOME, outcome).stop();
	}

	private static String outcome(Throwable failure) {
		if (failure instanceof InvalidRequestException) {
			return "INVALID";
		}
		if (failure instanceof PayloadTooLargeException) {
			return "TOO_LARGE";
		}
		if (failure instanceof RequestRefusedException) {
			return "REFUSED";
		}
		if (failure instanceof NotFoundException) {
			return "NOT_FOUND";
		}
		if (failure instanceof RateLimitedException) {
			return "RATE_LIMITED";
		}
		if (failure instanceof OverloadedException) {
			return "OVERLOADED";
		}
		if (failure instanceof TimedOutException) {
			return "TIMED_OUT";
		}
		return (failure instanceof UnavailableException) ? "UNAVAILABLE" : "ERROR";
	}

}
