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

import java.util.Arrays;

import com.lattestream.benchmarks.fanout.FanOutBenchmark;
import com.lattestream.benchmarks.micro.MicroRun;

/**
 * Starts the benchmark that its first argument names.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	public static void main(String[] args) throws Exception {
		String name = (args.length > 0) ? args[0] : "";
		String[] rest = (args.length > 0) ? Arrays.copyOfRange(args, 1, args.length) : args;
		switch (name) {
			case "trigger" -> TriggerBenchmark.main(rest);
			case "redis" -> RedisBenchmark.main(rest);
			case "resume" -> ResumeBenchmark.main(rest);
			case "fan-out" -> FanOutBenchmark.main(rest);
			case "micro" -> MicroRun.main(rest);
			case "all" -> {
				MicroRun.main(new String[0]);
				FanOutBenchmark.main(rest);
			}
			case StubService.NAME -> StubService.main(rest);
			case TriggerWorker.NAME -> TriggerWorker.main(rest);
			default -> {
				System.err.println("""
						Usage: java -jar benchmarks.jar trigger [passes] [events of a pass]
						       java -jar benchmarks.jar redis [passes] [events of a pass] [host:port]
						       java -jar benchmarks.jar resume [clients] [passes] [host:port]
						       java -jar benchmarks.jar fan-out [option=value ...]
						       java -jar benchmarks.jar micro [regex ...] [option of JMH ...]
						       java -jar benchmarks.jar all [option=value of fan-out ...]""");
				System.exit(2);
			}
		}
	}

}
