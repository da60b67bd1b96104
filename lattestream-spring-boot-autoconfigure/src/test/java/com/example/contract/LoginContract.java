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

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Logins are dear: each connection and each request costs one, whatever is asked of it.
 */
interface LoginContract extends HubContract {

	@Test
	default void handshakeOfPusherLogsInOnce() {
		CountedPasswords passwords = passwords();
		RawSocket socket = server().pusher("Authorization", ContractServer.basic("ann"));
		assertThat(passwords.logins()).isOne();
		subscribe(socket);
		assertThat(passwords.logins()).isZero();
	}

	@Test
	default void handshakeLogsInOnce() {
		CountedPasswords passwords = passwords();
		RawSocket socket = server().latteStream("Authorization", ContractServer.basic("ann"));
		assertThat(passwords.logins()).isOne();
		subscribe(socket);
		assertThat(passwords.logins()).isZero();
	}

	@Test
	default void eventStreamLogsInOnce() {
		CountedPasswords passwords = passwords();
		EventStream stream = server()
			.stream("channels=private-orders-ann,private-details-ann", "Authorization", ContractServer.basic("ann"))
			.greeted();
		IntStream.range(0, 2).forEach((i) -> stream.next());
		assertThat(passwords.logins()).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/lattestream/auth", "/lattestream/user-auth", "/lattestream/ticket", "/my/auth" })
	default void requestLogsInOnce(String path) {
		CountedPasswords passwords = passwords();
		assertThat(server()
			.post(path, "application/x-www-form-urlencoded", "socket_id=1.2&channel_name=private-details-ann",
					"Authorization", ContractServer.basic("ann"))
			.statusCode()).isEqualTo(200);
		assertThat(passwords.logins()).isOne();
	}

	private static void subscribe(RawSocket socket) {
		socket.subscribe("private-orders-ann").nextInternal("subscription_succeeded");
		// Takes @AuthenticationPrincipal UserDetails
		socket.subscribe("private-details-ann").nextInternal("subscription_succeeded");
	}

	private CountedPasswords passwords() {
		CountedPasswords passwords = server().bean(CountedPasswords.class);
		passwords.logins();
		return passwords;
	}

}
