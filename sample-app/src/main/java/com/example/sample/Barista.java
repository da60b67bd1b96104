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

import java.util.Map;

import com.lattestream.hub.ClientEventResult;
import com.lattestream.hub.LatteClientEvent;

import org.springframework.stereotype.Component;

/**
 * Answers questions that are asked in a room. They go over the socket like any event of a
 * client; nobody but the one who asked gets the answer.
 */
@Component
class Barista {

	private static final Map<String, Integer> CENTS = Map.of("espresso", 220, "cortado", 290, "latte", 340);

	@LatteClientEvent(channel = "presence-room-{room}", event = "client-price")
	ClientEventResult price(Question question) {
		Integer cents = CENTS.get(question.drink());
		return (cents != null) ? ClientEventResult.reply(new Price(question.drink(), cents)) : ClientEventResult
			.refuse("We only have " + String.join(", ", CENTS.keySet().stream().sorted().toList()));
	}

	/**
	 * What a browser asks.
	 *
	 * @param drink the name of a drink
	 */
	record Question(String drink) {
	}

	/**
	 * The answer.
	 *
	 * @param drink the name of the drink
	 * @param cents its price in cents
	 */
	record Price(String drink, int cents) {
	}

}
