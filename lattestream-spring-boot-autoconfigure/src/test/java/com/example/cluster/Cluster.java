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

package com.example.cluster;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.lattestream.signature.AppCredentials;

/**
 * What nodes and clients of a test have in common.
 */
final class Cluster {

	static final String KEY = "lspk_cluster";

	static final String SECRET = "lsk_cluster";

	static final AppCredentials CREDENTIALS = new AppCredentials("cluster", KEY, SECRET);

	/** The name of the events, whose data is a number. */
	static final String EVENT = "n";

	/** A channel with a history. */
	static final String STREAM = "hist-stream";

	static final String ROOM = "presence-room";

	private Cluster() {
	}

	static HttpClient http() {
		return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
	}

	/**
	 * Return what each node is told.
	 * @param redisPort the port of Redis
	 * @param more what these nodes are told beside that
	 * @return the properties as on a command line
	 */
	static List<String> properties(int redisPort, String... more) {
		List<String> properties = new ArrayList<>(List.of("--spring.data.redis.port=" + redisPort,
				"--lattestream.redis.enabled=true", "--lattestream.redis.key-prefix=cluster",
				"--lattestream.app.key=" + KEY, "--lattestream.app.secret=" + SECRET,
				"--lattestream.hub.channels[0].pattern=hist-*", "--lattestream.hub.channels[0].history.size=5000",
				"--lattestream.hub.channels[0].history.ttl=10m"));
		properties.addAll(Arrays.asList(more));
		return properties;
	}

}
