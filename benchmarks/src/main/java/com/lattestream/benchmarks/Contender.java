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

/**
 * A client that publishes events.
 */
interface Contender extends AutoCloseable {

	/**
	 * Publish events and wait until all of them were accepted.
	 * @param events how many
	 * @throws Exception if one of them was not
	 */
	void publish(int events) throws Exception;

	@Override
	void close();

	/**
	 * Those there are.
	 */
	enum Kind {

		/**
		 * The peer.
		 */
		PUSHER_HTTP_JAVA("pusher-http-java, 16 threads") {
			@Override
			Contender connect(int port) {
				return new PusherContender(port);
			}
		},

		/**
		 * A request for each event.
		 */
		ONE_BY_ONE("LatteStreamClient, 16 in flight, without batching") {
			@Override
			Contender connect(int port) {
				return new LatteStreamContender(port, 16, "lattestream.client.batching.enabled=false");
			}
		},

		/**
		 * Batching as it is by default.
		 */
		BATCHES_OF_10("LatteStreamClient, automatic batching, 10 in a request") {
			@Override
			Contender connect(int port) {
				return new LatteStreamContender(port, 5_000);
			}
		},

		/**
		 * Batching into larger requests, which other hubs may not take.
		 */
		BATCHES_OF_50("LatteStreamClient, automatic batching, 50 in a request") {
			@Override
			Contender connect(int port) {
				return new LatteStreamContender(port, 5_000, "lattestream.client.batching.request-size=50");
			}
		};

		private final String title;

		Kind(String title) {
			this.title = title;
		}

		String title() {
			return this.title;
		}

		abstract Contender connect(int port);

	}

}
