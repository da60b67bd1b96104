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

package com.lattestream.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import com.pusher.rest.Pusher;
import com.pusher.rest.data.Result;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;

/**
 * Pusher's own library for Java: blocking, so with threads, each with its connection kept
 * open.
 */
class PusherContender implements Contender {

	private static final int THREADS = 16;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final Pusher pusher = new Pusher("1", "lspk_benchmark", "lsk_benchmark");

	PusherContender(int port) {
		this.pusher.setHost("localhost:" + port);
		this.pusher.setEncrypted(false);
		this.pusher.setRequestTimeout(60_000);
		PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager();
		connections.setDefaultMaxPerRoute(THREADS);
		connections.setMaxTotal(THREADS);
		this.pusher.configureHttpClient(Pusher.defaultHttpClientBuilder().setConnectionManager(connections));
	}

	@Override
	public void publish(int events) throws Exception {
		AtomicInteger next = new AtomicInteger();
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			all.add(this.threads.submit(() -> {
				for (int number = next.getAndIncrement(); number < events; number = next.getAndIncrement()) {
					Result result = this.pusher.trigger(Payload.channel(number), Payload.EVENT, Payload.of(number));
					if (result.getStatus() != Result.Status.SUCCESS) {
						throw new IllegalStateException(
								"Not accepted: " + result.getStatus() + " " + result.getMessage());
					}
				}
			}));
		}
		for (Future<?> one : all) {
			one.get();
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
