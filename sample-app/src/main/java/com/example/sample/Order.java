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

/**
 * An order on its way, and what its board is told.
 *
 * @param number the number of the order
 * @param drink what was ordered
 * @param state how far it got
 */
record Order(long number, String drink, State state) {

	Order in(State state) {
		return new Order(this.number, this.drink, state);
	}

	/**
	 * The states of an order, in the order in which it goes through them.
	 */
	enum State {

		/**
		 * We know of it.
		 */
		PLACED,

		/**
		 * The money is here.
		 */
		PAID,

		/**
		 * It left the shop.
		 */
		SHIPPED,

		/**
		 * It has arrived.
		 */
		DELIVERED

	}

}
