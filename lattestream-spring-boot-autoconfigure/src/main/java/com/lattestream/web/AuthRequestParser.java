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
import java.util.Map;

import com.lattestream.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/**
 * Knows what the fields of a request's body say.
 *
 * @param <T> the type of the request
 */
@FunctionalInterface
public interface AuthRequestParser<T> {

	/**
	 * Read a request.
	 * @param parameters the fields of the body
	 * @param principal who makes it
	 * @param exchange the request as the web stack has it
	 * @return the request
	 * @throws InvalidRequestException if a field is missing or not valid
	 */
	T parse(Map<String, String> parameters, @Nullable Principal principal, Object exchange);

}
