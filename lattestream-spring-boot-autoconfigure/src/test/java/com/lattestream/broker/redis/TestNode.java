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

package com.lattestream.broker.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.lattestream.broker.Member;
import com.lattestream.broker.MemberChange;
import com.lattestream.broker.OccupancyListener;
import com.lattestream.broker.PresenceListener;
import com.lattestream.broker.PresenceSnapshot;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One node of a cluster in a test, with all that it was told.
 */
final class TestNode implements AutoCloseable {

	final List<MemberChange> announced = new CopyOnWriteArrayList<>();

	final List<MemberChange> caused = new CopyOnWriteArrayList<>();

	/** As in {@code "occupied a"}, {@code "counted a 2"}. */
	final List<String> occupancy = new CopyOnWriteArrayList<>();

	/** As in {@code "a 2"}. */
	final List<String> counts = new CopyOnWriteArrayList<>();

	final RedisConnections connections;

	final RedisNodes nodes;

	final RedisPresenceStore presence;

	final RedisOccupancyStore occupancyStore;

	private final RedisKeyspace keyspace;

	TestNode(RedisConnections connections, String prefix, Duration lease, boolean recording) {
		this.connections = connections;
		this.keyspace = new RedisKeyspace(prefix);
		this.nodes = new RedisNodes(connections, this.keyspace, lease);
		this.presence = new RedisPresenceStore(connections, this.keyspace, this.nodes);
		this.occupancyStore = new RedisOccupancyStore(connections, this.keyspace, this.nodes);
		if (recording) {
			record();
		}
		connections.start();
		this.nodes.start();
		Awaitility.await().atMost(RedisFixture.TIMEOUT).pollInterval(Duration.ofMillis(20)).until(connections::isUp);
	}

	static TestNode start(int port, String prefix, Duration lease) {
		return new TestNode(RedisFixture.connections(port), prefix, lease, true);
	}

	/**
	 * Start a node that gives its commands up soon.
	 * @param port the port of its Redis, or of a proxy
	 * @param prefix begins all its keys
	 * @param lease within how long all is healed after a node died
	 * @return the node
	 */
	static TestNode startImpatient(int port, String prefix, Duration lease) {
		return new TestNode(RedisFixture.connections(port, RedisFixture.SHORT_COMMAND_TIMEOUT), prefix, lease, true);
	}

	private void record() {
		this.presence.start(new PresenceListener() {

			@Override
			public void announced(MemberChange change) {
				TestNode.this.announced.add(change);
			}

			@Override
			public void caused(MemberChange change) {
				TestNode.this.caused.add(change);
			}

		});
		this.occupancyStore.start(new OccupancyListener() {

			@Override
			public void occupied(String channel) {
				TestNode.this.occupancy.add("occupied " + channel);
			}

			@Override
			public void vacated(String channel) {
				TestNode.this.occupancy.add("vacated " + channel);
			}

			@Override
			public void counted(String channel, int count) {
				TestNode.this.occupancy.add("counted " + channel + " " + count);
			}

			@Override
			public void changed(String channel, int count) {
				TestNode.this.counts.add(channel + " " + count);
			}

		});
	}

	void follow(String channel) {
		this.connections.topics().subscribe(this.keyspace.topic(channel)).block(RedisFixture.TIMEOUT);
	}

	PresenceSnapshot join(String channel, String userId, String socketId) {
		PresenceSnapshot snapshot = this.presence.join(channel, new Member(userId, null), socketId, 100)
			.block(RedisFixture.TIMEOUT);
		assertThat(snapshot).isNotNull();
		return snapshot;
	}

	void leave(String channel, String userId, String socketId) {
		this.presence.leave(channel, userId, socketId, Duration.ZERO).block(RedisFixture.TIMEOUT);
	}

	List<String> members(String channel) {
		PresenceSnapshot snapshot = this.presence.members(channel).block(RedisFixture.TIMEOUT);
		assertThat(snapshot).isNotNull();
		return snapshot.members().stream().map(Member::userId).toList();
	}

	static List<String> texts(List<MemberChange> changes) {
		return changes.stream().map((change) -> (change.added() ? "+" : "-") + change.member().userId()).toList();
	}

	/**
	 * End as a process does that is killed.
	 */
	void kill() {
		this.connections.close();
	}

	@Override
	public void close() {
		kill();
	}

}
