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
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Condition behind {@link ConditionalOnLatteStreamMode}. Binds the property, so that a
 * mode that does not exist is reported like that of any other property.
 */
class OnLatteStreamModeCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		MergedAnnotation<ConditionalOnLatteStreamMode> annotation = metadata.getAnnotations()
			.get(ConditionalOnLatteStreamMode.class);
		LatteStreamMode wanted = annotation.getEnum("value", LatteStreamMode.class);
		LatteStreamMode mode = Binder.get(context.getEnvironment())
			.bind("lattestream.mode", LatteStreamMode.class)
			.orElse(LatteStreamMode.EMBEDDED);
		ConditionMessage message = ConditionMessage.forCondition(ConditionalOnLatteStreamMode.class, wanted)
			.because("lattestream.mode is " + mode);
		return new ConditionOutcome(mode == wanted, message);
	}

}
