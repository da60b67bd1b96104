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

package com.example.simulation;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.lattestream.broker.Member;
import com.lattestream.hub.HubListener;

/**
 * What the applications of all nodes together were told: how many more times somebody
 * joined than left, and a channel was occupied than vacated.
 */
final class Ledger {

	private final Map<String, Integer> balances = new ConcurrentHashMap<>();

	private final World world;

	Ledger(World world) {
		this.world = world;
	}

	HubListener listener(SimulatedNode node) {
		return new HubListener() {

			@Override
			public void memberAdded(String channel, Member member) {
				count(node, channel + " " + member.userId(), 1);
			}

			@Override
			public void memberRemoved(String channel, Member member) {
				count(node, channel + " " + member.userId(), -1);
			}

			@Override
			public void channelOccupied(String channel) {
				count(node, channel, 1);
			}

			@Override
			public void channelVacated(String channel) {
				count(node, channel, -1);
			}

		};
	}

	private void count(SimulatedNode node, String what, int difference) {
		if (node.isAlive()) {
			this.world.execute(() -> this.world.note(node + " tells of " + what + ": " + difference));
			this.balances.merge(what, difference, Integer::sum);
		}
	}

	/**
	 * Return what does not add up.
	 * @param present channels, and members with their channels, that are there
	 * @param excuses tells why something may be missing or too much
	 * @return what, with its balance
	 */
	Map<String, Integer> wrong(Set<String> present, Supplier<Excuses> excuses) {
		Set<String> all = new TreeSet<>(this.balances.keySet());
		all.addAll(present);
		all.removeIf((what) -> balance(what) == truth(what, present));
		if (all.isEmpty()) {
			return Map.of();
		}
		Excuses known = excuses.get();
		return all.stream()
			.filter((what) -> !known.allow(what, balance(what), truth(what, present)))
			.collect(Collectors.toMap((what) -> what, this::balance));
	}

	private static int truth(String what, Set<String> present) {
		return present.contains(what) ? 1 : 0;
	}

	private int balance(String what) {
		return this.balances.getOrDefault(what, 0);
	}

}
