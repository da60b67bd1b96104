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

package com.lattestream.broker.redis;

/**
 * The kinds of messages on the topics of channels: what the first byte of each says.
 */
final class RedisMessage {

	/** A publication without a position. */
	static final byte PUBLICATION = 'p';

	/** A publication of a history, after its position. */
	static final byte POSITIONED = 'h';

	/** A change of the members of a presence channel. */
	static final byte MEMBERS = 'm';

	/** A change of the number of subscriptions of a channel. */
	static final byte OCCUPANCY = 'o';

	/** A command for nodes. */
	static final byte COMMAND = 'c';

	private RedisMessage() {
	}

}
