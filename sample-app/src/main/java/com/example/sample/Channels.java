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

package com.example.sample;

import java.security.Principal;
import java.util.Map;

import com.lattestream.PresenceMember;
import com.lattestream.auth.LatteChannelAuth;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.PathVariable;

/**
 * The rules of the private and presence channels: people may watch their own orders and
 * the webhooks, and enter every room, under their own name; what has no rule is refused.
 */
@LatteChannelAuth
class Channels {

	@LatteChannelAuth("private-orders-{user}")
	boolean orders(@PathVariable String user, Principal principal) {
		return principal.getName().equals(user);
	}

	@LatteChannelAuth("private-encrypted-back-room")
	boolean backRoom(Principal principal) {
		return true;
	}

	@LatteChannelAuth("private-webhooks")
	boolean webhooks(Principal principal) {
		return true;
	}

	@LatteChannelAuth("presence-room-{room}")
	@Nullable PresenceMember room(@PathVariable String room, Principal principal) {
		if (!Names.isValid(room)) {
			return null;
		}
		return new PresenceMember(principal.getName(), Map.of("name", principal.getName()));
	}

}
