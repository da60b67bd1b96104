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

package com.lattestream;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

import org.springframework.core.log.LogMessage;

/**
 * Knows the socket id of the request that is being served. It is in Reactor's context, or
 * bound to the thread that works for the request.
 */
public final class CurrentSocketId {

	/**
	 * Key of the {@link RequestSocketId} in Reactor's context.
	 */
	public static final String KEY = "lattestream.socket-id";

	private static final Log logger = LogFactory.getLog(CurrentSocketId.class);

	private static final ThreadLocal<RequestSocketId> BOUND = new ThreadLocal<>();

	private CurrentSocketId() {
	}

	/**
	 * Return the socket id of the request that this thread works for.
	 * @return the socket id; {@code null} if there is no request or it came without one
	 */
	public static @Nullable String get() {
		RequestSocketId bound = bound();
		return (bound != null) ? bound.value() : null;
	}

	/**
	 * Return the socket id of the request that a reactive call belongs to.
	 * @param context the context of the call; what is bound to the thread counts where it
	 * says nothing
	 * @return the socket id; {@code null} if there is no request or it came without one
	 */
	public static @Nullable String get(ContextView context) {
		RequestSocketId carried = context.getOrDefault(KEY, null);
		return (carried != null) ? carried.value() : get();
	}

	/**
	 * Return what is bound to this thread.
	 * @return the request's socket id; {@code null} if nothing is bound
	 */
	public static @Nullable RequestSocketId bound() {
		return BOUND.get();
	}

	/**
	 * Bind a request's socket id to this thread. Whoever binds puts back what was there
	 * before, for threads serve one request after the other.
	 * @param socketId the socket id; {@code null} to bind none
	 * @return what was bound before
	 */
	public static @Nullable RequestSocketId bind(@Nullable RequestSocketId socketId) {
		RequestSocketId previous = BOUND.get();
		if (socketId != null) {
			BOUND.set(socketId);
		}
		else {
			BOUND.remove();
		}
		return previous;
	}

	/**
	 * Name the connection that a request for all others leaves out.
	 * @param request the request
	 * @param context the context of the call
	 * @return the request to send
	 */
	public static TriggerRequest resolve(TriggerRequest request, ContextView context) {
		return request.exceptCurrent() ? request.except(find(request.event(), context)) : request;
	}

	/**
	 * Name the connections that events for all others leave out.
	 * @param events the events
	 * @param context the context of the call
	 * @return the events to send
	 */
	public static List<BatchEvent> resolve(List<BatchEvent> events, ContextView context) {
		if (events.stream().noneMatch(BatchEvent::exceptCurrent)) {
			return events;
		}
		return events.stream()
			.map((event) -> event.exceptCurrent() ? event.except(find(event.event(), context)) : event)
			.toList();
	}

	private static @Nullable String find(String event, ContextView context) {
		String socketId = get(context);
		if (socketId == null) {
			logger.debug(LogMessage.format("Event '%s' is for all others but the current request has no socket id, "
					+ "so it goes to everybody", event));
		}
		return socketId;
	}

}
