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

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;

/**
 * A {@link com.lattestream.auth.LatteChannelAuth},
 * {@link com.lattestream.auth.LatteUserAuth} or
 * {@link com.lattestream.hub.LatteClientEvent} method is not right; the application does
 * not start.
 */
public class InvalidAnnotatedMethodException extends RuntimeException {

	private final String action;

	InvalidAnnotatedMethodException(Class<? extends Annotation> annotation, Method method, String problem,
			String action) {
		super("@" + annotation.getSimpleName() + " on " + method.getDeclaringClass().getName() + "." + method.getName()
				+ ": " + problem);
		this.action = action;
	}

	/**
	 * Return what to do about it.
	 * @return the action
	 */
	public String getAction() {
		return this.action;
	}

}
