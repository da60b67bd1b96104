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
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when the hub's webhooks have somewhere to go.
 */
class OnWebhookTargetsCondition extends SpringBootCondition {

	private static final String TARGETS = "lattestream.webhook.delivery.targets";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean empty = Binder.get(context.getEnvironment())
			.bind(TARGETS, Bindable.listOf(LatteStreamWebhookProperties.Target.class))
			.orElse(List.of())
			.isEmpty();
		return new ConditionOutcome(!empty,
				ConditionMessage.forCondition("Webhook targets").because(TARGETS + (empty ? " is empty" : " is set")));
	}

}
