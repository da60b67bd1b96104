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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What the parts of the contract need: an application, running on some web stack.
 */
interface HubContract {

	/** How long to wait for what has to happen. */
	Duration TIMEOUT = Duration.ofSeconds(RawSocket.TIMEOUT_SECONDS);

	/**
	 * Return the application with default settings.
	 * @return the server, all clients of earlier tests gone
	 */
	ContractServer server();

	/**
	 * Return the application with short times, client events off but in
	 * {@code presence-typing-} channels, and {@code https://app.example.com} as allowed
	 * origin.
	 * @return the server, all clients of earlier tests gone
	 */
	ContractServer impatientServer();

	/**
	 * Start another application.
	 * @param sources configuration on top of the usual one
	 * @return the server, to be closed by the caller
	 */
	ContractServer start(Class<?>... sources);

	/**
	 * Start another application.
	 * @param properties properties of the form {@code name=value}
	 * @return the server, to be closed by the caller
	 */
	ContractServer startWith(String... properties);

	/**
	 * Return whether a form may have fields without a name. It is the server that reads
	 * forms on the servlet stack, and one of them takes offence.
	 * @return whether it may
	 */
	default boolean takesFieldsWithoutName() {
		return true;
	}

	/**
	 * Return what a publisher is told of how many connections of this node an event
	 * reached.
	 * @param connections how many they are
	 * @return the number, or {@code null} if the application may have other nodes
	 */
	default @Nullable Integer reached(int connections) {
		return connections;
	}

}
