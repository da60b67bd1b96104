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
import java.security.Principal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.lattestream.auth.LatteChannelAuth;
import com.lattestream.auth.LatteUserAuth;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.web.method.HandlerMethod;

/**
 * Finds the methods of an application that decide about clients.
 */
final class AuthMethods {

	private AuthMethods() {
	}

	/**
	 * Find the methods of components that have one of the annotations.
	 * @param <A> the type of the methods' annotation
	 * @param beanFactory has the components
	 * @param methods finds the methods of one
	 * @return the annotations by method
	 */
	static <A extends Annotation> Map<HandlerMethod, A> find(ListableBeanFactory beanFactory,
			AnnotatedMethods<A> methods) {
		Set<String> beanNames = new LinkedHashSet<>();
		for (Class<? extends Annotation> component : List.of(LatteChannelAuth.class, LatteUserAuth.class)) {
			beanNames.addAll(List.of(beanFactory.getBeanNamesForAnnotation(component)));
		}
		Map<HandlerMethod, A> found = new LinkedHashMap<>();
		for (String beanName : beanNames) {
			Class<?> beanType = beanFactory.getType(beanName);
			if (beanType != null) {
				found.putAll(methods.find(beanName, ClassUtils.getUserClass(beanType)));
			}
		}
		return found;
	}

	/**
	 * Return whether a method takes a principal that must be there.
	 * @param method the method
	 * @return whether it is of no use to call it for nobody
	 */
	static boolean needsPrincipal(HandlerMethod method) {
		return Arrays.stream(method.getMethodParameters())
			.anyMatch((parameter) -> Principal.class.isAssignableFrom(parameter.getParameterType())
					&& !parameter.isOptional());
	}

}
