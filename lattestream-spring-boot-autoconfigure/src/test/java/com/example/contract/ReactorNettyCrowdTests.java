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

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Reactor Netty with many connections.
 */
class ReactorNettyCrowdTests extends CrowdTests {

	private static final ResourceLeakDetector.Level LEVEL = ResourceLeakDetector.getLevel();

	/** Who looks for leaks takes more time and memory than all the rest. */
	@BeforeAll
	static void doNotLookForLeaks() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
	}

	@AfterAll
	static void lookForLeaksAgain() {
		ResourceLeakDetector.setLevel(LEVEL);
	}

	@Override
	Class<?> application() {
		return ReactiveContractApplication.class;
	}

	@Override
	String[] properties() {
		return new String[] { "spring.main.web-application-type=reactive" };
	}

	@Override
	long unknownMemory() {
		return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
	}

}
