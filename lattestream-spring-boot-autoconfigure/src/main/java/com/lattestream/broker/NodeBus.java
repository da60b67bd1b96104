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

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lets a node ask all nodes to do something, itself among them.
 * <p>
 * Implementations never block.
 */
public interface NodeBus {

	/**
	 * Start to carry out commands. Called once, before any other method.
	 * @param handler carries a command out on this node and gives its answer, text of any
	 * form; it does not block. An error or no answer at all counts as no answer
	 */
	void start(Function<NodeCommand, Mono<String>> handler);

	/**
	 * Ask all nodes to carry out a command.
	 * @param command the command
	 * @return their answers, in no particular order, that of this node among them;
	 * completes when all have answered. Nodes that do not answer within a short time are
	 * left out. An error if the command is certain to have reached no other node
	 */
	Flux<String> ask(NodeCommand command);

}
