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

package com.lattestream.protocol;

import java.util.Locale;

/**
 * Why a client does not get what it missed. On the wire they are in lower case.
 */
public enum RecoveryFailure {

	/**
	 * The stream was lost since then, and with it what came next.
	 */
	EPOCH_CHANGED,

	/**
	 * Some of it is kept no more.
	 */
	EVENTS_FORGOTTEN,

	/**
	 * There is no such position, or it cannot be read or continued.
	 */
	POSITION_UNKNOWN,

	/**
	 * It is more than clients get at once.
	 */
	TOO_MANY,

	/**
	 * The channel keeps nothing.
	 */
	NO_HISTORY;

	String wire() {
		return name().toLowerCase(Locale.ROOT);
	}

}
