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

import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.pusher.client.Pusher;
import com.pusher.client.PusherOptions;
import com.pusher.client.channel.PresenceChannelEventListener;
import com.pusher.client.channel.PrivateEncryptedChannelEventListener;
import com.pusher.client.channel.PusherEvent;
import com.pusher.client.channel.User;
import com.pusher.client.connection.ConnectionEventListener;
import com.pusher.client.connection.ConnectionState;
import com.pusher.client.connection.ConnectionStateChange;
import com.pusher.client.util.HttpChannelAuthorizer;
import com.pusher.client.util.HttpUserAuthenticator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pusher's Java client and all it was told.
 */
final class PusherClient implements ConnectionEventListener, PresenceChannelEventListener,
		PrivateEncryptedChannelEventListener, AutoCloseable {

	private final Pusher pusher;

	private final BlockingQueue<ConnectionState> states = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> succeeded = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> failed = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> errorCodes = new LinkedBlockingQueue<>();

	private final BlockingQueue<PusherEvent> events = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> unreadable = new LinkedBlockingQueue<>();

	private final BlockingQueue<PusherEvent> protocolEvents = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> members = new LinkedBlockingQueue<>();

	PusherClient(int port, String key, String authPath, String user) {
		HttpChannelAuthorizer authorizer = new HttpChannelAuthorizer("http://localhost:" + port + authPath);
		HttpUserAuthenticator authenticator = new HttpUserAuthenticator(
				"http://localhost:" + port + "/lattestream/user-auth");
		if (user != null) {
			authenticator.setHeaders(Map.of("Authorization", ContractServer.basic(user)));
			authorizer.setHeaders(Map.of("Authorization", ContractServer.basic(user)));
		}
		this.pusher = new Pusher(key,
				new PusherOptions().setHost("localhost")
					.setWsPort(port)
					.setUseTLS(false)
					.setChannelAuthorizer(authorizer)
					.setUserAuthenticator(authenticator));
	}

	PusherClient connect() {
		this.pusher.connect(this, ConnectionState.ALL);
		return this;
	}

	PusherClient connected() {
		connect();
		assertThat(nextState()).isEqualTo(ConnectionState.CONNECTING);
		assertThat(nextState()).isEqualTo(ConnectionState.CONNECTED);
		return this;
	}

	PusherClient subscribed(String channel) {
		if (channel.startsWith("presence-")) {
			this.pusher.subscribePresence(channel, this).bindGlobal(this);
		}
		else if (channel.startsWith("private-encrypted-")) {
			this.pusher.subscribePrivateEncrypted(channel, this).bindGlobal(this);
		}
		else if (channel.startsWith("private-")) {
			this.pusher.subscribePrivate(channel, this).bindGlobal(this);
		}
		else {
			this.pusher.subscribe(channel, this).bindGlobal(this);
		}
		assertThat(nextSucceeded()).isEqualTo(channel);
		return this;
	}

	Pusher pusher() {
		return this.pusher;
	}

	String socketId() {
		return this.pusher.getConnection().getSocketId();
	}

	ConnectionState nextState() {
		return poll(this.states);
	}

	String nextSucceeded() {
		return poll(this.succeeded);
	}

	String nextFailed() {
		return poll(this.failed);
	}

	String nextErrorCode() {
		return poll(this.errorCodes);
	}

	PusherEvent nextEvent(String event) {
		PusherEvent next = poll(this.events);
		assertThat(next).as("next event").isNotNull();
		assertThat(next.getEventName()).isEqualTo(event);
		return next;
	}

	/**
	 * Return the next event that could not be decrypted.
	 * @return its name
	 */
	String nextUnreadable() {
		return poll(this.unreadable);
	}

	/**
	 * Return the next event that the protocol has names for.
	 * @param event the name of the event
	 * @return the event
	 */
	PusherEvent nextProtocolEvent(String event) {
		PusherEvent next = poll(this.protocolEvents);
		assertThat(next).as("next protocol event").isNotNull();
		assertThat(next.getEventName()).isEqualTo(event);
		return next;
	}

	/**
	 * Return what is told next about members.
	 * @return a word and the id
	 */
	String nextMember() {
		return poll(this.members);
	}

	@Override
	public void onConnectionStateChange(ConnectionStateChange change) {
		this.states.add(change.getCurrentState());
	}

	@Override
	public void onError(String message, String code, Exception ex) {
		this.errorCodes.add(String.valueOf(code));
	}

	@Override
	public void onError(String message, Exception ex) {
		this.errorCodes.add(message);
	}

	@Override
	public void onSubscriptionSucceeded(String channelName) {
		this.succeeded.add(channelName);
	}

	@Override
	public void onAuthenticationFailure(String message, Exception ex) {
		this.failed.add(message);
	}

	@Override
	public void onUsersInformationReceived(String channelName, Set<User> users) {
	}

	@Override
	public void userSubscribed(String channelName, User user) {
		this.members.add("added " + user.getId());
	}

	@Override
	public void userUnsubscribed(String channelName, User user) {
		this.members.add("removed " + user.getId());
	}

	@Override
	public void onDecryptionFailure(String event, String reason) {
		this.unreadable.add(event);
	}

	@Override
	public void onEvent(PusherEvent event) {
		// Bound globally, so the protocol's own events come, too
		if (!event.getEventName().startsWith("pusher")) {
			this.events.add(event);
		}
		else if (event.getEventName().startsWith("pusher:")) {
			this.protocolEvents.add(event);
		}
	}

	@Override
	public void close() {
		this.pusher.disconnect();
	}

	private static <T> T poll(BlockingQueue<T> queue) {
		try {
			return queue.poll(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
