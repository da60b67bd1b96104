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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.lattestream.PresenceMember;
import com.lattestream.auth.ChannelAuthRequest;
import com.lattestream.auth.ChannelAuthorization;
import com.lattestream.auth.LatteChannelAuth;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Rules of every shape.
 */
@LatteChannelAuth
class ContractRules {

	static final String EXCEPTION_WORDS = "words-of-the-exception";

	private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

	private volatile CountDownLatch gate = new CountDownLatch(0);

	private volatile CountDownLatch waiting = new CountDownLatch(0);

	/**
	 * Let the rule of {@code private-gate-} channels block until the latch is counted
	 * down.
	 * @param rules how many calls to wait for
	 * @return the latch
	 */
	CountDownLatch closeGate(int rules) {
		this.waiting = new CountDownLatch(rules);
		this.gate = new CountDownLatch(1);
		return this.gate;
	}

	boolean awaitBlocked() throws InterruptedException {
		return this.waiting.await(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Take who asked for {@code private-asked-} channels since the last time.
	 * @return name of the user, team and channel of each question
	 */
	List<String> takeAsked() {
		List<String> taken = new ArrayList<>();
		this.asked.drainTo(taken);
		return taken;
	}

	@LatteChannelAuth("private-asked-{name}")
	boolean asked(@PathVariable String name, @RequestHeader(name = "X-Team", required = false) @Nullable String team,
			@CookieValue(name = "taste", required = false) @Nullable String taste,
			@RequestParam(name = "tenant", required = false) @Nullable String tenant, ChannelAuthRequest request,
			Principal user) {
		this.asked.add(user.getName() + " " + team + " " + taste + " " + tenant + " " + request.channel());
		return !name.equals("no");
	}

	@LatteChannelAuth("private-open-*")
	boolean open() {
		return true;
	}

	@LatteChannelAuth("private-encrypted-*")
	boolean encrypted() {
		return true;
	}

	@LatteChannelAuth("private-orders-{customer}")
	boolean orders(@PathVariable String customer, Principal user) {
		return user.getName().equals(customer);
	}

	@LatteChannelAuth("private-number-{number}")
	boolean number(@PathVariable long number) {
		return number == 42;
	}

	@LatteChannelAuth("private-header-{team}")
	boolean header(@PathVariable String team, @RequestHeader("X-Team") String header) {
		return team.equals(header);
	}

	@LatteChannelAuth("private-request-{extra}")
	boolean request(@PathVariable String extra, ChannelAuthRequest request, @Nullable Principal user) {
		return request.channel().equals("private-request-" + extra) && request.socketId().matches("\\d+\\.\\d+")
				&& extra.equals(request.parameters().get("extra"))
				&& ((user != null) ? user.equals(request.principal()) : request.principal() == null);
	}

	@LatteChannelAuth("private-details-{name}")
	boolean details(@PathVariable String name, @AuthenticationPrincipal UserDetails user) {
		return user.getUsername().equals(name);
	}

	@LatteChannelAuth("private-mono-{answer}")
	Mono<Boolean> mono(@PathVariable boolean answer) {
		return Mono.delay(Duration.ofMillis(1)).thenReturn(answer);
	}

	@LatteChannelAuth("private-stage-{answer}")
	CompletionStage<ChannelAuthorization> stage(@PathVariable boolean answer) {
		return CompletableFuture
			.supplyAsync(() -> answer ? ChannelAuthorization.allowed() : ChannelAuthorization.denied());
	}

	@LatteChannelAuth("private-cache-java")
	boolean cached() {
		return true;
	}

	@LatteChannelAuth("presence-cache-java")
	boolean cachedWithMembers() {
		return true;
	}

	@LatteChannelAuth("private-null")
	@Nullable Boolean nothing() {
		return null;
	}

	@LatteChannelAuth("private-empty")
	Mono<Boolean> empty() {
		return Mono.empty();
	}

	@LatteChannelAuth("private-throws")
	boolean failure() {
		throw new IllegalStateException(EXCEPTION_WORDS);
	}

	@LatteChannelAuth("private-error")
	Mono<Boolean> error() {
		return Mono.error(new IllegalStateException(EXCEPTION_WORDS));
	}

	@LatteChannelAuth("private-failed-stage")
	CompletionStage<Boolean> failedStage() {
		return CompletableFuture.failedFuture(new IllegalStateException(EXCEPTION_WORDS));
	}

	@LatteChannelAuth("private-block")
	boolean block() {
		// Reactor throws if this is an event loop
		return Boolean.TRUE.equals(Mono.just(true).delayElement(Duration.ofMillis(1)).block());
	}

	@LatteChannelAuth("private-gate-*")
	boolean gate() throws InterruptedException {
		this.waiting.countDown();
		return this.gate.await(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	@LatteChannelAuth("presence-room-{room}")
	Mono<PresenceMember> room(@PathVariable long room, Principal user) {
		return Mono.just(new PresenceMember(user.getName(), Map.of("room", room)));
	}

	@LatteChannelAuth("presence-lobby")
	boolean lobby() {
		return true;
	}

	@LatteChannelAuth("presence-desk")
	Map<String, Object> desk(Principal user) {
		return Map.of("name", "<" + user.getName() + " \u00e9>");
	}

}
