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

package com.example.contract;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import com.lattestream.CacheMissed;
import com.lattestream.ChannelOccupied;
import com.lattestream.ChannelVacated;
import com.lattestream.ClientEventReceived;
import com.lattestream.MemberAdded;
import com.lattestream.MemberRemoved;

import org.springframework.context.event.EventListener;

/**
 * Keeps the application events of channels whose name ends with {@code -heard}.
 */
class ContractListener {

	private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

	BlockingQueue<Object> events() {
		return this.events;
	}

	@EventListener
	void on(ChannelOccupied event) {
		add(event.channel(), event);
	}

	@EventListener
	void on(CacheMissed event) {
		add(event.channel(), event);
	}

	@EventListener
	void on(ChannelVacated event) {
		add(event.channel(), event);
	}

	@EventListener
	void on(MemberAdded event) {
		add(event.channel(), event);
	}

	@EventListener
	void on(MemberRemoved event) {
		add(event.channel(), event);
	}

	@EventListener
	void on(ClientEventReceived event) {
		add(event.channel(), event);
	}

	private void add(String channel, Object event) {
		if (channel.endsWith("-heard")) {
			this.events.add(event);
		}
	}

}
