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
import java.time.Instant;
import java.util.Map;
import java.util.Set;

import com.lattestream.ClientEventReceived;
import com.lattestream.ConnectionInfo;
import com.lattestream.TransportType;
import com.lattestream.hub.ClientEventRequest;
import jakarta.validation.Validation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.format.support.DefaultFormattingConversionService;

/**
 * What tests need to call {@link com.lattestream.hub.LatteClientEvent} methods.
 */
final class ClientEventInvocations {

	static final String THREAD_NAME_PREFIX = "blocking-";

	private ClientEventInvocations() {
	}

	static ClientEventInvoker invoker() {
		return new ClientEventInvoker(JsonMapper.shared(), new DefaultFormattingConversionService(),
				new BeanValidationArgumentValidator(Validation.buildDefaultValidatorFactory().getValidator()),
				new CallbackExecutor(new SimpleAsyncTaskExecutor(THREAD_NAME_PREFIX)));
	}

	static ClientEventRequest request(String channel, String event, String data) {
		return request(channel, event, data, null);
	}

	static ClientEventRequest request(String channel, String event, String data, @Nullable Principal principal) {
		ConnectionInfo connection = new ConnectionInfo("1.2", null, TransportType.WEBSOCKET,
				ConnectionInfo.Protocol.LATTESTREAM, Instant.EPOCH, Set.of(channel), Map.of(), null);
		return new ClientEventRequest(new ClientEventReceived(channel, event, data, "1.2", null), connection,
				principal);
	}

}
