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

import java.net.URI;
import java.security.Principal;
import java.util.List;

import com.lattestream.SocketId;
import com.lattestream.hub.Handshake;
import com.lattestream.hub.HubSettings;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.protocol.CloseCode;
import com.lattestream.protocol.Dialect;
import com.lattestream.signature.AppCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandshakeParser}.
 */
class HandshakeParserTests {

	private static final URI TARGET = URI.create("http://localhost:8080/app/KEY");

	private static final ConnectionLogin NOBODY = ConnectionLogin.of(null);

	private final LatteStreamHub hub = LatteStreamHub
		.builder(new AppCredentials("app", "key", "secret"), HubSettings.DEFAULTS)
		.build();

	private final HandshakeParser parser = new HandshakeParser(this.hub, new OriginPolicy(List.of()));

	@Test
	void latteStreamHandshakeHasNoKey() {
		Principal principal = () -> "u1";
		Handshake handshake = this.parser.latteStream(TARGET, null, ConnectionLogin.of(principal));
		assertThat(handshake.dialect()).isEqualTo(Dialect.LATTESTREAM);
		assertThat(handshake.key()).isNull();
		assertThat(handshake.principal()).isSameAs(principal);
		assertThat(handshake.refusal()).isNull();
		assertThat(SocketId.isValid(handshake.socketId())).isTrue();
		assertThat(this.parser.latteStream(TARGET, null, NOBODY).socketId()).isNotEqualTo(handshake.socketId());
	}

	@Test
	void pusherHandshakeHasTheKeyAsItIs() {
		Handshake handshake = this.parser.pusher(TARGET, null, NOBODY, "any key", "7");
		assertThat(handshake.dialect()).isEqualTo(Dialect.PUSHER);
		assertThat(handshake.key()).isEqualTo("any key");
		assertThat(handshake.refusal()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "4,", "5,", "6,", "7,", ",", "3, UNSUPPORTED_PROTOCOL", "8, UNSUPPORTED_PROTOCOL",
			"99, UNSUPPORTED_PROTOCOL", "0, UNSUPPORTED_PROTOCOL", "-7, UNSUPPORTED_PROTOCOL", "abc, INVALID_VERSION",
			"'', INVALID_VERSION", "7.0, INVALID_VERSION", "99999999999, INVALID_VERSION", "' 7', INVALID_VERSION" })
	void pusherProtocolIsChecked(String protocol, CloseCode refusal) {
		assertThat(this.parser.pusher(TARGET, null, NOBODY, "key", protocol).refusal()).isEqualTo(refusal);
	}

	@Test
	void originIsChecked() {
		assertThat(this.parser.latteStream(TARGET, "http://localhost:8080", NOBODY).refusal()).isNull();
		assertThat(this.parser.pusher(TARGET, "http://localhost:8080", NOBODY, "key", null).refusal()).isNull();
		assertThat(this.parser.latteStream(TARGET, "http://evil.com", NOBODY).refusal())
			.isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(this.parser.pusher(TARGET, "http://evil.com", NOBODY, "key", "7").refusal())
			.isEqualTo(CloseCode.UNAUTHORIZED);
	}

	@Test
	void ticketStandsForTheFirstFrame() {
		Principal principal = () -> "u1";
		Handshake handshake = this.parser.latteStream(TARGET, null, ConnectionLogin.byTicket(principal));
		assertThat(handshake.admitted()).isTrue();
		assertThat(handshake.principal()).isSameAs(principal);
		assertThat(this.parser.latteStream(TARGET, null, ConnectionLogin.of(principal)).admitted()).isFalse();
	}

	@Test
	void ticketThatIsNoHelpIsARefusalInWords() {
		Handshake unknown = this.parser.latteStream(TARGET, null, ConnectionLogin.refused(CloseCode.UNAUTHORIZED));
		assertThat(unknown.refusal()).isEqualTo(CloseCode.UNAUTHORIZED);
		assertThat(unknown.client().refusal()).isEqualTo("The ticket is used, expired or unknown");
		Handshake outage = this.parser.pusher(TARGET, null, ConnectionLogin.refused(CloseCode.OVER_CAPACITY), "k", "7");
		assertThat(outage.refusal()).isEqualTo(CloseCode.OVER_CAPACITY);
		assertThat(outage.client().refusal()).isEqualTo("The ticket cannot be looked up now");
		Handshake version = this.parser.pusher(TARGET, null, ConnectionLogin.refused(CloseCode.UNAUTHORIZED), "k", "3");
		assertThat(version.refusal()).isEqualTo(CloseCode.UNSUPPORTED_PROTOCOL);
		assertThat(version.client().refusal()).isNull();
	}

}
