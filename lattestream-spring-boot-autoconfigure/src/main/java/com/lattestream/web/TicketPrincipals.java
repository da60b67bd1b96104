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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import com.lattestream.broker.Ticket;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.util.ClassUtils;

/**
 * Turns principals into tickets and back. Where the principal itself was not kept, there
 * is one of the same name, with Spring Security's authorities if it had some.
 */
final class TicketPrincipals {

	private static final String AUTHORITIES = "authorities";

	private static final boolean SECURITY = ClassUtils.isPresent("org.springframework.security.core.Authentication",
			TicketPrincipals.class.getClassLoader());

	private TicketPrincipals() {
	}

	static Ticket ticketOf(Principal principal) {
		String authorities = SECURITY ? Security.authoritiesOf(principal) : null;
		String details = (authorities != null) ? "{\"" + AUTHORITIES + "\":" + authorities + "}" : "{}";
		return new Ticket(principal.getName(), details, principal);
	}

	static Principal principalOf(Ticket ticket) {
		if (ticket.attachment() instanceof Principal principal) {
			return principal;
		}
		Map<String, String> details = Json.text().object(ticket.details());
		String authorities = (details != null) ? details.get(AUTHORITIES) : null;
		if (SECURITY && authorities != null) {
			return Security.principalOf(ticket.userName(), authorities);
		}
		return new NamedPrincipal(ticket.userName());
	}

	/**
	 * Of a principal, what is known on every node.
	 *
	 * @param name its name
	 */
	private record NamedPrincipal(String name) implements Principal {

		@Override
		public String getName() {
			return this.name;
		}

	}

	/**
	 * Spring Security, which may not be there.
	 */
	private static final class Security {

		private Security() {
		}

		static @Nullable String authoritiesOf(Principal principal) {
			if (!(principal instanceof Authentication authentication)) {
				return null;
			}
			return authentication.getAuthorities()
				.stream()
				.map(GrantedAuthority::getAuthority)
				.filter(Objects::nonNull)
				.map(Json::quote)
				.collect(Collectors.joining(",", "[", "]"));
		}

		static Principal principalOf(String name, String authorities) {
			List<String> elements = Objects.requireNonNullElse(Json.text().array(authorities), List.of());
			String[] names = elements.stream().map(Json.text()::string).filter(Objects::nonNull).toArray(String[]::new);
			return UsernamePasswordAuthenticationToken.authenticated(name, null,
					AuthorityUtils.createAuthorityList(names));
		}

	}

}
