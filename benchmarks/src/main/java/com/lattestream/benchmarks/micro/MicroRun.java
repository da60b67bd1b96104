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

import java.nio.file.Path;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Measures single calls with JMH.
 */
public final class MicroRun {

	private MicroRun() {
	}

	/**
	 * Run them.
	 * @param args regular expressions that the names of benchmarks contain, none for all,
	 * and options of JMH
	 * @throws Exception if the machine does not let it
	 */
	public static void main(String[] args) throws Exception {
		Options options = new OptionsBuilder().parent(new CommandLineOptions(args))
			.addProfiler(GCProfiler.class)
			.build();
		String classPath = ExtractedJar.putOnClassPath();
		MicroResults.add(Path.of("benchmarks/target/micro.tsv"), new Runner(options).run());
		System.setProperty(ExtractedJar.CLASS_PATH, classPath);
	}

}
