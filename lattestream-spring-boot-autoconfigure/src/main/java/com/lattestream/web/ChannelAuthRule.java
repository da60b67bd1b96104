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

import java.util.Map;

import com.lattestream.auth.ChannelPattern;

import org.springframework.web.method.HandlerMethod;

/**
 * A {@link com.lattestream.auth.LatteChannelAuth} method that decides about the channels
 * of a pattern.
 *
 * @param pattern the pattern
 * @param method the method
 */
public record ChannelAuthRule(ChannelPattern pattern, HandlerMethod method) {

	/**
	 * Return whether the method takes a principal that must be there.
	 * @return whether it is of no use to call it for nobody
	 */
	public boolean needsPrincipal() {
		return AuthMethods.needsPrincipal(this.method);
	}

	/**
	 * A rule that matches a channel.
	 *
	 * @param rule the rule
	 * @param variables the variables of the pattern
	 */
	public record Match(ChannelAuthRule rule, Map<String, String> variables) {

	}

}
