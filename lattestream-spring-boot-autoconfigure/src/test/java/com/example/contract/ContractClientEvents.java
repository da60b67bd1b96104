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

import java.security.Principal;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.lattestream.ClientEventReceived;
import com.lattestream.ConnectionInfo;
import com.lattestream.hub.ClientEventRefusedException;
import com.lattestream.hub.ClientEventResult;
import com.lattestream.hub.LatteClientEvent;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Methods for client events of every shape, in channels of their own.
 */
@Component
class ContractClientEvents {

	private static final String DESK = "private-open-desk-{desk}";

	private final BlockingQueue<ClientEventReceived> observed = new LinkedBlockingQueue<>();

	private volatile CountDownLatch gate = new CountDownLatch(0);

	BlockingQueue<ClientEventReceived> observed() {
		return this.observed;
	}

	/**
	 * Let {@code client-gate} block until the latch is counted down.
	 * @return the latch
	 */
	CountDownLatch closeGate() {
		this.gate = new CountDownLatch(1);
		return this.gate;
	}

	@LatteClientEvent(channel = DESK, event = "client-observe")
	void observe(ClientEventReceived event) {
		this.observed.add(event);
	}

	@LatteClientEvent(channel = DESK, event = "client-change")
	ClientEventResult change(Note note) {
		return ClientEventResult.change(new Note(note.text().toUpperCase(Locale.ROOT)));
	}

	@LatteClientEvent(channel = DESK, event = "client-refuse")
	boolean refuse() {
		return false;
	}

	@LatteClientEvent(channel = DESK, event = "client-closed")
	Mono<Void> closed() {
		return Mono.error(new ClientEventRefusedException(17, "The desk is closed"));
	}

	@LatteClientEvent(channel = DESK, event = "client-valid")
	Note valid(@Valid Note note) {
		return note;
	}

	@LatteClientEvent(channel = DESK, event = "client-valid-later")
	Mono<Note> validLater(@Valid Note note) {
		return Mono.just(note);
	}

	@LatteClientEvent(channel = DESK, event = "client-throws")
	void failure() {
		throw new IllegalStateException(ContractRules.EXCEPTION_WORDS);
	}

	@LatteClientEvent(channel = DESK, event = "client-block")
	String block() {
		// Reactor throws if this is an event loop
		return Mono.just("waited").delayElement(Duration.ofMillis(1)).block();
	}

	@LatteClientEvent(channel = DESK, event = "client-gate")
	boolean gate() throws InterruptedException {
		return this.gate.await(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	@LatteClientEvent(channel = DESK, event = "client-square")
	Mono<Integer> square(int number) {
		return Mono.just(number * number).delayElement(Duration.ofMillis(number % 5));
	}

	@LatteClientEvent(channel = DESK, event = "client-who")
	Sender who(@PathVariable long desk, @Nullable Principal user, ConnectionInfo connection) {
		return new Sender(desk, (user != null) ? user.getName() : null, connection.socketId());
	}

	record Note(@NotBlank String text) {

	}

	record Sender(long desk, @Nullable String user, String socketId) {

	}

}
