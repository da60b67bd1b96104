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

package com.lattestream.hub;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of an event of a client.
 *
 * @param fate whether the others get it
 * @param data what they get instead, if it is changed
 * @param reason why it is refused, in words for the client
 * @param answered whether the sender is answered even if it gave no {@code ref}
 * @param answer the data of that answer
 */
public record ClientEventResult(Fate fate, @Nullable Object data, @Nullable String reason, boolean answered,
		@Nullable Object answer) {

	private static final ClientEventResult PASS = of(Fate.PASSED, null, null);

	private static final ClientEventResult DROP = of(Fate.DROPPED, null, null);

	/**
	 * Pass the event on as it is.
	 * @return the result
	 */
	public static ClientEventResult pass() {
		return PASS;
	}

	/**
	 * Pass the event on with other data.
	 * @param data anything that can be written as JSON
	 * @return the result
	 */
	public static ClientEventResult change(@Nullable Object data) {
		return of(Fate.CHANGED, data, null);
	}

	/**
	 * Pass the event on to nobody, and say nothing of it.
	 * @return the result
	 */
	public static ClientEventResult drop() {
		return DROP;
	}

	/**
	 * Pass the event on to nobody, and tell the sender why.
	 * @param reason why, in words for the client
	 * @return the result
	 */
	public static ClientEventResult refuse(String reason) {
		return of(Fate.REFUSED, null, reason);
	}

	/**
	 * Answer the sender, and pass the event on to nobody.
	 * @param data anything that can be written as JSON
	 * @return the result
	 */
	public static ClientEventResult reply(@Nullable Object data) {
		return DROP.andReply(data);
	}

	/**
	 * Answer the sender, too. Has no effect on a refusal, which is an answer itself.
	 * @param data anything that can be written as JSON
	 * @return another result
	 */
	public ClientEventResult andReply(@Nullable Object data) {
		return new ClientEventResult(this.fate, this.data, this.reason, true, data);
	}

	private static ClientEventResult of(Fate fate, @Nullable Object data, @Nullable String reason) {
		return new ClientEventResult(fate, data, reason, false, null);
	}

	/**
	 * Whether the others get an event.
	 */
	public enum Fate {

		/**
		 * As it is.
		 */
		PASSED,

		/**
		 * With other data.
		 */
		CHANGED,

		/**
		 * Nobody gets it.
		 */
		DROPPED,

		/**
		 * Nobody gets it, and the sender is told why.
		 */
		REFUSED

	}

}
