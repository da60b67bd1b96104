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

import java.lang.reflect.Type;
import java.security.Principal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.lattestream.ClientEventReceived;
import com.lattestream.ConnectionInfo;
import com.lattestream.auth.ChannelPattern;
import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.HandlerMethod;

/**
 * A {@link com.lattestream.hub.LatteClientEvent} method and the events it is for.
 *
 * @param channel the pattern of channels
 * @param event the pattern of events
 * @param handler the method
 * @param arguments its arguments
 */
record ClientEventMethod(ChannelPattern channel, ChannelPattern event, HandlerMethod handler,
		List<Argument> arguments) {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	ClientEventMethod(ChannelPattern channel, ChannelPattern event, HandlerMethod handler) {
		this(channel, event, handler, Arrays.stream(handler.getMethodParameters()).map(Argument::of).toList());
	}

	/**
	 * Match an event.
	 * @param channel the name of the channel
	 * @param event the name of the event
	 * @return the variables of both patterns, or {@code null} if it does not match
	 */
	@Nullable Map<String, String> match(String channel, String event) {
		Map<String, String> ofChannel = this.channel.match(channel);
		Map<String, String> ofEvent = (ofChannel != null) ? this.event.match(event) : null;
		if (ofEvent == null || ofEvent.isEmpty()) {
			return (ofEvent != null) ? ofChannel : null;
		}
		Map<String, String> all = new HashMap<>(ofChannel);
		all.putAll(ofEvent);
		return all;
	}

	/**
	 * Return the arguments that take the data.
	 * @return their names
	 */
	List<String> payloads() {
		return this.arguments.stream()
			.filter((argument) -> argument.kind() == Kind.PAYLOAD)
			.map((argument) -> "'" + argument.name() + "'")
			.toList();
	}

	/**
	 * What an argument takes.
	 */
	enum Kind {

		VARIABLE, VARIABLES, PRINCIPAL, CONNECTION, EVENT, PAYLOAD

	}

	/**
	 * An argument.
	 *
	 * @param kind what it takes
	 * @param name its name, or that of the variable
	 * @param parameter the parameter
	 * @param type the type with what is known of its type variables
	 * @param required whether it must not be null
	 */
	record Argument(Kind kind, String name, MethodParameter parameter, Type type, boolean required) {

		static Argument of(MethodParameter parameter) {
			parameter.initParameterNameDiscovery(NAMES);
			Type type = GenericTypeResolver.resolveType(parameter.getGenericParameterType(),
					parameter.getContainingClass());
			PathVariable variable = parameter.getParameterAnnotation(PathVariable.class);
			String name = (variable != null) ? AnnotatedMethods.variable(variable, parameter)
					: parameter.getParameterName();
			return new Argument(kind(parameter.getParameterType(), variable), String.valueOf(name), parameter, type,
					!parameter.isOptional());
		}

		private static Kind kind(Class<?> type, @Nullable PathVariable variable) {
			if (variable != null) {
				return Map.class.isAssignableFrom(type) ? Kind.VARIABLES : Kind.VARIABLE;
			}
			if (Principal.class.isAssignableFrom(type)) {
				return Kind.PRINCIPAL;
			}
			if (type == ConnectionInfo.class) {
				return Kind.CONNECTION;
			}
			return (type == ClientEventReceived.class) ? Kind.EVENT : Kind.PAYLOAD;
		}

	}

}
