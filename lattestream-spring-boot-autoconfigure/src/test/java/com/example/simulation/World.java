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

package com.example.simulation;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.lattestream.StreamPosition;
import com.lattestream.UnavailableException;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.Publication;
import com.lattestream.broker.redis.RedisServer;
import com.lattestream.hub.HubProbe;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nodes, clients and Redis, and a thread on which everything happens that is no node's.
 */
final class World implements AutoCloseable {

	/** Within which all has to be well after the last disturbance. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	/** What takes longer may look like an outage. */
	static final Duration SLOW = SimulatedNode.COMMAND_TIMEOUT.dividedBy(4);

	private static final String KEPT_FOR_EVER = "local kept = {} for _, key in ipairs(redis.call('KEYS', ARGV[1])) do "
			+ "if redis.call('PTTL', key) < 0 then kept[#kept + 1] = key end end return kept";

	private static final String REMOVE = "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('UNLINK', key) end";

	private static final String STRAY = "local stray = 0 for _, key in ipairs(redis.call('KEYS', ARGV[1] .. ':*:leases')) do "
			+ "for _, node in ipairs(redis.call('ZRANGE', key, 0, -1)) do "
			+ "if not redis.call('ZSCORE', ARGV[1] .. ':{#nodes}:alive', node) then stray = stray + 1 end end end return stray";

	/** Who starts needs more time than who runs. */
	private static final Semaphore starting = new Semaphore(2);

	private final Schedule schedule;

	private final Pace pace;

	private final String prefix = RedisServer.prefix();

	private final Random random;

	private final RedisServer redis;

	private final ScheduledThreadPoolExecutor thread;

	private final long startedAt = System.nanoTime();

	private final Ledger ledger = new Ledger(this);

	private final List<SimulatedNode> nodes = new ArrayList<>();

	private final List<SimulatedClient> clients = new ArrayList<>();

	private final Map<String, Model> models = new HashMap<>();

	private final List<String> violations = new ArrayList<>();

	private final List<String> violationsIfCalm = new ArrayList<>();

	private final List<String> trace = new ArrayList<>();

	private int startedNodes;

	private int published;

	private boolean lostData;

	private boolean late;

