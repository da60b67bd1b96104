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
import java.util.List;
import java.util.Spliterator;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import jakarta.validation.metadata.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Checks arguments that are {@link jakarta.validation.Valid} or have constraints.
 */
public final class BeanValidationArgumentValidator implements ArgumentValidator {

	/** Data may be wrong in a thousand places. */
	private static final int MAX_PROBLEMS = 5;

	private final Validator validator;

	/**
	 * Create a validator.
	 * @param validator the application's validator
	 */
	public BeanValidationArgumentValidator(Validator validator) {
		this.validator = validator;
	}

	@Override
	public boolean isConstrained(Class<?> type, Method method) {
		MethodDescriptor descriptor = this.validator.getConstraintsForClass(type)
			.getConstraintsForMethod(method.getName(), method.getParameterTypes());
		return descriptor != null && descriptor.hasConstrainedParameters();
	}

	@Override
	public List<String> validate(Object bean, Method method, @Nullable Object[] arguments) {
		return this.validator.forExecutables()
			.validateParameters(bean, method, arguments)
			.stream()
			.map(BeanValidationArgumentValidator::problem)
			.sorted()
			.limit(MAX_PROBLEMS)
			.toList();
	}

	/**
	 * The path leads through the names of method and argument, which are none of a
	 * client's business.
	 */
	private static String problem(ConstraintViolation<?> violation) {
		Spliterator<Path.Node> nodes = violation.getPropertyPath().spliterator();
		String path = StreamSupport.stream(nodes, false)
			.skip(2)
			.map(Path.Node::toString)
			.collect(Collectors.joining("."));
		return path.isEmpty() ? violation.getMessage() : path + " " + violation.getMessage();
	}

}
