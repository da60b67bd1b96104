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

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.awaitility.Awaitility;

/**
 * Remembers the buffers that Netty finds leaked. Netty makes it because the system
 * property {@code io.netty.customResourceLeakDetector} says so (see the pom).
 *
 * @param <T> the type of resource
 */
public class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {

	private static final String CANARY = "canary-";

	private static final Queue<String> leaks = new ConcurrentLinkedQueue<>();

	/**
	 * Create a detector. Netty calls this.
	 * @param resourceType the type of resource
	 * @param samplingInterval how many resources there are to one that is watched
	 */
	public RecordingLeakDetector(Class<?> resourceType, int samplingInterval) {
		super(resourceType, samplingInterval);
	}

	/**
	 * Create a detector. Netty looks for this one, too.
	 * @param resourceType the type of resource
	 * @param samplingInterval how many resources there are to one that is watched
	 * @param maxActive not used any more
	 */
	public RecordingLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
		this(resourceType, samplingInterval);
	}

	@Override
	protected boolean needReport() {
		return true;
	}

	@Override
	protected void reportTracedLeak(String resourceType, String records) {
		leaks.add(resourceType + records);
		if (!records.contains(CANARY)) {
			super.reportTracedLeak(resourceType, records);
		}
	}

	@Override
	protected void reportUntracedLeak(String resourceType) {
		leaks.add(resourceType);
		super.reportUntracedLeak(resourceType);
	}

	/**
	 * Leak a buffer and wait until it is reported: whatever was leaked before is reported
	 * by then.
	 * @return the reports, but for those of such buffers
	 */
	static List<String> leaksUntilNow() {
		String canary = CANARY + UUID.randomUUID();
		leak(canary);
		Awaitility.await("the report of a leaked buffer").atMost(Duration.ofSeconds(20)).until(() -> {
			System.gc();
			// Reports are made when buffers are allocated
			UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
			return leaks.stream().anyMatch((leak) -> leak.contains(canary));
		});
		return leaks.stream().filter((leak) -> !leak.contains(CANARY)).toList();
	}

	/**
	 * Return the reports of the buffers that were leaked to see whether it is reported.
	 * @return the reports
	 */
	static List<String> canaries() {
		return leaks.stream().filter((leak) -> leak.contains(CANARY)).toList();
	}

	private static void leak(String hint) {
		ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(1);
		buffer.touch(hint);
	}

}
