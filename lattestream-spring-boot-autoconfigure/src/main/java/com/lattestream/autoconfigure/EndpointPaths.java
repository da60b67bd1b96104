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

package com.lattestream.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Where the endpoints are, on either web stack. Most are below the path of the hub as
 * long as no property moves them. The root is that of the application: its context path,
 * or what the servlet of Spring MVC is mapped to.
 */
public final class EndpointPaths {

	private final LatteStreamProperties properties;

	private final String hub;

	/**
	 * Create the paths.
	 * @param properties say where the endpoints are to be
	 */
	public EndpointPaths(LatteStreamProperties properties) {
		this.properties = properties;
		this.hub = withoutSlash(properties.getHub().getPath());
	}

	/**
	 * Return the path of the hub, where WebSockets of LatteStream clients open.
	 * @return the path without a slash at the end; empty for the root
	 */
	public String hub() {
		return this.hub;
	}

	/**
	 * Return the path below which WebSockets of Pusher clients open.
	 * @return the path, with the key as variable
	 */
	public String pusher() {
		return withoutSlash(this.properties.getHub().getPusher().getPath()) + "/{key}";
	}

	/**
	 * Return the path of discovery.
	 * @return the path
	 */
	public String discovery() {
		return this.hub + "/discover";
	}

	/**
	 * Return the path of event streams.
	 * @return the path
	 */
	public String sse() {
		return path(this.properties.getHub().getSse().getPath(), "/sse");
	}

	/**
	 * Return the path of channel authorisation.
	 * @return the path
	 */
	public String channelAuth() {
		return path(this.properties.getAuth().getPath(), "/auth");
	}

	/**
	 * Return the path of user sign-in.
	 * @return the path
	 */
	public String userAuth() {
		return path(this.properties.getAuth().getUserPath(), "/user-auth");
	}

	/**
	 * Return the path of tickets.
	 * @return the path
	 */
	public String ticket() {
		return path(this.properties.getHub().getTickets().getPath(), "/ticket");
	}

	/**
	 * Return the path of the browser client.
	 * @return the path of the module
	 */
	public String clientScript() {
		return this.hub + "/client.js";
	}

	/**
	 * Return the path of the browser client's types.
	 * @return the path of the declarations
	 */
	public String clientTypes() {
		return this.hub + "/client.d.ts";
	}

	/**
	 * Return the path that LatteStream's REST API is below.
	 * @return the path, without a slash at the end
	 */
	public String api() {
		return normalize(path(this.properties.getHub().getApi().getPath(), "/api"));
	}

	/**
	 * Return the path that Pusher's REST API is below.
	 * @return the path, without a slash at the end
	 */
	public String pusherApi() {
		return normalize(this.properties.getHub().getPusher().getApi().getPath());
	}

	private String path(@Nullable String configured, String below) {
		return StringUtils.hasText(configured) ? configured : this.hub + below;
	}

	private static String normalize(String path) {
		return withoutSlash(path.startsWith("/") ? path : "/" + path);
	}

	private static String withoutSlash(String path) {
		return StringUtils.trimTrailingCharacter(path, '/');
	}

}
