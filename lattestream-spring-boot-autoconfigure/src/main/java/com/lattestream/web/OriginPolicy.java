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
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.web.cors.CorsConfiguration;

/**
 * Which web pages may use the endpoints: those of the same origin and those allowed. Who
 * sends no origin is no browser and free to come.
 */
public final class OriginPolicy {

	/** Origins that nobody can have meant in particular; any page can be "null". */
	private static final List<String> STRANGERS = List.of("https://stranger.invalid", "http://stranger.invalid",
			"null");

	private static final Pattern PORT = Pattern.compile(":(\\d+|\\*|\\[[^\\[\\]]*])$");

	private final CorsConfiguration cors = new CorsConfiguration();

	private final CorsConfiguration trusted = new CorsConfiguration();

	/**
	 * Create a policy.
	 * @param allowedOrigins origins or patterns of origins, {@code *} for all
	 */
	public OriginPolicy(List<String> allowedOrigins) {
		this.cors.setAllowedOriginPatterns(allowedOrigins);
		List<String> patterns = Objects.requireNonNullElse(this.cors.getAllowedOriginPatterns(), List.of());
		List<String> trustedPatterns = patterns.stream().filter((pattern) -> !takesStrangers(pattern)).toList();
		this.trusted.setAllowedOriginPatterns(trustedPatterns);
		this.cors.setAllowedMethods(List.of("GET", "POST"));
		this.cors.setAllowedHeaders(List.of(CorsConfiguration.ALL));
		// A page of any origin must not act with its visitor's cookies
		this.cors.setAllowCredentials(trustedPatterns.size() == patterns.size());
	}

	/**
	 * Return whether a WebSocket may be opened.
	 * @param origin the origin of the page
	 * @param target where it is opened to
	 * @return whether it may
	 */
	public boolean allows(@Nullable String origin, URI target) {
		return origin == null || isSame(origin, target) || this.cors.checkOrigin(origin) != null;
	}

	/**
	 * Return whether a request may count on its visitor's login: it comes from no page,
	 * from one of the same origin, or from one that is allowed by more than a pattern
	 * that takes pages of any host.
	 * @param origin the origin of the page
	 * @param target where it sends its request to
	 * @return whether it may
	 */
	public boolean trusts(@Nullable String origin, URI target) {
		return origin == null || isSame(origin, target) || this.trusted.checkOrigin(origin) != null;
	}

	/**
	 * Return the policy for HTTP requests.
	 * @return the configuration
	 */
	public CorsConfiguration cors() {
		return this.cors;
	}

	private static boolean takesStrangers(String pattern) {
		CorsConfiguration single = new CorsConfiguration();
		single.setAllowedOriginPatterns(List.of(pattern, PORT.matcher(pattern).replaceFirst("")));
		return STRANGERS.stream().anyMatch((origin) -> single.checkOrigin(origin) != null);
	}

	private static boolean isSame(String origin, URI target) {
		try {
			URI source = URI.create(origin);
			return scheme(source).equals(scheme(target)) && source.getHost() != null
					&& source.getHost().equalsIgnoreCase(target.getHost()) && port(source) == port(target);
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static String scheme(URI uri) {
		String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
		return switch (scheme) {
			case "ws" -> "http";
			case "wss" -> "https";
			default -> scheme;
		};
	}

	private static int port(URI uri) {
		if (uri.getPort() >= 0) {
			return uri.getPort();
		}
		return scheme(uri).equals("https") ? 443 : 80;
	}

}
