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

import com.lattestream.auth.LatteUserAuth;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;

/**
 * Finds the {@link LatteUserAuth} method of an application, if it has one. Mistakes stop
 * the application at start.
 */
public final class UserAuthRule implements SmartInitializingSingleton {

	private final ListableBeanFactory beanFactory;

	private final AnnotatedMethods<LatteUserAuth> methods;

	private @Nullable HandlerMethod method;

	/**
	 * Create the rule.
	 * @param beanFactory has the annotated components
	 */
	public UserAuthRule(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.methods = new AnnotatedMethods<>(LatteUserAuth.class, beanFactory);
	}

	@Override
	public void afterSingletonsInstantiated() {
		AuthMethods.find(this.beanFactory, this.methods).keySet().forEach(this::set);
	}

	private void set(HandlerMethod found) {
		if (AnnotatedElementUtils.hasAnnotation(found.getMethod(), RequestMapping.class)) {
			throw this.methods.problem(found.getMethod(), "the method maps a request",
					"Remove the mapping; the property lattestream.auth.user-path names another path.");
		}
		if (this.method != null) {
			throw this.methods.problem(found.getMethod(),
					"another method decides already: " + this.method.getShortLogMessage(),
					"Remove one of the two methods.");
		}
		this.method = found;
	}

	/**
	 * Return the method that decides.
	 * @return the method, or {@code null} if the application has none
	 */
	public @Nullable HandlerMethod method() {
		return this.method;
	}

	/**
	 * Return whether the method takes a principal that must be there.
	 * @return whether it is of no use to call it for nobody
	 */
	public boolean needsPrincipal() {
		return this.method != null && AuthMethods.needsPrincipal(this.method);
	}

}
