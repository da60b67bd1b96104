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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.context.SmartLifecycle;

/**
 * Holds the application's stop at the point where the hub has stopped and the web server
 * has not.
 */
class StopGate implements SmartLifecycle {

	private final CountDownLatch reached = new CountDownLatch(1);

	private final CountDownLatch opened = new CountDownLatch(1);

	private volatile boolean running;

	boolean awaitReached() throws InterruptedException {
		return this.reached.await(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS);
	}

	void open() {
		this.opened.countDown();
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.reached.countDown();
		try {
			this.opened.await(RawSocket.TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		// The hub's is DEFAULT_PHASE - 512, the web server's DEFAULT_PHASE - 1024
		return DEFAULT_PHASE - 768;
	}

}
