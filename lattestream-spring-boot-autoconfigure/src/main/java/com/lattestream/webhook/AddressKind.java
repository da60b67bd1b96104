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

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * What an address is for. IPv6 addresses that stand for an IPv4 address are what that one
 * is.
 */
enum AddressKind {

	/**
	 * Reachable from everywhere.
	 */
	PUBLIC,

	/**
	 * This machine.
	 */
	LOOPBACK,

	/**
	 * A network of one's own.
	 */
	PRIVATE,

	/**
	 * Neither: unspecified, link-local, multicast, reserved.
	 */
	SPECIAL;

	private static final int[] NAT64 = { 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0 };

	private static final int[] COMPATIBLE = new int[12];

	private static final int[] SIX_TO_FOUR = { 0x20, 0x02 };

	static AddressKind of(InetAddress address) {
		if (address.isLoopbackAddress()) {
			return LOOPBACK;
		}
		if (address.isAnyLocalAddress() || address.isLinkLocalAddress() || address.isMulticastAddress()) {
			return SPECIAL;
		}
		byte[] bytes = address.getAddress();
		return (address instanceof Inet4Address) ? ofVersion4(bytes) : ofVersion6(bytes);
	}

	private static AddressKind ofVersion4(byte[] bytes) {
		int first = Byte.toUnsignedInt(bytes[0]);
		int second = Byte.toUnsignedInt(bytes[1]);
		if (first == 127) {
			return LOOPBACK;
		}
		boolean shared = (first == 100 && second >= 64 && second < 128);
		boolean own = first == 10 || (first == 172 && second >= 16 && second < 32) || (first == 192 && second == 168);
		if (own || shared) {
			return PRIVATE;
		}
		boolean linkLocal = (first == 169 && second == 254);
		boolean protocol = (first == 192 && second == 0 && bytes[2] == 0) || (first == 198 && (second & 0xfe) == 18);
		return (first == 0 || first >= 224 || linkLocal || protocol) ? SPECIAL : PUBLIC;
	}

	private static AddressKind ofVersion6(byte[] bytes) {
		int first = Byte.toUnsignedInt(bytes[0]);
		int second = Byte.toUnsignedInt(bytes[1]);
		if ((first & 0xfe) == 0xfc || (first == 0xfe && (second & 0xc0) == 0xc0)) {
			return PRIVATE;
		}
		if (startsWith(bytes, NAT64) || startsWith(bytes, COMPATIBLE)) {
			return ofVersion4(Arrays.copyOfRange(bytes, 12, 16));
		}
		if (startsWith(bytes, SIX_TO_FOUR)) {
			return ofVersion4(Arrays.copyOfRange(bytes, 2, 6));
		}
		// All that is given out is in 2000::/3, and Teredo, in there, hides an address
		boolean teredo = first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0;
		return ((first & 0xe0) == 0x20 && !teredo) ? PUBLIC : SPECIAL;
	}

	private static boolean startsWith(byte[] bytes, int[] prefix) {
		for (int i = 0; i < prefix.length; i++) {
			if (Byte.toUnsignedInt(bytes[i]) != prefix[i]) {
				return false;
			}
		}
		return true;
	}

}
