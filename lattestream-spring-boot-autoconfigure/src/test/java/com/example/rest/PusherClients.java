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

package com.example.rest;

import java.time.Duration;

import com.pusher.client.Pusher;
import com.pusher.client.PusherOptions;
import com.pusher.client.connection.ConnectionState;

import static org.awaitility.Awaitility.await;

/**
 * Clients of Pusher's library for Java.
 */
public final class PusherClients {

	private PusherClients() {
	}

	/**
	 * Connect a client and wait until it is: that library subscribes twice, now and then,
	 * to what is asked for while it connects.
	 * @param key the application's key
	 * @param port where the hub listens
	 * @param options the other options
	 * @return the client
	 */
	public static Pusher connect(String key, int port, PusherOptions options) {
		Pusher client = new Pusher(key, options.setHost("localhost").setWsPort(port).setUseTLS(false));
		client.connect();
		await().atMost(Duration.ofSeconds(10))
			.until(() -> client.getConnection().getState() == ConnectionState.CONNECTED);
		return client;
	}

}
