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

package com.lattestream.webhook;

import com.lattestream.CacheMissed;
import com.lattestream.ChannelOccupied;
import com.lattestream.ChannelVacated;
import com.lattestream.MemberAdded;
import com.lattestream.MemberRemoved;
import com.lattestream.SubscriptionCountChanged;

/**
 * What a receiver heard, in few words.
 */
final class Heard {

	private Heard() {
	}

	static String text(Object event) {
		if (event instanceof ChannelOccupied occupied) {
			return "occupied " + occupied.channel() + " null";
		}
		if (event instanceof ChannelVacated vacated) {
			return "vacated " + vacated.channel() + " null";
		}
		if (event instanceof MemberAdded added) {
			return "added " + added.channel() + " " + added.member().id();
		}
		if (event instanceof MemberRemoved removed) {
			return "removed " + removed.channel() + " " + removed.member().id();
		}
		if (event instanceof SubscriptionCountChanged count) {
			return "count " + count.channel() + " " + count.subscriptionCount();
		}
		return "missed " + ((CacheMissed) event).channel();
	}

}
