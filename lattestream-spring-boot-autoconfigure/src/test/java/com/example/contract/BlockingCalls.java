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

import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;

import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;

/**
 * Remembers calls that block an event loop. They are not made to fail on the spot: the
 * code around them might swallow the error, or be left in the middle of taking a lock.
 */
final class BlockingCalls {

	private static final AtomicBoolean watching = new AtomicBoolean();

	private static final Queue<Throwable> calls = new ConcurrentLinkedQueue<>();

	private BlockingCalls() {
	}

	static void watch() {
		if (watching.compareAndSet(false, true)) {
			BlockHound.builder()
				.loadIntegrations()
				// Netty's pools take a short lock when they grow
				.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate")
				// So do Lettuce when it writes, and a pool that takes a thread or rejects
				// a task
				.allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "incrementWriters")
				.allowBlockingCallsInside(ThreadPoolExecutor.class.getName(), "addWorker")
				.allowBlockingCallsInside(ThreadPoolExecutor.class.getName(), "toString")
				.blockingMethodCallback((method) -> record(new BlockingOperationError(method)))
				.install();
		}
	}

	/**
	 * A thread that waited for its next task when it began to be watched is not known to
	 * be allowed to.
	 */
	private static void record(Throwable call) {
		boolean idle = Arrays.stream(call.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().equals(ThreadPoolExecutor.class.getName())
					&& frame.getMethodName().equals("getTask"));
		if (!idle) {
			calls.add(call);
		}
	}

	/**
	 * Return the calls since the last time and forget them.
	 * @return where each came from
	 */
	static List<String> takeAll() {
		List<Throwable> taken = List.copyOf(calls);
		calls.removeAll(taken);
		return taken.stream().map((call) -> call.getMessage() + Arrays.toString(call.getStackTrace())).toList();
	}

}
