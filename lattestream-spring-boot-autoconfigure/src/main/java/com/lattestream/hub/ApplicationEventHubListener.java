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

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import com.lattestream.CacheMissed;
import com.lattestream.ChannelOccupied;
import com.lattestream.ChannelVacated;
import com.lattestream.ClientEventReceived;
import com.lattestream.ConnectionClosed;
import com.lattestream.ConnectionInfo;
import com.lattestream.ConnectionOpened;
import com.lattestream.MemberAdded;
import com.lattestream.MemberRemoved;
import com.lattestream.PresenceMember;
import com.lattestream.SubscriptionCountChanged;
import com.lattestream.SubscriptionDenied;
import com.lattestream.SubscriptionSucceeded;
import com.lattestream.broker.Member;
import com.lattestream.broker.Publication;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes what happens in a hub as application events. Listeners may block: they are
 * called on an executor. The events of one channel stay in order, and those of one
 * connection; others do not wait for each other, or not for long.
 * <p>
 * In a cluster, each event is published on one node: the one that has the connection or
 * brought the change about. Events of one channel that come from different nodes have no
 * order among them.
 */
public final class ApplicationEventHubListener implements HubListener {

	private static final Log logger = LogFactory.getLog(ApplicationEventHubListener.class);

	/** Channels and connections share so many queues; a power of two. */
	private static final int QUEUES = 64;

	private static final int MAX_WAITING = 10_000;

	private final ApplicationEventPublisher publisher;

	private final JsonMapper jsonMapper;

	private final Executor[] queues = new Executor[QUEUES];

	/**
	 * Create a listener.
	 * @param publisher publishes application events
	 * @param jsonMapper reads the info of members
	 * @param executor calls the event listeners
	 */
	public ApplicationEventHubListener(ApplicationEventPublisher publisher, JsonMapper jsonMapper, Executor executor) {
		this.publisher = publisher;
		this.jsonMapper = jsonMapper;
		for (int i = 0; i < QUEUES; i++) {
			this.queues[i] = new SerialExecutor(executor, MAX_WAITING);
		}
	}

	@Override
	public void connectionOpened(ConnectionInfo connection) {
		publish(connection.socketId(), () -> new ConnectionOpened(connection));
	}

	@Override
	public void connectionClosed(ConnectionInfo connection, @Nullable Integer code, String reason, Duration duration) {
		publish(connection.socketId(), () -> new ConnectionClosed(connection, code, reason, duration));
	}

	@Override
	public void subscriptionSucceeded(String socketId, @Nullable String userId, String channel) {
		publish(socketId, () -> new SubscriptionSucceeded(socketId, userId, channel));
	}

	@Override
	public void subscriptionDenied(String socketId, @Nullable String userId, String channel, String reason) {
		publish(socketId, () -> new SubscriptionDenied(socketId, userId, channel, reason));
	}

	@Override
	public void channelOccupied(String channel) {
		publish(channel, () -> new ChannelOccupied(channel));
	}

	@Override
	public void channelVacated(String channel) {
		publish(channel, () -> new ChannelVacated(channel));
	}

	@Override
	public void subscriptionCountChanged(String channel, int count) {
		publish(channel, () -> new SubscriptionCountChanged(channel, count));
	}

	@Override
	public void cacheMissed(String channel) {
		publish(channel, () -> new CacheMissed(channel));
	}

	@Override
	public void memberAdded(String channel, Member member) {
		publish(channel, () -> new MemberAdded(channel, toPresenceMember(member)));
	}

	@Override
	public void memberRemoved(String channel, Member member) {
		publish(channel, () -> new MemberRemoved(channel, toPresenceMember(member)));
	}

	@Override
	public void clientEvent(Publication publication) {
		publish(publication.channel(), () -> new ClientEventReceived(publication.channel(), publication.event(),
				publication.data(), String.valueOf(publication.excludedSocketId()), publication.userId()));
	}

	private void publish(String subject, Supplier<Object> event) {
		try {
			this.queues[subject.hashCode() & (QUEUES - 1)].execute(() -> publish(event.get()));
		}
		catch (RejectedExecutionException ex) {
			logger.warn("An application event is dropped because its listeners are too slow or the application stops");
		}
	}

	private void publish(Object event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.error("A listener failed on " + event.getClass().getSimpleName(), ex);
		}
	}

	private PresenceMember toPresenceMember(Member member) {
		String userInfo = member.userInfo();
		Object info = (userInfo != null) ? this.jsonMapper.readValue(userInfo, Object.class) : null;
		return new PresenceMember(member.userId(), info);
	}

}
