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

package com.example.node;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import com.example.rest.PusherClients;
import com.pusher.client.PusherOptions;
import com.pusher.client.channel.PrivateChannel;
import com.pusher.client.channel.PrivateChannelEventListener;
import com.pusher.client.channel.PrivateEncryptedChannelEventListener;
import com.pusher.client.channel.PusherEvent;
import com.pusher.client.util.HttpChannelAuthorizer;
import com.pusher.rest.Pusher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * pusher-js and Pusher's Java client in the same channels, where servers of both
 * languages publish. Subscription counts are told, which the Java client would not bear
 * in an encrypted channel.
 */
@RequiresNode
@SpringBootTest(classes = NodeApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "lattestream.app.id=app", "lattestream.app.key=lspk_node", "lattestream.app.secret=lsk_node",
				"lattestream.app.encryption-master-key=" + BothLanguagesTests.MASTER_KEY,
				"lattestream.hub.subscription-counts.enabled=true" })
class BothLanguagesTests {

	static final String MASTER_KEY = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

	private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

	@LocalServerPort
	private int port;

	private com.pusher.client.Pusher client;

	@BeforeEach
	void connect() {
		HttpChannelAuthorizer authorizer = new HttpChannelAuthorizer(
				"http://localhost:" + this.port + "/lattestream/auth");
		authorizer.setHeaders(Map.of("X-User", "bob"));
		this.client = PusherClients.connect("lspk_node", this.port,
				new PusherOptions().setChannelAuthorizer(authorizer));
	}

	@AfterEach
	void disconnect() {
		this.client.disconnect();
	}

	/** Cases 39 and 47. */
	@Test
	void clientsOfBothLanguagesUnderstandEachOtherAndTheServers() throws Exception {
		PrivateChannel chat = this.client.subscribePrivate("private-languages", new Listener((event, data) -> {
			this.told.add(event + " " + data);
			this.client.getPrivateChannel("private-languages").trigger("client-from-java", data);
		}), "client-from-js");
		try (Pusher server = new Pusher("app", "lspk_node", "lsk_node", MASTER_KEY)) {
			server.setHost("localhost:" + this.port);
			this.client.subscribePrivateEncrypted("private-encrypted-languages", new Listener((event, data) -> {
				this.told.add(event + " " + data);
				if (event.equals("from-node")) {
					server.trigger("private-encrypted-languages", "from-java",
							JsonMapper.shared().readValue(data, Object.class));
				}
			}), "from-node", "from-java");
			assertThat(next()).isEqualTo("subscribed");
			assertThat(next()).isEqualTo("subscribed");
			NodeTestRun.Result result = NodeTestRun.run(Map.of("HUB_PORT", String.valueOf(this.port), "HUB_SECRET",
					"lsk_node", "HUB_MASTER_KEY", MASTER_KEY), "both-languages.test.mjs");
			assertThat(result.exitCode()).as(result.output()).isZero();
			assertThat(result.output()).containsPattern("pass [1-9]").contains("skipped 0");
			for (String data : new String[] { "{\"k\":1,\"text\":\"é\"}", "[1,{\"a\":[]}]", "12", "true" }) {
				assertThat(next()).isEqualTo("client-from-js " + data);
			}
			for (String data : new String[] { "{\"k\":1,\"text\":\"é😀\"}", "[1,{\"a\":[]}]", "12" }) {
				assertThat(next()).isEqualTo("from-node " + data);
				assertThat(next()).isEqualTo("from-java " + data);
			}
			assertThat(this.told).isEmpty();
			assertThat(chat.isSubscribed()).isTrue();
		}
	}

	private String next() throws InterruptedException {
		return this.told.poll(10, TimeUnit.SECONDS);
	}

	/**
	 * Hands on what comes; notes what goes wrong.
	 */
	private final class Listener implements PrivateChannelEventListener, PrivateEncryptedChannelEventListener {

		private final BiConsumer<String, String> events;

		private Listener(BiConsumer<String, String> events) {
			this.events = events;
		}

		@Override
		public void onSubscriptionSucceeded(String channel) {
			BothLanguagesTests.this.told.add("subscribed");
		}

		@Override
		public void onEvent(PusherEvent event) {
			this.events.accept(event.getEventName(), event.getData());
		}

		@Override
		public void onDecryptionFailure(String event, String reason) {
			BothLanguagesTests.this.told.add("not decrypted: " + event);
		}

		@Override
		public void onAuthenticationFailure(String message, Exception ex) {
			BothLanguagesTests.this.told.add("not authorized: " + message);
		}

	}

}
