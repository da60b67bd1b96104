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

package com.lattestream.benchmarks.fanout;

import io.netty.buffer.ByteBuf;

/**
 * Finds the number of a {@link Message}.
 */
final class Numbers {

	/** The mark and the number. */
	static final int LENGTH = 2 + Message.DIGITS;

	private Numbers() {
	}

	/**
	 * Return whether a number is at a place.
	 * @param in the bytes
	 * @param index the place, followed by {@value #LENGTH} bytes or more
	 * @return whether there is one
	 */
	static boolean isAt(ByteBuf in, int index) {
		return in.getByte(index) == Message.FIRST && in.getByte(index + 1) == Message.SECOND;
	}

	/**
	 * Return the number at a place.
	 * @param in the bytes
	 * @param index where its mark is
	 * @return the number
	 */
	static int at(ByteBuf in, int index) {
		int number = 0;
		for (int i = index + 2; i < index + LENGTH; i++) {
			number = number * 10 + in.getByte(i) - '0';
		}
		return number;
	}

}
