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

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import com.lattestream.broker.InMemoryTicketStore;
import com.lattestream.broker.Ticket;
import com.lattestream.broker.TicketStore;
import io.lettuce.core.SetArgs;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The tickets of all nodes. Redis gets to know the name of the user and the details, and
 * nothing that anybody could connect with; the principal itself does not leave the node
 * that issued the ticket. Needs Redis 6.2.
 */
public final class RedisTicketStore implements TicketStore {

	private static final Log logger = LogFactory.getLog(RedisTicketStore.class);

	/** How many principals wait for their tickets to be taken on this node. */
	private static final int MAX_ATTACHMENTS = 10_000;

	private final RedisConnections connections;

	private final RedisKeyspace keyspace;

	private final TicketStore issued = new InMemoryTicketStore(MAX_ATTACHMENTS, Clock.systemUTC());

	/**
	 * Create a store.
	 * @param connections the connections to Redis
	 * @param keyspace names the keys
	 */
	public RedisTicketStore(RedisConnections connections, RedisKeyspace keyspace) {
		this.connections = connections;
		this.keyspace = keyspace;
	}

	@Override
	public Mono<Void> put(String id, Ticket ticket, Duration lifetime) {
		return Mono.defer(() -> {
			byte[] value = RedisJson.write(Map.of("user", ticket.userName(), "details", ticket.details()));
			return this.connections.command((commands) -> commands.set(this.keyspace.ticket(id), value,
					SetArgs.Builder.px(Math.max(1, lifetime.toMillis()))));
		}).then((ticket.attachment() != null) ? this.issued.put(id, ticket, lifetime) : Mono.empty());
	}

	@Override
	public Mono<Ticket> take(String id) {
		return this.connections.command((commands) -> commands.getdel(this.keyspace.ticket(id)))
			.mapNotNull(RedisTicketStore::ticket)
			.flatMap((ticket) -> this.issued.take(id).defaultIfEmpty(ticket));
	}

	private static @Nullable Ticket ticket(byte[] value) {
		Map<String, @Nullable Object> fields = RedisJson.read(value, 0);
		if (fields != null && fields.get("user") instanceof String user
				&& fields.get("details") instanceof String details) {
			return new Ticket(user, details, null);
		}
		logger.warn("Redis has something in place of a ticket; it is taken for unknown");
		return null;
	}

}