	World(Schedule schedule, Pace pace) {
		this.schedule = schedule;
		this.pace = pace;
		this.random = new Random(schedule.seed());
		this.redis = switch (schedule.redis()) {
			case SHARED -> RedisServer.shared();
			case FORGETFUL -> RedisServer.start();
			case PERSISTENT -> RedisServer.startPersistent();
		};
		this.thread = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread created = new Thread(task, "world-" + schedule.seed());
			created.setDaemon(true);
			return created;
		});
		Channels.histories().forEach((channel) -> this.models.put(channel, new Model(channel, this)));
	}

	/**
	 * Let everything happen, and check what became of it.
	 * @return what is wrong, empty if nothing is
	 */
	List<String> run() {
		start();
		CompletableFuture<Void> over = new CompletableFuture<>();
		execute(() -> {
			for (Schedule.Client plan : this.schedule.clients()) {
				this.clients.add(new SimulatedClient(this, this.clients.size(), plan));
			}
			this.clients.forEach((client) -> later(this.random.nextInt(300), client::connect));
			this.schedule.steps().forEach((step) -> later(step.at(), () -> new Happening(this, step).run()));
			later(Schedule.LENGTH + 1000, () -> over.complete(null));
		});
		over.orTimeout(60, TimeUnit.SECONDS).join();
		try {
			settle();
			leave();
		}
		catch (ConditionTimeoutException ex) {
			call(() -> this.violations.add(String.valueOf(ex.getMessage())));
		}
		return call(() -> {
			if (isCalm()) {
				this.violationsIfCalm.forEach(this::violated);
			}
			return List.copyOf(this.violations);
		});
	}

	private void start() {
		starting.acquireUninterruptibly();
		try {
			call(() -> IntStream.range(0, this.schedule.nodes()).mapToObj((i) -> startNode()).toList());
			await().atMost(Duration.ofMinutes(2))
				.until(() -> call(() -> this.nodes.stream().allMatch(SimulatedNode::isUp)));
		}
		finally {
			starting.release();
		}
	}

	private void settle() {
		for (String channel : Channels.ALL) {
			await().until(() -> call(() -> publish(anyNode(), channel)).orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
				.join());
		}
		await().untilAsserted(() -> {
			// Histories are long, and most of the time somebody is still on the way
			assertThat(call(() -> unsettled(Map.of()))).isEmpty();
			Map<String, HistoryPage> ends = new HashMap<>();
			for (String channel : Channels.histories()) {
				ends.put(channel, call(this::anyNode).hub().history(channel, null, 10_000).block(TIMEOUT));
			}
			assertThat(call(() -> unsettled(ends))).isEmpty();
		});
	}

	private List<String> unsettled(Map<String, HistoryPage> ends) {
		ends.forEach((channel, end) -> end.publications()
			.forEach((publication) -> model(channel).seen(id(publication.data()), publication.position())));
		List<String> waiting = new ArrayList<>();
		Set<String> present = new TreeSet<>();
		for (String channel : Channels.ALL) {
			List<SimulatedClient> there = this.clients.stream().filter((client) -> client.isIn(channel)).toList();
			Set<String> users = new TreeSet<>(there.stream().map(SimulatedClient::user).toList());
			StreamPosition end = ends.containsKey(channel) ? ends.get(channel).position() : null;
			there.stream().map((client) -> client.waitsFor(channel, end, users)).forEach((what) -> {
				if (what != null) {
					waiting.add(what);
				}
			});
			if (!there.isEmpty()) {
				present.add(channel);
			}
			if (Channels.isRoom(channel)) {
				users.forEach((user) -> present.add(channel + " " + user));
			}
		}
		this.ledger.wrong(present, this::excuses).forEach((what, balance) -> waiting.add(what + " is told " + balance));
		if (waiting.isEmpty()) {
			ends.forEach((channel, end) -> model(channel).verify(end));
		}
		return waiting;
	}

	private void leave() {
		execute(() -> this.clients.forEach(SimulatedClient::leave));
		await().untilAsserted(() -> {
			List<SimulatedNode> living = call(this::living);
			for (SimulatedNode node : living) {
				assertThat(HubProbe.isEmpty(node.hub())).as("%s has nothing left", node).isTrue();
			}
			for (String room : Channels.rooms()) {
				assertThat(living.get(0).hub().members(room).block(TIMEOUT).members()).as(room).isEmpty();
			}
			assertThat(call(() -> this.ledger.wrong(Set.of(), this::excuses))).isEmpty();
		});
		await().untilAsserted(this::verifyNodes);
		call(this::living).forEach(SimulatedNode::stop);
		assertThat(this.redis.command("EVAL \"" + KEPT_FOR_EVER + "\" 0 " + this.prefix + ":*")).isEqualTo("*0\r\n");
	}

	private void verifyNodes() {
		int living = call(this::living).size();
		assertThat(this.redis.command("ZCARD " + this.prefix + ":{#nodes}:alive")).isEqualTo(":" + living + "\r\n");
		if (!call(this::hasLostData)) {
			// What is written for a node that Redis has lost is nobody's, and expires
			assertThat(this.redis.command("KEYS " + this.prefix + ":{#node-*")
				.lines()
				.filter((line) -> line.contains("#"))).hasSizeLessThanOrEqualTo(2 * living);
		}
	}

	private Excuses excuses() {
		return Excuses.of(this.redis, this.prefix, this.lostData);
	}

	private boolean isCalm() {
		return this.schedule.isCalm() && !this.late;
	}

	SimulatedNode startNode() {
		SimulatedNode node = new SimulatedNode("n" + this.startedNodes++, this.redis.port(), this);
		this.nodes.add(node);
		return node;
	}

	/**
	 * Return a node that takes clients.
	 * @return the node, or {@code null} if all that live are still starting
	 */
	@Nullable SimulatedNode openNode() {
		int index = this.random.nextInt(this.nodes.size());
		List<SimulatedNode> open = living().stream().filter(SimulatedNode::isOpen).toList();
		if (open.isEmpty()) {
			return null;
		}
		SimulatedNode node = open.get(index % open.size());
		// One that was slow to connect looks as if its link was disturbed
		this.late |= this.schedule.isCalm() && !node.isUp();
		return node;
	}

	private SimulatedNode anyNode() {
		SimulatedNode open = openNode();
		return (open != null) ? open : node(0);
	}

	SimulatedNode node(int index) {
		List<SimulatedNode> living = living();
		return living.get(index % living.size());
	}

	List<SimulatedNode> living() {
		return this.nodes.stream().filter(SimulatedNode::isAlive).toList();
	}

	List<SimulatedClient> clients() {
		return this.clients;
	}

	void lostData() {
		this.lostData = true;
	}

	boolean hasLostData() {
		return this.lostData;
	}

	/**
	 * Return whether all that nodes have in Redis is known as theirs. What a node has
	 * there that is killed before it has told Redis that it lives, after that had lost
	 * everything, is nobody's and stays for five minutes.
	 * @return whether it is, or Redis has lost nothing
	 */
	boolean isOwned() {
		try {
			return !this.lostData || living().stream().allMatch(SimulatedNode::isUp)
					&& this.redis.command("EVAL \"" + STRAY + "\" 0 " + this.prefix).equals(":0\r\n");
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	RedisServer redis() {
		return this.redis;
	}

	String prefix() {
		return this.prefix;
	}

	Ledger ledger() {
		return this.ledger;
	}

	Schedule schedule() {
		return this.schedule;
	}

	Model model(String channel) {
		return this.models.get(channel);
	}

	/**
	 * Somebody is about to publish an event.
	 * @param channel the channel
	 * @param id the event
	 */
	void asked(String channel, String id) {
		if (this.models.containsKey(channel)) {
			model(channel).asked(id);
		}
	}

	CompletableFuture<Boolean> publish(SimulatedNode node, String channel) {
		CompletableFuture<Boolean> done = new CompletableFuture<>();
		Publication publication = event(channel, node.toString());
		String id = id(publication.data());
		note(node + " publishes " + id + " in " + channel);
		long begun = System.nanoTime();
		node.hub().publish(publication).subscribe((receipt) -> execute(() -> {
			if (this.schedule.isCalm()) {
				checkPace(begun);
			}
			note(id + " is published at " + receipt.position());
			if (receipt.position() != null) {
				model(channel).confirmed(id, receipt.position());
			}
			else if (this.models.containsKey(channel)) {
				violated(id + " has no position");
			}
			done.complete(true);
		}), (ex) -> execute(() -> {
			note(id + " failed: " + ex);
			done.complete(false);
		}));
		return done;
	}

	private Publication event(String channel, String publisher) {
		String id = publisher + "-" + (++this.published);
		asked(channel, id);
		return Publication.ofServer(channel, "e", "{\"id\":\"" + id + "\"}", null);
	}

	static String id(String data) {
		return JsonMapper.shared().readTree(data).path("id").asString();
	}

	void later(int milliseconds, Runnable task) {
		long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
		try {
			this.thread.schedule(guarded(() -> {
				this.pace.ran(System.nanoTime() - due);
				checkPace(due);
				task.run();
			}), milliseconds, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// It is over
		}
	}

	void execute(Runnable task) {
		later(0, task);
	}

	/**
	 * On a machine that is too busy links look as if they were disturbed.
	 */
	private void checkPace(long due) {
		this.late |= System.nanoTime() - due > SLOW.toNanos();
	}

	/**
	 * Return whether the machine was too slow for this world, as far as it can tell: it
	 * also takes long to start a Redis server.
	 * @return whether something was done late
	 */
	boolean isLate() {
		return call(() -> this.late);
	}

	/**
	 * Whatever a client is sent that makes no sense is a violation.
	 */
	private Runnable guarded(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (RuntimeException ex) {
				violated(ex + " at " + ex.getStackTrace()[0]);
			}
		};
	}

	private <T extends @Nullable Object> T call(Callable<T> task) {
		CompletableFuture<T> result = new CompletableFuture<>();
		this.thread.execute(() -> {
			try {
				result.complete(task.call());
			}
			catch (Exception ex) {
				result.completeExceptionally(ex);
			}
		});
		return result.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	private static ConditionFactory await() {
		return Awaitility.await()
			.atMost(PATIENCE)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(100))
			.ignoreException(UnavailableException.class);
	}

	void note(String line) {
		this.trace.add((System.nanoTime() - this.startedAt) / 1_000_000 + " " + line);
	}

	void violated(String what) {
		note("VIOLATION " + what);
		if (this.violations.size() < 20) {
			this.violations.add(what);
		}
	}

	/**
	 * Something is wrong unless a link was disturbed.
	 * @param what what
	 */
	void violatedIfCalm(String what) {
		note("VIOLATION if calm " + what);
		this.violationsIfCalm.add(what);
	}

	List<String> trace() {
		return call(() -> List.copyOf(this.trace));
	}

	@Override
	public void close() {
		call(this::living).forEach(SimulatedNode::kill);
		this.thread.shutdownNow();
		if (this.redis != RedisServer.shared()) {
			this.redis.close();
			return;
		}
		// Each script that looks for keys looks at those of all worlds
		this.redis.command("EVAL \"" + REMOVE + "\" 0 " + this.prefix + ":*");
	}

}
