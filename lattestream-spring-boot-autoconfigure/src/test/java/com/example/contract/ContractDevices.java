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

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import com.lattestream.ConnectionClosed;
import com.lattestream.ConnectionOpened;
import com.lattestream.SubscriptionDenied;
import com.lattestream.SubscriptionSucceeded;
import com.lattestream.hub.ConnectionCustomizer;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * Tells connections apart by headers, and keeps what is heard of those of the user
 * {@code heard}.
 */
@Configuration(proxyBeanMethods = false)
class ContractDevices {

	private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

	BlockingQueue<Object> heard() {
		return this.heard;
	}

	@Bean
	ConnectionCustomizer deviceCustomizer() {
		return (request) -> {
			String device = request.header("x-device");
			if ("toaster".equals(device)) {
				request.refuse("No toasters");
			}
			else if (device != null) {
				request.setAttribute("device", device);
				request.addResponseHeader("X-Seen", device);
			}
		};
	}

	@Bean
	ConnectionCustomizer userCustomizer() {
		return (request) -> {
			String user = request.header("X-User");
			if (user != null) {
				request.setUserId(user);
			}
		};
	}

	@EventListener
	void on(ConnectionOpened event) {
		add(event.connection().userId(), event);
	}

	@EventListener
	void on(SubscriptionSucceeded event) {
		add(event.userId(), event);
	}

	@EventListener
	void on(SubscriptionDenied event) {
		add(event.userId(), event);
	}

	@EventListener
	void on(ConnectionClosed event) {
		add(event.connection().userId(), event);
	}

	private void add(@Nullable String user, Object event) {
		if ("heard".equals(user)) {
			this.heard.add(event);
		}
	}

}
