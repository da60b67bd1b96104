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

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;

/**
 * What the Redis clients of tests run on. Their buffers are Lettuce's own business, so
 * nobody looks for leaks of them: in these tests each would be watched, which takes most
 * of the CPU time and makes commands slow.
 */
public final class TestClientResources {

	private static final UnpooledByteBufAllocator BUFFERS = new UnpooledByteBufAllocator(false, true);

	private TestClientResources() {
	}

	/**
	 * Create resources with threads of their own.
	 * @return the resources, to be kept as long as the JVM runs
	 */
	public static ClientResources create() {
		return ClientResources.builder().nettyCustomizer(new NettyCustomizer() {

			@Override
			public void afterBootstrapInitialized(Bootstrap bootstrap) {
				bootstrap.option(ChannelOption.ALLOCATOR, BUFFERS);
			}

		}).build();
	}

}
