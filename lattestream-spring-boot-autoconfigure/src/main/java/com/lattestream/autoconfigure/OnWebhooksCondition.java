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

import java.util.List;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Condition behind {@link ConditionalOnWebhooks}.
 */
class OnWebhooksCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnWebhooks.class);
		Environment environment = context.getEnvironment();
		Boolean enabled = environment.getProperty("lattestream.webhook.enabled", Boolean.class);
		if (enabled != null) {
			return new ConditionOutcome(enabled, message.because("lattestream.webhook.enabled is " + enabled));
		}
		boolean secret = StringUtils.hasText(environment.getProperty("lattestream.app.secret"))
				|| hasSecrets(environment);
		return new ConditionOutcome(secret, message.because(secret ? "a secret is set" : "no secret is set"));
	}

	private static boolean hasSecrets(Environment environment) {
		List<String> secrets = Binder.get(environment)
			.bind("lattestream.webhook.secrets", Bindable.listOf(String.class))
			.orElse(List.of());
		return !secrets.isEmpty();
	}

}
