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

package com.lattestream.autoconfigure.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.jspecify.annotations.Nullable;

/**
 * A service that accepts everything, or answers nothing, and keeps the requests.
 */
final class StubService implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<HttpExchange> exchanges = new CopyOnWriteArrayList<>();

	private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile int status = 200;

	private volatile String body = "{\"occupied\":true}";

	private volatile @Nullable String location;

	private volatile boolean silent;

	StubService() {
		this(null);
	}

	StubService(@Nullable SSLContext ssl) {
		try {
			InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
			if (ssl != null) {
				HttpsServer https = HttpsServer.create(address, 0);
				https.setHttpsConfigurator(new HttpsConfigurator(ssl));
				this.server = https;
			}
			else {
				this.server = HttpServer.create(address, 0);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	String endpoint() {
		return ((this.server instanceof HttpsServer) ? "https" : "http") + "://localhost:" + port();
	}

	StubService answer(int status, String body) {
		this.status = status;
		this.body = body;
		return this;
	}

	StubService redirect(String location) {
		this.status = 302;
		this.location = location;
		return this;
	}

	StubService silent() {
		this.silent = true;
		return this;
	}

	List<String> requests() {
		return this.requests;
	}

	List<HttpExchange> exchanges() {
		return this.exchanges;
	}

	int connections() {
		return this.connections.size();
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void handle(HttpExchange exchange) throws IOException {
		String request = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
				+ new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		this.connections.add(exchange.getRemoteAddress());
		this.exchanges.add(exchange);
		this.requests.add(request.strip());
		if (this.silent) {
			try {
				this.closed.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		byte[] answer = this.body.getBytes(StandardCharsets.UTF_8);
		if (this.location != null) {
			exchange.getResponseHeaders().set("Location", this.location);
		}
		exchange.sendResponseHeaders(this.status, answer.length);
		exchange.getResponseBody().write(answer);
		exchange.close();
	}

}
