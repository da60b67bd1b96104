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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import com.lattestream.broker.Member;
import com.lattestream.broker.PresenceLimitException;
import com.lattestream.broker.PresenceListener;
import com.lattestream.broker.PresenceSnapshot;
import com.lattestream.broker.PresenceStore;
import io.lettuce.core.ScriptOutputType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The presence of all nodes, in Redis. A change is made and published in one step, so all
 * nodes hear of it in its order; the node that made it tells the application. Who leaves
 * while Redis is away is removed when it is back; nobody can join until then.
 */
public final class RedisPresenceStore implements PresenceStore {

	private static final Log logger = LogFactory.getLog(RedisPresenceStore.class);

	private static final RedisScript SCRIPT = RedisScript.load("presence.lua", ScriptOutputType.MULTI);

	private static final String KIND = "rooms";

	/** How many rooms are told anew at a time. */
	private static final int MAX_REFRESHING = 128;

	private final RedisConnections connections;

	private final RedisKeyspace keyspace;

	private final RedisNodes nodes;

	private final Map<String, RedisRoom> rooms = new ConcurrentHashMap<>();

	private final AtomicLong calls = new AtomicLong();

	private final Pace pace = new Pace(MAX_REFRESHING);

	private volatile PresenceListener listener = (change) -> {
	};

	/**
	 * Create a store. To be called before the connections and the nodes are started.
	 * @param connections the connections to Redis
	 * @param keyspace the names of keys
	 * @param nodes the nodes that live
	 */
	public RedisPresenceStore(RedisConnections connections, RedisKeyspace keyspace, RedisNodes nodes) {
		this.connections = connections;
		this.keyspace = keyspace;
		this.nodes = nodes;
		connections.topics().register(RedisMessage.MEMBERS, new Topics());
		nodes.register(new Places());
	}

	@Override
	public void start(PresenceListener listener) {
		this.listener = listener;
	}

	@Override
	public Mono<PresenceSnapshot> join(String channel, Member member, String socketId, int maxMembers) {
		return Mono
			.create((sink) -> on(channel, (room) -> room.perform(new Join(room, member, socketId, maxMembers, sink))));
	}

	@Override
	public Mono<Void> leave(String channel, String userId, String socketId, Duration grace) {
		return Mono
			.create((sink) -> on(channel, (room) -> room.perform(new Leave(room, userId, socketId, grace, sink))));
	}

	@Override
	public Mono<PresenceSnapshot> members(String channel) {
		return Mono.defer(() -> (this.rooms.containsKey(channel) || isFollowed(channel))
				? Mono.<PresenceSnapshot>create((sink) -> on(channel, (room) -> room.give(sink)))
				: state(channel).map(RoomState::snapshot));
	}

	@Override
	public void stop() {
		stopRooms().subscribe(null, (ex) -> logger.warn("What this node leaves behind is for other nodes to end", ex));
	}

	private Mono<Boolean> stopRooms() {
		return Flux.fromIterable(List.copyOf(this.rooms.keySet()))
			.flatMap((channel) -> Mono
				.<Boolean>create((sink) -> on(channel, (room) -> room.perform(new Stop(room, sink)))))
			.all((left) -> left);
	}

	private void on(String channel, Consumer<RedisRoom> task) {
		RedisRoom room = this.rooms.computeIfAbsent(channel, (name) -> new RedisRoom(this, name));
		room.execute(() -> task.accept(room), () -> {
			dispose(room);
			on(channel, task);
		});
	}

	PresenceListener listener() {
		return this.listener;
	}

	String incarnation() {
		return this.nodes.incarnation();
	}

	long nextCall() {
		return this.calls.incrementAndGet();
	}

	boolean isUp() {
		return this.connections.isUp();
	}

	Duration patience() {
		return this.nodes.patience();
	}

	/**
	 * Return how often a room is told anew although nothing is wrong.
	 * @return a third of the time that Redis keeps it
	 */
	Duration renewal() {
		return this.nodes.keep().dividedBy(3);
	}

	boolean isFollowed(String channel) {
		return this.connections.topics().isWanted(this.keyspace.topic(channel));
	}

	Mono<Void> note(String incarnation, String channel) {
		return this.nodes.enter(KIND, incarnation, channel);
	}

	Mono<Void> left(String incarnation, String channel) {
		return this.nodes.left(KIND, incarnation, channel);
	}

	void dispose(RedisRoom room) {
		this.rooms.remove(room.channel(), room);
	}

	/**
	 * Return how fast rooms are told anew.
	 * @return their pace
	 */
	Pace pace() {
		return this.pace;
	}

	/**
	 * Run the script for a node.
	 * @param channel the name of the channel
	 * @param incarnation the node
	 * @param unanswered the lowest number of a call that was not answered
	 * @param number the number of this call
	 * @param arguments what is to be done
	 * @return the answer
	 */
	Mono<RoomReply> call(String channel, String incarnation, long unanswered, long number, List<Object> arguments) {
		List<Object> all = new ArrayList<>(arguments.size() + 5);
		all.add(arguments.get(0));
		all.add(this.connections.publishCommand());
		all.add(this.nodes.keep().toMillis());
		all.add(incarnation);
		all.add(unanswered);
		all.add(number);
		all.addAll(arguments.subList(1, arguments.size()));
		List<String> keys = List.of(this.keyspace.topic(channel), this.keyspace.room(channel),
				this.keyspace.members(channel), this.keyspace.memberConnections(channel),
				this.keyspace.memberGraces(channel), this.keyspace.roomLeases(channel));
		return this.connections.<List<Object>>run(SCRIPT, keys, all.toArray()).map(RoomReply::parse);
	}

