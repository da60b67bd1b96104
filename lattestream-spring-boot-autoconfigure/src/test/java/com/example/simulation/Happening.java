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

import java.util.List;

import com.lattestream.broker.redis.TcpProxy;

/**
 * Does what a schedule says. For the thread of the world.
 */
final class Happening implements Runnable {

	private static final int REDIS_RESTART = 150;

	private static final int UNTIL_ALL_IS_TOLD = 500;

	private final World world;

	private final Schedule.Step step;

	Happening(World world, Schedule.Step step) {
		this.world = world;
		this.step = step;
	}

	@Override
	public void run() {
		String channel = Channels.ALL.get(this.step.channel() % Channels.ALL.size());
		SimulatedClient client = this.world.clients().get(this.step.who() % this.world.clients().size());
		SimulatedNode node = this.world.node(this.step.who());
		int amount = this.step.amount();
		this.world.note(this.step + ": " + client + " or " + node + " in " + channel);
		switch (this.step.action()) {
			case PUBLISH -> publish(node, channel);
			case SEND -> client.sendEvents(channel, amount);
			case DISCONNECT -> client.disconnect(amount, this.step.channel() * 50);
			case STOP_READING -> client.stopReading(amount);
			case RESUBSCRIBE -> client.resubscribe(channel);
			case TYPE -> client.type(channel, amount % 4 > 0);
			case KILL_NODE -> kill(node);
			case START_NODE -> this.world.startNode();
			case CUT_LINK -> node.link().cut();
			case REFUSE_LINK -> refuse(List.of(node));
			case STALL_LINK -> stall(node);
			case REFUSE_ALL -> refuse(this.world.living());
			case STOP_REDIS -> stopRedis();
		}
	}

	private void publish(SimulatedNode node, String channel) {
		for (int i = 0; i < this.step.amount(); i++) {
			this.world.publish(node, channel);
		}
	}

	private void kill(SimulatedNode node) {
		if (!this.world.isOwned()) {
			this.world.later(UNTIL_ALL_IS_TOLD, () -> kill(node));
		}
		else if (node.isAlive() && this.world.living().size() > 1) {
			List<SimulatedClient> there = this.world.clients().stream().filter((client) -> client.isOn(node)).toList();
			node.kill();
			there.forEach((client) -> client.disconnect(this.step.amount() / 4, 0));
		}
	}

	private void refuse(List<SimulatedNode> nodes) {
		List<TcpProxy> links = nodes.stream().map(SimulatedNode::link).toList();
		links.forEach(TcpProxy::refuse);
		this.world.later(this.step.amount(), () -> heal(nodes));
	}

	private void stall(SimulatedNode node) {
		node.link().stall();
		this.world.later(this.step.amount(), () -> heal(List.of(node)));
	}

	private static void heal(List<SimulatedNode> nodes) {
		nodes.stream().filter(SimulatedNode::isAlive).forEach((node) -> node.link().resume());
	}

	private void stopRedis() {
		if (this.world.schedule().redis() == Schedule.RedisKind.FORGETFUL) {
			this.world.lostData();
		}
		this.world.redis().kill();
		this.world.later(Math.max(0, this.step.amount() - REDIS_RESTART), () -> this.world.redis().restart());
	}

}
