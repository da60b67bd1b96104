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
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.lattestream.BatchEvent;
import com.lattestream.LatteStreamClient;
import com.lattestream.auth.LatteChannelAuth;
import com.lattestream.remote.RemoteLatteStreamClient;
import com.pusher.client.PusherOptions;
import com.pusher.client.channel.PrivateEncryptedChannelEventListener;
import com.pusher.client.channel.PusherEvent;
import com.pusher.client.util.HttpChannelAuthorizer;
import com.pusher.rest.Pusher;
import com.pusher.rest.data.Event;
import com.pusher.rest.data.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for encrypted channels between Pusher's Java client, which this application
 * authorises, and servers of all kinds that know the master key.
 */
@SpringBootTest(classes = { RestApplication.class, EncryptedChannelTests.Channels.class },
		webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "lattestream.app.id=42", "lattestream.app.key=lspk_java", "lattestream.app.secret=lsk_java",
				"lattestream.app.encryption-master-key=" + EncryptedChannelTests.MASTER_KEY })
class EncryptedChannelTests {

	static final String MASTER_KEY = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final String CHANNEL = "private-encrypted-a";

	private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

	@LocalServerPort
	private int port;

	@Autowired
	private LatteStreamClient hub;

	private com.pusher.client.Pusher client;

	@BeforeEach
	void subscribe() throws InterruptedException {
		this.client = PusherClients.connect("lspk_java", this.port, new PusherOptions()
			.setChannelAuthorizer(new HttpChannelAuthorizer("http://localhost:" + this.port + "/lattestream/auth")));
		this.client.subscribePrivateEncrypted(CHANNEL, new Listener(this.told)).bindGlobal(new Listener(this.told));
		assertThat(next()).isEqualTo("subscribed");
	}

	@AfterEach
	void disconnect() {
		this.client.disconnect();
	}

	/** Case 47. */
	@Test
	void serverWithPushersSdkIsUnderstood() throws Exception {
		try (Pusher pusher = pusher(MASTER_KEY)) {
			assertThat(pusher.trigger(CHANNEL, "e", Map.of("x", "é")).getStatus()).isEqualTo(Result.Status.SUCCESS);
			assertThat(next()).isEqualTo("e {\"x\":\"é\"}");
			assertThat(pusher.trigger(List.of(new Event(CHANNEL, "f", 1), new Event(CHANNEL, "g", 2))).getStatus())
				.isEqualTo(Result.Status.SUCCESS);
			assertThat(next()).isEqualTo("f 1");
			assertThat(next()).isEqualTo("g 2");
		}
	}

	@Test
	void serverWithAnotherMasterKeyIsNotUnderstood() throws Exception {
		byte[] other = new byte[32];
		Arrays.fill(other, (byte) 8);
		try (Pusher pusher = pusher(Base64.getEncoder().encodeToString(other))) {
			assertThat(pusher.trigger(CHANNEL, "foreign", "words").getStatus()).isEqualTo(Result.Status.SUCCESS);
			assertThat(next()).isEqualTo("not decrypted: foreign");
			this.hub.trigger(CHANNEL, "own", 1).block(TIMEOUT);
			assertThat(next()).isEqualTo("own 1");
		}
	}

	@Test
	void applicationInRemoteModeIsUnderstood() throws InterruptedException {
		for (String batching : List.of("true", "false")) {
			try (ConfigurableApplicationContext context = remote(batching)) {
				RemoteLatteStreamClient remote = context.getBean(RemoteLatteStreamClient.class);
				remote.trigger(CHANNEL, "e", Map.of("x", "é")).block(TIMEOUT);
				assertThat(next()).isEqualTo("e {\"x\":\"é\"}");
				remote.triggerBatch(List.of(new BatchEvent("open", "e", 1), new BatchEvent(CHANNEL, "f", "text")))
					.block(TIMEOUT);
				assertThat(next()).isEqualTo("f \"text\"");
				// Encryption makes it longer than the limit of the hub, which is for what
				// was encrypted
				remote.trigger(CHANNEL, "long", "x".repeat(32 * 1024 - 2)).block(TIMEOUT);
				assertThat(next()).hasSize("long ".length() + 32 * 1024);
			}
		}
	}

	private Pusher pusher(String masterKey) {
		Pusher pusher = new Pusher("42", "lspk_java", "lsk_java", masterKey);
		pusher.setHost("localhost:" + this.port);
		return pusher;
	}

	private ConfigurableApplicationContext remote(String batching) {
		return new SpringApplicationBuilder(RemoteApplication.class).web(WebApplicationType.NONE)
			.properties("lattestream.mode=remote", "lattestream.app.key=lspk_java", "lattestream.app.secret=lsk_java",
					"lattestream.app.encryption-master-key=" + MASTER_KEY,
					"lattestream.client.endpoint=http://localhost:" + this.port + "/lattestream/api",
					"lattestream.client.batching.enabled=" + batching)
			.run();
	}

	private String next() throws InterruptedException {
		return this.told.poll(10, TimeUnit.SECONDS);
	}

	@LatteChannelAuth
	static class Channels {

		@LatteChannelAuth("private-encrypted-{name}")
		boolean anybody() {
			return true;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class RemoteApplication {

	}

	/**
	 * Notes what it is told.
	 *
	 * @param told the notes
	 */
	private record Listener(BlockingQueue<String> told) implements PrivateEncryptedChannelEventListener {

		@Override
		public void onSubscriptionSucceeded(String channel) {
			this.told.add("subscribed");
		}

		@Override
		public void onEvent(PusherEvent event) {
			if (!event.getEventName().startsWith("pusher")) {
				this.told.add(event.getEventName() + " " + event.getData());
			}
		}

		@Override
		public void onDecryptionFailure(String event, String reason) {
			this.told.add("not decrypted: " + event);
		}

		@Override
		public void onAuthenticationFailure(String message, Exception ex) {
			this.told.add("not authorized: " + message);
		}

	}

}
