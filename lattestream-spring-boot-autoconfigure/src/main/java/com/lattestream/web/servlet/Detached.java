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

package com.lattestream.web.servlet;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Stands in for what a container has no more.
 */
final class Detached {

	private Detached() {
	}

	/**
	 * Create an object all of whose methods fail.
	 * @param <T> its type
	 * @param type its type
	 * @param reason why they do
	 * @return the object
	 */
	static <T> T failing(Class<T> type, String reason) {
		return proxy(type, (proxy, method, arguments) -> {
			throw new IllegalStateException(reason);
		});
	}

	/**
	 * Create an object whose methods do nothing, and return nothing.
	 * @param <T> its type
	 * @param type its type
	 * @return the object
	 */
	static <T> T idle(Class<T> type) {
		return proxy(type, (proxy, method, arguments) -> {
			Class<?> result = method.getReturnType();
			if (result == boolean.class) {
				return false;
			}
			return (result == int.class) ? 0 : null;
		});
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(Detached.class.getClassLoader(), new Class<?>[] { type }, handler));
	}

}
