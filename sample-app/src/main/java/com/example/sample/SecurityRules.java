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

package com.example.sample;

import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * Who may do what, whichever the web stack: a session for the page, a password for the
 * back office, and the library's endpoints left to decide for themselves.
 */
final class SecurityRules {

	/**
	 * What the library serves: sockets, event streams, authorisation, REST APIs. They are
	 * open because they ask for the public key, a channel's rule or the secret
	 * themselves; they know a session, if there is one, as the Principal.
	 * <p>
	 * Nor do they have CSRF protection, {@code /lattestream/auth} among them, as realtime
	 * clients in stock send no token there. What protects it instead: the session cookie
	 * is SameSite=Lax, so a request that another site makes comes without a session, and
	 * the library checks the Origin.
	 */
	static final String[] LATTESTREAM = { "/lattestream", "/lattestream/**", "/app/**", "/apps/**" };

	/** What is for everybody; all that is not named here needs a session. */
	static final String[] PAGE = { "/", "/*.html", "/*.js", "/style.css", "/icon.svg", "/config",
			"/webjars/tweetnacl/**" };

	static final String CONTENT_SECURITY_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; "
			+ "frame-ancestors 'none'; object-src 'none'";

	private SecurityRules() {
	}

	/**
	 * Let in whoever comes with a good name.
	 * @param login what was sent
	 * @return the user who is signed in
	 */
	static Authentication trust(Authentication login) {
		String name = login.getName();
		if (!Names.isValid(name)) {
			throw new BadCredentialsException("Names have 1 to 32 letters, digits, - or _");
		}
		return UsernamePasswordAuthenticationToken.authenticated(name, null, AuthorityUtils.NO_AUTHORITIES);
	}

	/**
	 * Return the only user of the back office.
	 */
	static UserDetails backOfficeUser(SampleProperties properties) {
		return User.withUsername("demo").password("{noop}" + properties.apiPassword()).build();
	}

}
