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

package com.lattestream.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AddressPolicy}.
 */
class AddressPolicyTests {

	private static final AddressPolicy DEFAULT = new AddressPolicy(null);

	private static final AddressPolicy PRIVATE = new AddressPolicy(true);

	private static final AddressPolicy PUBLIC = new AddressPolicy(false);

	@ParameterizedTest
	@ValueSource(strings = { "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.128.0.1", "192.169.0.1", "223.255.255.255",
			"2606:4700::1111", "64:ff9b::101:101", "2002:101:101::1" })
	void publicAddressesAreAlwaysAllowed(String address) throws Exception {
		assertThat(DEFAULT.allows("example.com", ip(address))).isTrue();
		assertThat(PRIVATE.allows("example.com", ip(address))).isTrue();
		assertThat(PUBLIC.allows("example.com", ip(address))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255",
			"fc00::1", "fd12::1", "fec0::1", "64:ff9b::a00:1", "2002:c0a8:101::1", "::ffff:10.0.0.1", "::10.0.0.1" })
	void privateAddressesHaveToBeAllowed(String address) throws Exception {
		assertThat(DEFAULT.allows("example.com", ip(address))).isFalse();
		assertThat(DEFAULT.allows(address, ip(address))).isFalse();
		assertThat(PUBLIC.allows("example.com", ip(address))).isFalse();
		assertThat(PRIVATE.allows("example.com", ip(address))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0", "0.1.2.3", "169.254.169.254", "224.0.0.1", "255.255.255.255", "240.0.0.1",
			"192.0.0.1", "198.18.0.1", "198.19.0.1", "::", "fe80::1", "ff02::1", "2001:0:1::1",
			"::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "5f00::1", "100::1" })
	void specialAddressesAreNeverAllowed(String address) throws Exception {
		assertThat(DEFAULT.allows("localhost", ip(address))).isFalse();
		assertThat(PRIVATE.allows(address, ip(address))).isFalse();
		assertThat(PUBLIC.allows("example.com", ip(address))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1" })
	void thisMachineIsAllowedWhereTheUrlSaysSo(String address) throws Exception {
		assertThat(DEFAULT.allows("localhost", ip(address))).isTrue();
		assertThat(DEFAULT.allows("LOCALHOST", ip(address))).isTrue();
		assertThat(DEFAULT.allows("127.0.0.1", ip(address))).isTrue();
		assertThat(DEFAULT.allows("[::1]", ip(address))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "example.com", "localhost.example.com", "127.0.0.1.example.com", "notlocalhost" })
	void publicNameThatLeadsToThisMachineIsATrick(String host) throws Exception {
		assertThat(DEFAULT.allows(host, ip("127.0.0.1"))).isFalse();
		assertThat(DEFAULT.allows(host, ip("::1"))).isFalse();
		assertThat(PRIVATE.allows(host, ip("127.0.0.1"))).isTrue();
	}

	@Test
	void thisMachineCanBeForbidden() throws Exception {
		assertThat(PUBLIC.allows("localhost", ip("127.0.0.1"))).isFalse();
	}

	private static InetAddress ip(String literal) throws UnknownHostException {
		return InetAddress.getByName(literal);
	}

}
