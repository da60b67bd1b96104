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

import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import com.lattestream.broker.Broker;
import com.lattestream.broker.CacheStore;
import com.lattestream.broker.GroupStore;
import com.lattestream.broker.HistoryStore;
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.InMemoryCacheStore;
import com.lattestream.broker.InMemoryGroupStore;
import com.lattestream.broker.InMemoryHistoryStore;
import com.lattestream.broker.InMemoryNodeBus;
import com.lattestream.broker.InMemoryOccupancyStore;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.NodeBus;
import com.lattestream.broker.OccupancyStore;
import com.lattestream.broker.PresenceStore;
import com.lattestream.signature.AppCredentials;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/**
 * Builds a hub. What is not said is as one node needs it, in memory.
 */
public final class LatteStreamHubBuilder {

	private static final long CACHE_SIZE = 32 * 1024 * 1024;

	private static final long HISTORY_SIZE = 64 * 1024 * 1024;

	final AppCredentials credentials;

	final HubSettings settings;

	Broker broker = new InMemoryBroker();

	PresenceStore presence = new InMemoryPresenceStore();

	OccupancyStore occupancy = new InMemoryOccupancyStore();

	GroupStore groups = new InMemoryGroupStore();

	NodeBus bus = new InMemoryNodeBus();

	private @Nullable CacheStore cache;

	private @Nullable HistoryStore history;

	ChannelPolicies policies = ChannelPolicies.NONE;

	HubListener listener = new HubListeners(List.of());

	ClientEventInterceptor clientEvents = ClientEventInterceptor.NONE;

	JsonMapper jsonMapper = JsonMapper.shared();

	Clock clock = Clock.systemUTC();

	LongSupplier nanoTime = System::nanoTime;

	LaneTimer laneTimer = (lane, task, delay) -> Schedulers.parallel()
		.schedule(() -> lane.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);

	LatteStreamHubBuilder(AppCredentials credentials, HubSettings settings) {
		this.credentials = credentials;
		this.settings = settings;
	}

	/**
	 * Set what carries publications.
	 * @param broker the broker
	 * @return this builder
	 */
	public LatteStreamHubBuilder broker(Broker broker) {
		this.broker = broker;
		return this;
	}

	/**
	 * Set what keeps the members of presence channels.
	 * @param presence the store
	 * @return this builder
	 */
	public LatteStreamHubBuilder presence(PresenceStore presence) {
		this.presence = presence;
		return this;
	}

	/**
	 * Set what counts the subscriptions of channels.
	 * @param occupancy the store
	 * @return this builder
	 */
	public LatteStreamHubBuilder occupancy(OccupancyStore occupancy) {
		this.occupancy = occupancy;
		return this;
	}

	/**
	 * Set what keeps the channels that users are put into.
	 * @param groups the store
	 * @return this builder
	 */
	public LatteStreamHubBuilder groups(GroupStore groups) {
		this.groups = groups;
		return this;
	}

	/**
	 * Set what asks other nodes for what concerns their connections.
	 * @param bus the bus
	 * @return this builder
	 */
	public LatteStreamHubBuilder bus(NodeBus bus) {
		this.bus = bus;
		return this;
	}

	/**
	 * Set what keeps the last events of cache channels. By default they may take
	 * {@value #CACHE_SIZE} bytes of memory.
	 * @param cache the store
	 * @return this builder
	 */
	public LatteStreamHubBuilder cache(CacheStore cache) {
		this.cache = cache;
		return this;
	}

	CacheStore cache() {
		return (this.cache != null) ? this.cache : new InMemoryCacheStore(CACHE_SIZE, this.clock);
	}

	/**
	 * Set what keeps the events of channels that have a history. By default they may take
	 * {@value #HISTORY_SIZE} bytes of memory.
	 * @param history the store
	 * @return this builder
	 */
	public LatteStreamHubBuilder history(HistoryStore history) {
		this.history = history;
		return this;
	}

	HistoryStore history() {
		return (this.history != null) ? this.history : new InMemoryHistoryStore(HISTORY_SIZE, this.clock);
	}

	/**
	 * Set what is special about some channels.
	 * @param policies the policies
	 * @return this builder
	 */
	public LatteStreamHubBuilder policies(ChannelPolicies policies) {
		this.policies = policies;
		return this;
	}

	/**
	 * Set who is told what happens.
	 * @param listeners are told one after the other
	 * @return this builder
	 */
	public LatteStreamHubBuilder listeners(List<HubListener> listeners) {
		return listener(new HubListeners(listeners));
	}

	LatteStreamHubBuilder listener(HubListener listener) {
		this.listener = listener;
		return this;
	}

	/**
	 * Set who decides about events of clients.
	 * @param interceptor the interceptor
	 * @return this builder
	 */
	public LatteStreamHubBuilder clientEvents(ClientEventInterceptor interceptor) {
		this.clientEvents = interceptor;
		return this;
	}

	/**
	 * Set what writes the application's data.
	 * @param jsonMapper the mapper
	 * @return this builder
	 */
	public LatteStreamHubBuilder jsonMapper(JsonMapper jsonMapper) {
		this.jsonMapper = jsonMapper;
		return this;
	}

	/**
	 * Set the clock that tokens expire by.
	 * @param clock the clock
	 * @return this builder
	 */
	public LatteStreamHubBuilder clock(Clock clock) {
		this.clock = clock;
		return this;
	}

	/**
	 * Set what timeouts and heartbeats are measured by.
	 * @param nanoTime returns the time in nanoseconds
	 * @return this builder
	 */
	LatteStreamHubBuilder nanoTime(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		return this;
	}

	/**
	 * Set who has the time for lanes. By default, Reactor has it.
	 * @param lanes has the time
	 * @return this builder
	 */
	public LatteStreamHubBuilder lanes(LaneExecutors lanes) {
		return laneTimer(lanes::schedule);
	}

	LatteStreamHubBuilder laneTimer(LaneTimer laneTimer) {
		this.laneTimer = laneTimer;
		return this;
	}

	/**
	 * Build the hub.
	 * @return the hub
	 */
	public LatteStreamHub build() {
		return new LatteStreamHub(this);
	}

}