	/**
	 * Read the members of a channel.
	 * @param channel the name of the channel
	 * @return the members as Redis has them
	 */
	Mono<RoomState> state(String channel) {
		return Mono.defer(() -> call(channel, "", 0, 0, List.of("members"))).map(RoomReply::state);
	}

	private final class Topics implements RedisTopicListener {

		@Override
		public void message(String topic, byte[] message) {
			RoomChange change;
			try {
				change = RoomChange.parse(message, 1);
			}
			catch (IllegalArgumentException ex) {
				logger.warn("A change of members could not be read", ex);
				return;
			}
			on(RedisPresenceStore.this.keyspace.channel(topic), (room) -> room.changed(change));
		}

		@Override
		public void subscribed(String topic) {
			existing(topic, RedisRoom::followed);
		}

		@Override
		public void unsubscribed(String topic) {
			existing(topic, RedisRoom::unfollowed);
		}

		private void existing(String topic, Consumer<RedisRoom> task) {
			String channel = RedisPresenceStore.this.keyspace.channel(topic);
			if (RedisPresenceStore.this.rooms.containsKey(channel)) {
				on(channel, task);
			}
		}

	}

	private final class Places implements NodePlaces {

		@Override
		public String kind() {
			return KIND;
		}

		@Override
		public Mono<Void> reap(String channel, String dead) {
			return Mono.create((sink) -> on(channel, (room) -> room.perform(new Reap(room, dead, sink))));
		}

		@Override
		public void renewed() {
			RedisPresenceStore.this.rooms.keySet().forEach((channel) -> on(channel, (room) -> {
			}));
		}

		@Override
		public void tick(long now) {
			RedisPresenceStore.this.pace.proceed();
			RedisPresenceStore.this.rooms.values().forEach((room) -> {
				if (room.isDue(now)) {
					room.execute(() -> {
					}, () -> {
					});
				}
			});
		}

		@Override
		public Mono<Boolean> stop() {
			return stopRooms();
		}

	}

	private record Join(RedisRoom room, Member member, String socketId, int maxMembers,
			MonoSink<PresenceSnapshot> sink) implements RoomCall {

		@Override
		public List<Object> arguments(long number) {
			this.room.entries().add(this.member, this.socketId, number);
			String info = this.member.userInfo();
			return List.of("join", this.socketId, this.member.userId(), (info != null) ? info : "", this.maxMembers);
		}

		@Override
		public Object subject() {
			return RoomEntries.key(this.member.userId(), this.socketId);
		}

		@Override
		public void done(long number, @Nullable RoomReply reply) {
			if (reply != null && reply.done()) {
				this.room.give(reply.state(), number, this.sink);
				return;
			}
			this.room.entries().remove(this.member.userId(), this.socketId);
			this.sink.error(new PresenceLimitException(this.maxMembers));
		}

		@Override
		public void failed(long number, Throwable ex) {
			this.room.entries().remove(this.member.userId(), this.socketId, number);
			this.sink.error(ex);
		}

		@Override
		public boolean enters() {
			return true;
		}

	}

	private record Leave(RedisRoom room, String userId, String socketId, Duration grace,
			MonoSink<Void> sink) implements RoomCall {

		@Override
		public @Nullable List<Object> arguments(long number) {
			Long joined = this.room.entries().remove(this.userId, this.socketId);
			return (joined != null)
					? List.of("leave", this.socketId, this.userId, joined, Math.max(0, this.grace.toMillis())) : null;
		}

		@Override
		public Object subject() {
			return RoomEntries.key(this.userId, this.socketId);
		}

		@Override
		public void done(long number, @Nullable RoomReply reply) {
			this.sink.success();
		}

		@Override
		public void failed(long number, Throwable ex) {
			this.room.entries().leftUntold(this.userId, System.nanoTime() + this.grace.toNanos());
			this.room.touch();
			this.sink.success();
		}

	}

	private record Reap(RedisRoom room, String dead, MonoSink<Void> sink) implements RoomCall {

		@Override
		public List<Object> arguments(long number) {
			return List.of("reap", this.dead);
		}

		@Override
		public void done(long number, @Nullable RoomReply reply) {
			this.sink.success();
		}

		@Override
		public void failed(long number, Throwable ex) {
			this.sink.error(ex);
		}

		@Override
		public boolean enters() {
			// Who ends a grace from now on must be known, too
			return true;
		}

	}

	private record Stop(RedisRoom room, MonoSink<Boolean> sink) implements RoomCall {

		@Override
		public List<Object> arguments(long number) {
			return List.of("stop");
		}

		@Override
		public void done(long number, @Nullable RoomReply reply) {
			this.sink.success(this.room.isLeft());
		}

		@Override
		public void failed(long number, Throwable ex) {
			this.sink.success(false);
		}

	}

}
