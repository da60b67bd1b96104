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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.lattestream.EventName;
import com.lattestream.auth.ChannelPattern;
import com.lattestream.hub.ClientEventHandler;
import com.lattestream.hub.ClientEventInterceptor;
import com.lattestream.hub.LatteClientEvent;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ConcurrentLruCache;
import org.springframework.web.method.HandlerMethod;

/**
 * Finds the {@link LatteClientEvent} methods of an application and, for an event, the one
 * that decides. Mistakes in them stop the application at start.
 */
public final class ClientEventMethods implements ClientEventInterceptor, SmartInitializingSingleton {

	/** Clients choose the names, so what is remembered has to have an end. */
	private static final int REMEMBERED = 1024;

	private static final ClientEventHandler NOBODY = (request) -> Mono.empty();

	private static final Comparator<ClientEventMethod> SPECIFIC_FIRST = Comparator
		.comparing(ClientEventMethod::channel, ChannelPattern.SPECIFIC_FIRST)
		.thenComparing(ClientEventMethod::event, ChannelPattern.SPECIFIC_FIRST)
		.thenComparing(ClientEventMethod::channel)
		.thenComparing(ClientEventMethod::event);

	private final ConfigurableListableBeanFactory beanFactory;

	private final Supplier<ClientEventInvoker> invoker;

	private final AnnotatedMethods<LatteClientEvent> annotated;

	private final ConcurrentLruCache<Subject, ClientEventHandler> handlers = new ConcurrentLruCache<>(REMEMBERED,
			this::handler);

	private volatile List<ClientEventInvocation> invocations = List.of();

	/**
	 * Create the methods.
	 * @param beanFactory has the components
	 * @param invoker calls their methods; not asked for before all beans are there, for
	 * what it needs may need the hub
	 */
	public ClientEventMethods(ConfigurableListableBeanFactory beanFactory, Supplier<ClientEventInvoker> invoker) {
		this.beanFactory = beanFactory;
		this.invoker = invoker;
		this.annotated = new AnnotatedMethods<>(LatteClientEvent.class, beanFactory);
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<ClientEventMethod> found = new ArrayList<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Class<?> beanType = ScopedProxyUtils.isScopedTarget(beanName) ? null
					: AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
			if (beanType != null && !beanType.getName().startsWith("org.springframework.")) {
				this.annotated.find(beanName, ClassUtils.getUserClass(beanType))
					.forEach((method, annotation) -> found.add(toMethod(method, annotation)));
			}
		}
		found.sort(SPECIFIC_FIRST);
		checkDistinct(found);
		if (!found.isEmpty()) {
			this.invocations = found.stream().map(this.invoker.get()::prepare).toList();
		}
	}

	@Override
	public @Nullable ClientEventHandler find(String channel, String event) {
		if (this.invocations.isEmpty()) {
			return null;
		}
		ClientEventHandler handler = this.handlers.get(new Subject(channel, event));
		return (handler != NOBODY) ? handler : null;
	}

	private ClientEventHandler handler(Subject subject) {
		for (ClientEventInvocation invocation : this.invocations) {
			Map<String, String> variables = invocation.method().match(subject.channel(), subject.event());
			if (variables != null) {
				return (request) -> invocation.invoke(variables, request);
			}
		}
		return NOBODY;
	}

	private ClientEventMethod toMethod(HandlerMethod handler, LatteClientEvent annotation) {
		ChannelPattern channel = this.annotated.channelPattern(annotation.channel(), handler.getMethod());
		if (!annotation.event().startsWith(EventName.CLIENT_PREFIX)) {
			throw this.annotated.problem(handler.getMethod(),
					"'" + annotation.event() + "' is not a pattern of events that clients send",
					"Let the pattern start with '" + EventName.CLIENT_PREFIX + "', as the names of such events do.");
		}
		ChannelPattern event = this.annotated.pattern(annotation.event(), handler.getMethod());
		channel.variables().stream().filter(event.variables()::contains).findFirst().ifPresent((variable) -> {
			throw this.annotated.problem(handler.getMethod(),
					"the patterns '" + channel + "' and '" + event + "' both have a variable '" + variable + "'",
					"Give one of the two another name.");
		});
		this.annotated.checkVariables(handler.getMethod(), channel, event);
		ClientEventMethod method = new ClientEventMethod(channel, event, handler);
		if (method.payloads().size() > 1) {
			throw this.annotated.problem(handler.getMethod(),
					"its arguments " + String.join(" and ", method.payloads()) + " both take the data of the event",
					"Let one argument take all of the data, and mark variables of the pattern as @PathVariable.");
		}
		return method;
	}

	private void checkDistinct(List<ClientEventMethod> methods) {
		for (int i = 0; i < methods.size(); i++) {
			for (int j = 0; j < i; j++) {
				ClientEventMethod one = methods.get(j);
				ClientEventMethod other = methods.get(i);
				if (one.channel().isEquivalentTo(other.channel()) && one.event().isEquivalentTo(other.event())) {
					throw this.annotated.problem(other.handler().getMethod(),
							"'" + other.event() + "' in '" + other.channel() + "' are the same events as those of "
									+ one.handler().getShortLogMessage(),
							"Remove one of the two methods or make one pattern more specific.");
				}
			}
		}
	}

	/**
	 * What is asked about.
	 */
	private record Subject(String channel, String event) {

	}

}
