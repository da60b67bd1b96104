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

import org.jspecify.annotations.Nullable;

/**
 * Checks arguments against the constraints that a method declares for them.
 */
public interface ArgumentValidator {

	/**
	 * Return whether there is anything to check.
	 * @param type the class of the component
	 * @param method its method
	 * @return whether the method has constraints for its arguments
	 */
	boolean isConstrained(Class<?> type, Method method);

	/**
	 * Check arguments.
	 * @param bean the component
	 * @param method its method
	 * @param arguments the arguments
	 * @return what is wrong with them, in words for clients; empty if nothing is
	 */
	List<String> validate(Object bean, Method method, @Nullable Object[] arguments);

}
