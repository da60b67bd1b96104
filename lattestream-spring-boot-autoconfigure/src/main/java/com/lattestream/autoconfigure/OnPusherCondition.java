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

package com.lattestream.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Condition behind {@link ConditionalOnPusher}.
 */
class OnPusherCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnPusher.class);
		Environment environment = context.getEnvironment();
		Boolean enabled = environment.getProperty("lattestream.hub.pusher.enabled", Boolean.class);
		if (enabled != null) {
			return new ConditionOutcome(enabled, message.because("lattestream.hub.pusher.enabled is " + enabled));
		}
		boolean credentials = StringUtils.hasText(environment.getProperty("lattestream.app.key"))
				&& StringUtils.hasText(environment.getProperty("lattestream.app.secret"));
		return new ConditionOutcome(credentials,
				message.because(credentials ? "key and secret are set" : "key or secret is not set"));
	}

}
