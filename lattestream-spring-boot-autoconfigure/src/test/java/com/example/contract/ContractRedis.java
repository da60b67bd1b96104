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

import java.util.ArrayList;
import java.util.List;

import com.lattestream.broker.redis.RedisServer;

/**
 * The Redis of applications under test that share all that nodes can share.
 */
final class ContractRedis {

	private ContractRedis() {
	}

	/**
	 * Return what an application is configured with to use it.
	 * @param others what it is configured with besides
	 * @return properties of the form {@code name=value}, for one application
	 */
	static List<String> propertiesAnd(List<String> others) {
		List<String> properties = new ArrayList<>(List.of("lattestream.redis.enabled=true",
				"spring.data.redis.port=" + RedisServer.shared().port(),
				"lattestream.redis.key-prefix=" + RedisServer.prefix(), "lattestream.redis.command-timeout=10s"));
		properties.addAll(others);
		return properties;
	}

}
