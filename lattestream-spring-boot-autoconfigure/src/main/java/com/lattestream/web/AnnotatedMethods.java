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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.lattestream.ChannelType;
import com.lattestream.auth.ChannelPattern;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.HandlerMethod;

/**
 * Finds methods of components that have an annotation, and says what is wrong with them.
 *
 * @param <A> the type of the annotation
 */
final class AnnotatedMethods<A extends Annotation> {

	private final Class<A> annotationType;

	private final BeanFactory beanFactory;

	AnnotatedMethods(Class<A> annotationType, BeanFactory beanFactory) {
		this.annotationType = annotationType;
		this.beanFactory = beanFactory;
	}

	/**
	 * Find the methods of a component, which is not created by that.
	 * @param beanName the name of the component
	 * @param beanType its class as the application wrote it
	 * @return the annotations by method
	 */
	Map<HandlerMethod, A> find(String beanName, Class<?> beanType) {
		Map<Method, A> methods = MethodIntrospector.selectMethods(beanType,
				(MethodIntrospector.MetadataLookup<A>) (method) -> AnnotatedElementUtils.findMergedAnnotation(method,
						this.annotationType));
		Map<HandlerMethod, A> found = new LinkedHashMap<>();
		methods.forEach((method, annotation) -> {
			Method invocable = AopUtils.selectInvocableMethod(method, beanType);
			// Constraints of parameters count as they do in controllers
			found.put(new HandlerMethod(beanName, this.beanFactory, null, invocable).createWithValidateFlags(),
					annotation);
		});
		return found;
	}

	/**
	 * Read a pattern of channels that are not public.
	 * @param text its text
	 * @param method the method that has it
	 * @return the pattern
	 */
	ChannelPattern channelPattern(String text, Method method) {
		if (ChannelType.of(text) == ChannelType.PUBLIC) {
			throw problem(method, "'" + text + "' is not a pattern of private or presence channels",
					"Let the pattern start with 'private-' or 'presence-'; public channels are open to everyone.");
		}
		return pattern(text, method);
	}

	ChannelPattern pattern(String text, Method method) {
		try {
			return ChannelPattern.parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw problem(method, "the pattern '" + text + "' is not valid: " + ex.getMessage(),
					"Write variables as {name} or {name:regex}.");
		}
	}

	/**
	 * Check that the variables a method takes are there.
	 * @param method the method
	 * @param patterns its patterns, which have the variables
	 */
	void checkVariables(Method method, ChannelPattern... patterns) {
		for (int i = 0; i < method.getParameterCount(); i++) {
			MethodParameter parameter = MethodParameter.forExecutable(method, i);
			parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
			PathVariable annotation = parameter.getParameterAnnotation(PathVariable.class);
			if (annotation == null || Map.class.isAssignableFrom(parameter.getParameterType())) {
				continue;
			}
			String name = variable(annotation, parameter);
			boolean known = Arrays.stream(patterns).anyMatch((pattern) -> pattern.variables().contains(name));
			if (annotation.required() && !known) {
				String all = String.join("' or '", Arrays.stream(patterns).map(ChannelPattern::toString).toList());
				throw problem(method, "the pattern '" + all + "' has no variable '" + name + "'",
						"Add {" + name + "} to the pattern or correct the name of the @PathVariable.");
			}
		}
	}

	InvalidAnnotatedMethodException problem(Method method, String problem, String action) {
		return new InvalidAnnotatedMethodException(this.annotationType, method, problem, action);
	}

	/**
	 * Return the name of the variable that a parameter stands for.
	 * @param annotation the parameter's annotation
	 * @param parameter the parameter, able to tell its name
	 * @return the name, or {@code null} if there is none
	 */
	static @Nullable String variable(PathVariable annotation, MethodParameter parameter) {
		// An alias that is no merged annotation has only one of the two set
		for (String name : List.of(annotation.name(), annotation.value())) {
			if (StringUtils.hasText(name)) {
				return name;
			}
		}
		return parameter.getParameterName();
	}

}
