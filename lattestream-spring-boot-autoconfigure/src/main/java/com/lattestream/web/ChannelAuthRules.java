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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import com.lattestream.auth.ChannelPattern;
import com.lattestream.auth.LatteChannelAuth;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * Finds the {@link LatteChannelAuth} methods of an application and, for a channel, the
 * one that decides. Mistakes in them stop the application at start.
 */
public final class ChannelAuthRules implements SmartInitializingSingleton {

	private final ListableBeanFactory beanFactory;

	private final AnnotatedMethods<LatteChannelAuth> methods;

	private List<ChannelAuthRule> rules = Collections.emptyList();

	/**
	 * Create the rules.
	 * @param beanFactory has the annotated components
	 */
	public ChannelAuthRules(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.methods = new AnnotatedMethods<>(LatteChannelAuth.class, beanFactory);
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<ChannelAuthRule> found = new ArrayList<>();
		AuthMethods.find(this.beanFactory, this.methods).forEach((handler, annotation) -> {
			if (!AnnotatedElementUtils.hasAnnotation(handler.getMethod(), RequestMapping.class)) {
				ChannelPattern pattern = this.methods.channelPattern(annotation.value(), handler.getMethod());
				this.methods.checkVariables(handler.getMethod(), pattern);
				found.add(new ChannelAuthRule(pattern, handler));
			}
		});
		found.sort(Comparator.comparing(ChannelAuthRule::pattern));
		checkDistinct(found);
		this.rules = List.copyOf(found);
	}

	/**
	 * Find the rule for a channel.
	 * @param channel the name of the channel
	 * @return the most specific rule that matches, or {@code null} if none does
	 */
	public ChannelAuthRule.@Nullable Match match(String channel) {
		for (ChannelAuthRule rule : this.rules) {
			Map<String, String> variables = rule.pattern().match(channel);
			if (variables != null) {
				return new ChannelAuthRule.Match(rule, variables);
			}
		}
		return null;
	}

	private void checkDistinct(List<ChannelAuthRule> rules) {
		for (int i = 0; i < rules.size(); i++) {
			for (int j = 0; j < i; j++) {
				ChannelAuthRule one = rules.get(j);
				ChannelAuthRule other = rules.get(i);
				if (one.pattern().isEquivalentTo(other.pattern())) {
					throw this.methods.problem(other.method().getMethod(),
							"the pattern '" + other.pattern() + "' matches the same channels as '" + one.pattern()
									+ "' on " + one.method().getShortLogMessage(),
							"Remove one of the two methods or make one pattern more specific.");
				}
			}
		}
	}

}
