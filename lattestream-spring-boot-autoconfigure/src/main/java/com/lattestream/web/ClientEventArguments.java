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

import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import com.lattestream.hub.ClientEventRefusedException;
import com.lattestream.hub.ClientEventRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.log.LogMessage;

/**
 * Makes the arguments of {@link com.lattestream.hub.LatteClientEvent} methods out of
 * events. What does not fit refuses the event: the client is told where, but not what is
 * behind it.
 */
final class ClientEventArguments {

	private static final Log logger = LogFactory.getLog(ClientEventArguments.class);

	private static final int INVALID = 4322;

	private static final TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

	private final JsonMapper jsonMapper;

	private final ConversionService conversionService;

	private final @Nullable ArgumentValidator validator;

	ClientEventArguments(JsonMapper jsonMapper, ConversionService conversionService,
			@Nullable ArgumentValidator validator) {
		this.jsonMapper = jsonMapper;
		this.conversionService = conversionService;
		this.validator = validator;
	}

	/**
	 * Make the arguments of a method.
	 * @param method the method
	 * @param variables the variables of its patterns
	 * @param request the event
	 * @return the arguments
	 * @throws ClientEventRefusedException if something is missing or does not fit
	 */
	@Nullable Object[] resolve(ClientEventMethod method, Map<String, String> variables, ClientEventRequest request) {
		List<ClientEventMethod.Argument> arguments = method.arguments();
		@Nullable Object[] values = new Object[arguments.size()];
		for (int i = 0; i < values.length; i++) {
			values[i] = resolve(arguments.get(i), variables, request);
		}
		return values;
	}

	/**
	 * Check arguments against the constraints of the method.
	 * @param bean the component
	 * @param method its method
	 * @param arguments the arguments
	 * @param request the event
	 * @throws ClientEventRefusedException if one breaks a constraint
	 */
	void validate(Object bean, Method method, @Nullable Object[] arguments, ClientEventRequest request) {
		List<String> problems = (this.validator != null) ? this.validator.validate(bean, method, arguments) : List.of();
		if (!problems.isEmpty()) {
			throw invalid("Invalid data: " + String.join(", ", problems), request, null);
		}
	}

	private @Nullable Object resolve(ClientEventMethod.Argument argument, Map<String, String> variables,
			ClientEventRequest request) {
		return switch (argument.kind()) {
			case VARIABLE -> variable(argument, variables.get(argument.name()), request);
			case VARIABLES -> variables;
			case PRINCIPAL -> principal(argument, request.principal());
			case CONNECTION -> request.connection();
			case EVENT -> request.event();
			case PAYLOAD -> payload(argument, request);
		};
	}

	private @Nullable Object variable(ClientEventMethod.Argument argument, @Nullable String value,
			ClientEventRequest request) {
		try {
			return this.conversionService.convert(value, TEXT, new TypeDescriptor(argument.parameter()));
		}
		catch (ConversionFailedException ex) {
			throw invalid("Invalid name: " + argument.name(), request, ex);
		}
	}

	private static @Nullable Principal principal(ClientEventMethod.Argument argument, @Nullable Principal principal) {
		if (argument.parameter().getParameterType().isInstance(principal)) {
			return principal;
		}
		if (argument.required()) {
			throw new ClientEventRefusedException("This event takes a login");
		}
		return null;
	}

	private @Nullable Object payload(ClientEventMethod.Argument argument, ClientEventRequest request) {
		Object payload;
		try {
			payload = this.jsonMapper.readValue(request.event().data(), this.jsonMapper.constructType(argument.type()));
		}
		catch (JacksonException ex) {
			String path = ex.getPath()
				.stream()
				.map(JacksonException.Reference::getPropertyName)
				.filter(Objects::nonNull)
				.collect(Collectors.joining("."));
			throw invalid(path.isEmpty() ? "Invalid data" : "Invalid data: " + path, request, ex);
		}
		if (payload == null && argument.required()) {
			throw invalid("Invalid data: it is missing", request, null);
		}
		return payload;
	}

	/**
	 * Clients can bring this about, hence the stack trace only for debugging; and names
	 * in the data are theirs, hence none of it in the log.
	 */
	private static ClientEventRefusedException invalid(String message, ClientEventRequest request,
			@Nullable Exception cause) {
		logger.warn(LogMessage.format("'%s' in '%s' is refused: its data does not fit", request.event().event(),
				request.event().channel()));
		logger.debug(message, cause);
		return new ClientEventRefusedException(INVALID, message);
	}

}
