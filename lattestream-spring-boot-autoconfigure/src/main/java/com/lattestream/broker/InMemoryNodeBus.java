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

package com.lattestream.broker;

import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.log.LogMessage;

/**
 * The bus of a single node.
 */
public final class InMemoryNodeBus implements NodeBus {

	private static final Log logger = LogFactory.getLog(InMemoryNodeBus.class);

	private Function<NodeCommand, Mono<String>> handler = (command) -> Mono.empty();

	@Override
	public void start(Function<NodeCommand, Mono<String>> handler) {
		this.handler = handler;
	}

	@Override
	public Flux<String> ask(NodeCommand command) {
		return Flux.defer(() -> this.handler.apply(command)).onErrorResume((ex) -> {
			logger.warn(LogMessage.format("The command '%s' failed", command.name()), ex);
			return Flux.empty();
		});
	}

}
