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

import java.util.Arrays;

import com.lattestream.signature.AppCredentials;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Condition behind {@link ConditionalOnSecret}.
 */
class OnSecretCondition extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnSecret.class);
		if (StringUtils.hasText(context.getEnvironment().getProperty("lattestream.app.secret"))) {
			return ConditionOutcome.match(message.because("lattestream.app.secret is set"));
		}
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		boolean own = beanFactory != null
				&& Arrays.stream(beanFactory.getBeanNamesForType(AppCredentials.class, true, false))
					.anyMatch((name) -> !name.equals(EmbeddedHubConfiguration.CREDENTIALS_BEAN_NAME));
		return new ConditionOutcome(own,
				message.because(own ? "the application has credentials of its own" : "the secret is generated"));
	}

}
