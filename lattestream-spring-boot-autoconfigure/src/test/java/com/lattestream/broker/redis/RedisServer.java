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

package com.lattestream.broker.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * A real Redis server on a port of its own, which tests can kill and start again.
 */
public final class RedisServer implements AutoCloseable {

	private static final AtomicInteger prefixes = new AtomicInteger();

	private static @Nullable RedisServer shared;

	private static @Nullable RedisServer sharedCluster;

	private static @Nullable File executable;

	private final int port = freePort();

	private final Path directory;

	private final List<String> settings;

	private @Nullable Path configuration;

	private @Nullable Process process;

	private RedisServer(List<String> settings) {
		this.settings = settings;
		try {
			this.directory = Files.createTempDirectory("lattestream-redis");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
	}

	/**
	 * Return the server that most tests share, running. Nobody stops it; each test has a
	 * {@linkplain #prefix() key prefix} of its own.
	 * @return the server
	 */
	public static synchronized RedisServer shared() {
		RedisServer server = shared;
		if (server == null) {
			server = start("--save", "", "--appendonly", "no");
			shared = server;
		}
		return server;
	}

	/**
	 * Return a key prefix that no other test has.
	 * @return the prefix
	 */
	public static String prefix() {
		return "test" + prefixes.incrementAndGet();
	}

	/**
	 * Start a server that forgets everything when it ends.
	 * @return the server
	 */
	public static RedisServer start() {
		return start("--save", "", "--appendonly", "no");
	}

	/**
	 * Start a server that has everything when it is started again.
	 * @return the server
	 */
	public static RedisServer startPersistent() {
		return start("--save", "", "--appendonly", "yes", "--appendfsync", "always");
	}

	/**
	 * Return the cluster that tests share, running. Nobody stops it; each test has a
	 * {@linkplain #prefix() key prefix} of its own. Redis takes two seconds for the start
	 * of a cluster.
	 * @return the one server of the cluster
	 */
	public static synchronized RedisServer sharedCluster() {
		RedisServer server = sharedCluster;
		if (server == null) {
			server = startCluster();
			sharedCluster = server;
		}
		return server;
	}

	/**
	 * Start a server that is a cluster of one.
	 * @return the server
	 */
	public static RedisServer startCluster() {
		RedisServer server = start("--save", "", "--appendonly", "no", "--cluster-enabled", "yes",
				"--cluster-config-file", "nodes.conf", "--cluster-announce-ip", "127.0.0.1");
		server.command("CLUSTER ADDSLOTSRANGE 0 16383");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> server.command("CLUSTER INFO").contains("cluster_state:ok"));
		return server;
	}

	/**
	 * Start a sentinel, alone enough to make another server the master.
	 * @param name the name of the master
	 * @param master the master, which need not have its replicas yet
	 * @return the sentinel
	 */
	public static RedisServer startSentinel(String name, RedisServer master) {
		RedisServer sentinel = new RedisServer(List.of("--sentinel"));
		sentinel.configuration = sentinel.directory.resolve("sentinel.conf");
		try {
			Files.write(sentinel.configuration,
					List.of("sentinel monitor " + name + " 127.0.0.1 " + master.port() + " 1",
							"sentinel down-after-milliseconds " + name + " 500",
							"sentinel failover-timeout " + name + " 2000"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		sentinel.restart();
		return sentinel;
	}

	/**
	 * Start a server.
	 * @param settings what to say on its command line
	 * @return the server
	 */
	public static RedisServer start(String... settings) {
		for (int attempt = 1;; attempt++) {
			RedisServer server = new RedisServer(List.of(settings));
			try {
				server.restart();
				return server;
			}
			catch (IllegalStateException ex) {
				// Somebody else has taken one of its ports
				if (attempt == 5) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Return its port.
	 * @return the port, the same after each restart
	 */
	public int port() {
		return this.port;
	}

	/**
	 * End it as {@code kill -9} does, and return when it is gone.
	 */
	public void kill() {
		Process running = this.process;
		if (running != null) {
			running.destroyForcibly().onExit().join();
			this.process = null;
		}
	}

	/**
	 * Start it again, with its data if it is persistent, and return when it answers.
	 */
	public void restart() {
		kill();
		List<String> command = new ArrayList<>(List.of(executable().getPath()));
		if (this.configuration != null) {
			command.add(this.configuration.toString());
		}
		command.addAll(List.of("--port", String.valueOf(this.port), "--bind", "127.0.0.1", "--dir",
				this.directory.toString()));
		command.addAll(this.settings);
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(this.directory.resolve("log").toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(20))
			.ignoreException(UncheckedIOException.class)
			.until(() -> isReady(this.process));
	}

	private boolean isReady(Process process) {
		if (!process.isAlive()) {
			throw new IllegalStateException("Redis has ended, see " + this.directory.resolve("log"));
		}
		return command("PING").contains("PONG");
	}

	/**
	 * Send a command to it on a connection of its own.
	 * @param line the command as one would type it
	 * @return the beginning of the answer as it is on the wire
	 */
	public String command(String line) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", this.port), 10_000);
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write((line + "\r\n").getBytes());
			byte[] answer = new byte[64 * 1024];
			int length = socket.getInputStream().read(answer);
			return (length > 0) ? new String(answer, 0, length) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		kill();
	}

	private static synchronized File executable() {
		File file = executable;
		if (file == null) {
			try {
				file = RedisExecProvider.defaultProvider().get();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			executable = file;
		}
		return file;
	}

	private static int freePort() {
		// Cluster nodes also listen on their port plus 10000
		for (int i = 0; i < 100; i++) {
			try (ServerSocket socket = new ServerSocket(0)) {
				if (socket.getLocalPort() < 55000) {
					return socket.getLocalPort();
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		throw new IllegalStateException("There is no free port below 55000");
	}

}
