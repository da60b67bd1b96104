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

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;
import org.springframework.web.server.WebSession;

/**
 * The sessions of WebFlux.
 */
@Component
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
class WebFluxSessions implements Sessions {

	private final Map<String, Collection<WebSession>> sessions = new ConcurrentHashMap<>();

	void add(String user, WebSession session) {
		this.sessions.compute(user, (name, existing) -> {
			Collection<WebSession> own = (existing != null) ? existing : ConcurrentHashMap.newKeySet();
			own.removeIf(WebSession::isExpired);
			own.add(session);
			return own;
		});
	}

	@Override
	public Mono<Void> end(String user) {
		return Mono.defer(() -> Flux.fromIterable(this.sessions.getOrDefault(user, Set.of()))
			.concatMap(WebSession::invalidate)
			.then(Mono.fromRunnable(() -> this.sessions.remove(user))));
	}

}
