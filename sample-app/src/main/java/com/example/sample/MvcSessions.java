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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/**
 * The sessions of Spring MVC.
 */
@Component
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class MvcSessions implements Sessions {

	private final Map<String, Collection<HttpSession>> sessions = new ConcurrentHashMap<>();

	void add(String user, HttpSession session) {
		session.setAttribute(SignedIn.class.getName(), new SignedIn(user));
	}

	@Override
	public Mono<Void> end(String user) {
		return Mono.fromRunnable(() -> List.copyOf(this.sessions.getOrDefault(user, List.of())).forEach(this::end));
	}

	private void end(HttpSession session) {
		try {
			session.invalidate();
		}
		catch (IllegalStateException ex) {
			// It ended by itself meanwhile.
		}
	}

	/**
	 * Lies in a session, and so is told when that ends, for whatever reason.
	 */
	private final class SignedIn implements HttpSessionBindingListener {

		private final String user;

		SignedIn(String user) {
			this.user = user;
		}

		@Override
		public void valueBound(HttpSessionBindingEvent event) {
			MvcSessions.this.sessions.compute(this.user, (name, existing) -> {
				Collection<HttpSession> own = (existing != null) ? existing : ConcurrentHashMap.newKeySet();
				own.add(event.getSession());
				return own;
			});
		}

		@Override
		public void valueUnbound(HttpSessionBindingEvent event) {
			MvcSessions.this.sessions.computeIfPresent(this.user, (name, own) -> {
				own.remove(event.getSession());
				return own.isEmpty() ? null : own;
			});
		}

	}

}
