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

package com.lattestream.broker;

import org.jspecify.annotations.Nullable;

/**
 * What a ticket stands for: a user. Name and details are all that a store has to keep.
 *
 * @param userName the name of the user's principal
 * @param details what else it takes to know the user again, as a JSON object
 * @param attachment the principal itself. A store may keep it for as long as the ticket
 * is taken by the process that it was issued in, and may lose it at any time
 */
public record Ticket(String userName, String details, @Nullable Object attachment) {

	@Override
	public String toString() {
		return "Ticket[userName=" + this.userName + "]";
	}

}
