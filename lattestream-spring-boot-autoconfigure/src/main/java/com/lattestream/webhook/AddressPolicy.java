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

import org.jspecify.annotations.Nullable;

/**
 * Which addresses webhooks may go to: public ones always, private ones as configured.
 * Decided about the address that a connection is made to, not about a name that may lead
 * elsewhere by then. Link-local, multicast and unspecified addresses are never allowed:
 * behind some of them are the secrets of a machine.
 */
public final class AddressPolicy {

	private final @Nullable Boolean allowPrivate;

	/**
	 * Create a policy.
	 * @param allowPrivate whether private addresses and those of this machine are
	 * allowed; {@code null} for those of this machine only, and only where the URL says
	 * {@code localhost} or the address itself
	 */
	public AddressPolicy(@Nullable Boolean allowPrivate) {
		this.allowPrivate = allowPrivate;
	}

	/**
	 * Return whether a connection may be made.
	 * @param host the host as the URL has it
	 * @param address the address it leads to
	 * @return whether it may
	 */
	public boolean allows(String host, InetAddress address) {
		return switch (AddressKind.of(address)) {
			case PUBLIC -> true;
			case LOOPBACK -> (this.allowPrivate != null) ? this.allowPrivate : isLocal(host);
			case PRIVATE -> Boolean.TRUE.equals(this.allowPrivate);
			case SPECIAL -> false;
		};
	}

	/**
	 * A name in public use that leads to this machine is a trick.
	 */
	private static boolean isLocal(String host) {
		return host.equalsIgnoreCase("localhost") || isLiteral(host);
	}

	/**
	 * Return whether a host is an address rather than a name.
	 * @param host the host as a URL has it
	 * @return whether it is
	 */
	public static boolean isLiteral(String host) {
		return host.indexOf(':') >= 0 || host.chars().allMatch((c) -> c == '.' || (c >= '0' && c <= '9'));
	}

}
