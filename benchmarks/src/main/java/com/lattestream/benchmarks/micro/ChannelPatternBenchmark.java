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

package com.lattestream.benchmarks.micro;

import java.util.Map;

import com.lattestream.auth.ChannelPattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Matches the name of a channel with patterns.
 */
public class ChannelPatternBenchmark extends MicroBenchmark {

	private ChannelPattern exact = ChannelPattern.parse("private-orders-4711");

	private ChannelPattern prefix = ChannelPattern.parse("private-orders-*");

	private ChannelPattern variable = ChannelPattern.parse("private-orders-{order}");

	private String channel = "private-orders-4711";

	private String other = "private-offers-4711";

	/**
	 * Match a pattern that is the name.
	 * @return no variables
	 */
	@Benchmark
	public @Nullable Map<String, String> exact() {
		return this.exact.match(this.channel);
	}

	/**
	 * Match a pattern that ends with anything.
	 * @return no variables
	 */
	@Benchmark
	public @Nullable Map<String, String> prefix() {
		return this.prefix.match(this.channel);
	}

	/**
	 * Match a pattern that ends with a variable.
	 * @return the variable
	 */
	@Benchmark
	public @Nullable Map<String, String> variable() {
		return this.variable.match(this.channel);
	}

	/**
	 * Fail to match the name of another channel.
	 * @return {@code null}
	 */
	@Benchmark
	public @Nullable Map<String, String> noMatch() {
		return this.prefix.match(this.other);
	}

}
