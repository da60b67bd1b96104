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

import java.security.Principal;
import java.util.Map;

import com.lattestream.PresenceMember;
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.ChannelAuthorization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChannelAuthResults}.
 */
class ChannelAuthResultsTests {

	private static final Principal PRINCIPAL = () -> "alice";

	@Test
	void decisionsAreTakenAsTheyAre() {
		ChannelAuthorization decision = new ChannelAuthorization(false, PresenceMember.of("u1"));
		assertThat(toAuthorization(decision, PRINCIPAL)).isSameAs(decision);
	}

	@Test
	void memberAllows() {
		PresenceMember member = PresenceMember.of("u1");
		assertThat(toAuthorization(member, null)).isEqualTo(ChannelAuthorization.allowedAs(member));
	}

	@Test
	void trueAllowsAndFalseAndNothingDeny() {
		assertThat(toAuthorization(true, null)).isEqualTo(ChannelAuthorization.allowed());
		assertThat(toAuthorization(false, PRINCIPAL)).isEqualTo(ChannelAuthorization.denied());
		assertThat(toAuthorization(null, PRINCIPAL)).isEqualTo(ChannelAuthorization.denied());
		assertThat(ChannelAuthorization.denied().granted()).isFalse();
		assertThat(ChannelAuthorization.allowed().granted()).isTrue();
	}

	@Test
	void anythingElseIsTheInfoOfThePrincipal() {
		Map<String, String> info = Map.of("name", "Alice");
		assertThat(toAuthorization(info, PRINCIPAL))
			.isEqualTo(ChannelAuthorization.allowedAs(new PresenceMember("alice", info)));
		assertThat(toAuthorization(info, null)).isEqualTo(ChannelAuthorization.denied());
	}

	private static ChannelAuthorization toAuthorization(Object value, Principal principal) {
		return ChannelAuthResults.toAuthorization(value,
				new ChannelAuthRequest("1.2", "presence-a", Map.of(), principal, "exchange"));
	}

}
