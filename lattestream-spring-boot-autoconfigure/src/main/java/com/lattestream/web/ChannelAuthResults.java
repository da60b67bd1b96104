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

import com.lattestream.PresenceMember;
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.ChannelAuthorization;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;

/**
 * Turns what a {@link com.lattestream.auth.LatteChannelAuth} method returned into a
 * decision.
 */
public final class ChannelAuthResults {

	private static final Log logger = LogFactory.getLog(ChannelAuthResults.class);

	private ChannelAuthResults() {
	}

	/**
	 * Turn a value into a decision.
	 * @param value the value, not a reactive type any more
	 * @param request what it decides about
	 * @return the decision
	 */
	public static ChannelAuthorization toAuthorization(@Nullable Object value, ChannelAuthRequest request) {
		if (value instanceof ChannelAuthorization authorization) {
			return authorization;
		}
		if (value instanceof PresenceMember member) {
			return ChannelAuthorization.allowedAs(member);
		}
		if (value == null || Boolean.FALSE.equals(value)) {
			return ChannelAuthorization.denied();
		}
		if (Boolean.TRUE.equals(value)) {
			return ChannelAuthorization.allowed();
		}
		return (request.principal() != null)
				? ChannelAuthorization.allowedAs(new PresenceMember(request.principal().getName(), value))
				: ChannelAuthorization.denied();
	}

	/**
	 * Tell the log of a rule that failed; it counts as a refusal. Clients can bring rules
	 * to fail, hence the stack trace only where debugging is on.
	 * @param subject the name of the channel, or what else the rule is about
	 * @param ex why
	 */
	static void logFailure(String subject, Throwable ex) {
		logger.warn(LogMessage.format("'%s' is refused because its rule failed: %s", subject, ex));
		logger.debug("The rule's exception", ex);
	}

}
