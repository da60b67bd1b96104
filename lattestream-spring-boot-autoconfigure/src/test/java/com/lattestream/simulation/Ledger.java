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

package com.lattestream.simulation;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import com.lattestream.broker.Member;
import com.lattestream.hub.HubListener;

/**
 * What the applications of all nodes together were told: how many more times somebody
 * joined than left, and a channel was occupied than vacated.
 */
final class Ledger {

	private final Map<String, Integer> balances = new ConcurrentHashMap<>();

	HubListener listener(BooleanSupplier alive) {
		return new HubListener() {

			@Override
			public void memberAdded(String channel, Member member) {
				count(alive, channel + " " + member.userId(), 1);
			}

			@Override
			public void memberRemoved(String channel, Member member) {
				count(alive, channel + " " + member.userId(), -1);
			}

			@Override
			public void channelOccupied(String channel) {
				count(alive, channel, 1);
			}

			@Override
			public void channelVacated(String channel) {
				count(alive, channel, -1);
			}

		};
	}

	private void count(BooleanSupplier alive, String what, int difference) {
		if (alive.getAsBoolean()) {
			this.balances.merge(what, difference, Integer::sum);
		}
	}

	/**
	 * Return what does not add up.
	 * @param present channels, and members with their channels, that are there
	 * @param tolerance how much may be missing or too much
	 * @return what, with its balance
	 */
	Map<String, Integer> wrong(Set<String> present, int tolerance) {
		Set<String> all = new TreeSet<>(this.balances.keySet());
		all.addAll(present);
		return all.stream()
			.filter((what) -> Math.abs(balance(what) - (present.contains(what) ? 1 : 0)) > tolerance)
			.collect(Collectors.toMap((what) -> what, this::balance));
	}

	private int balance(String what) {
		return this.balances.getOrDefault(what, 0);
	}

}
