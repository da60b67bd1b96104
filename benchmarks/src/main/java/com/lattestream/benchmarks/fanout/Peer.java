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

package com.lattestream.benchmarks.fanout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A server to measure. It runs in a process of its own, prints {@code READY} and its port
 * in a line of standard output when it takes connections, and ends when it is told to
 * terminate.
 * <p>
 * It answers {@code POST /publish?channel=a&count=1} with 200 as soon as it has accepted
 * the body for the subscribers of the channel, as event {@value Message#EVENT} where it
 * has events; sixteen publishers ask at a time, each over a connection that it keeps.
 * Anybody may publish and subscribe. Some take greater counts: the body is for so many
 * channels then, whose names begin with {@code a} and end in numbers from 0.
 *
 * @param name the name in the tables
 * @param launch how it is started
 * @param wires how the driver may subscribe
 * @param counting whether it takes counts other than 1
 */
public record Peer(String name, Launch launch, List<Wire> wires, boolean counting) {

	/**
	 * Create a server that is a Java program with the classes of the benchmarks.
	 * @param name the name in the tables
	 * @param main the class to run; it gets {@code --port=0} and the other arguments
	 * @param memory options for its memory; none for {@code -Xms512m -Xmx1g}
	 * @param args other arguments
	 * @param wires how the driver may subscribe
	 * @return the server
	 */
	public static Peer java(String name, Class<?> main, List<String> memory, List<String> args, Wire... wires) {
		return new Peer(name, () -> {
			List<String> options = new ArrayList<>(memory.isEmpty() ? List.of("-Xms512m", "-Xmx1g") : memory);
			options.add("-Dlogging.level.root=warn");
			List<String> all = new ArrayList<>(List.of("--port=0"));
			all.addAll(args);
			return JavaCommand.of(main, options, all);
		}, List.of(wires), false);
	}

	/**
	 * Create a server that is another program. It is left out where that is not
	 * installed.
	 * @param name the name in the tables
	 * @param program the name of the program
	 * @param launch the whole command, with files written that it needs
	 * @param wires how the driver may subscribe
	 * @return the server
	 */
	public static Peer program(String name, String program, Launch launch, Wire... wires) {
		return new Peer(name, () -> Programs.isInstalled(program) ? launch.command() : List.of(), List.of(wires),
				false);
	}

	/**
	 * Return the same server, which takes counts.
	 * @return the server
	 */
	public Peer withCounts() {
		return new Peer(this.name, this.launch, this.wires, true);
	}

	/**
	 * Return the channels that a request to publish is for.
	 * @param channel the channel, or what their names begin with
	 * @param count how many there are
	 * @return their names
	 */
	public static List<String> channels(String channel, int count) {
		return (count == 1) ? List.of(channel) : IntStream.range(0, count).mapToObj((i) -> channel + i).toList();
	}

	/**
	 * Says how a server is started.
	 */
	@FunctionalInterface
	public interface Launch {

		/**
		 * Return the command.
		 * @return program and arguments; none if it cannot be started here
		 * @throws IOException if a file for it cannot be written
		 */
		List<String> command() throws IOException;

	}

}
