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

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.util.Assert;

/**
 * An argument that is annotated with {@link SocketId}.
 */
public final class SocketIdArgument {

	private final MethodParameter parameter;

	private final boolean required;

	private SocketIdArgument(MethodParameter parameter, SocketId annotation) {
		this.parameter = parameter;
		this.required = annotation.required();
	}

	/**
	 * Return whether a parameter is such an argument.
	 * @param parameter the parameter
	 * @return whether it is annotated
	 */
	public static boolean isOne(MethodParameter parameter) {
		return parameter.hasParameterAnnotation(SocketId.class);
	}

	/**
	 * Look at a parameter.
	 * @param parameter a parameter that is annotated
	 * @return the argument
	 * @throws IllegalStateException if its type is none that takes a socket id
	 */
	public static SocketIdArgument of(MethodParameter parameter) {
		SocketId annotation = parameter.getParameterAnnotation(SocketId.class);
		Assert.state(annotation != null, "The parameter has no @SocketId");
		Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
		Assert.state(type == String.class,
				() -> "@SocketId takes a String or an Optional<String> but is on " + parameter);
		return new SocketIdArgument(parameter, annotation);
	}

	/**
	 * Return whether a request without socket id is refused.
	 * @return whether there has to be one
	 */
	public boolean required() {
		return this.required;
	}

	/**
	 * Return what to call the method with.
	 * @param socketId the socket id; {@code null} if there is none
	 * @return the argument
	 */
	public @Nullable Object value(@Nullable String socketId) {
		boolean optional = (this.parameter.getParameterType() == Optional.class);
		return optional ? Optional.ofNullable(socketId) : socketId;
	}

}
