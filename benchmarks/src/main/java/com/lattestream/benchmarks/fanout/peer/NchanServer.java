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

package com.lattestream.benchmarks.fanout.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.lattestream.benchmarks.fanout.Message;
import com.lattestream.benchmarks.fanout.Peer;
import com.lattestream.benchmarks.fanout.Wire;
import org.jspecify.annotations.Nullable;

/**
 * The module nchan of nginx, with one worker. What it delivers over WebSocket is what was
 * published, without channel and event.
 */
final class NchanServer {

	private static final List<String> MODULES = List.of("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules",
			"/usr/local/lib/nginx/modules", "/usr/share/nginx/modules");

	private static final String CONFIGURATION = "nchan.conf";

	private NchanServer() {
	}

	static Peer peer() {
		return Peer.program("nchan", "nginx", NchanServer::command, new NchanWire(Wire.Transport.WEBSOCKET, "/ws"),
				new NchanWire(Wire.Transport.EVENT_STREAM, "/events"));
	}

	private static List<String> command() throws IOException {
		Path module = module();
		if (module == null) {
			return List.of();
		}
		Path directory = Scripts.directory("nchan");
		Path ready = directory.resolve("nginx.pid");
		Files.deleteIfExists(ready);
		int port = freePort();
		String configuration = Scripts.read(CONFIGURATION);
		for (Map.Entry<String, String> value : Map
			.of("@module@", module.toString(), "@directory@", directory.toString(), "@port@", String.valueOf(port),
					"@event@", Message.EVENT)
			.entrySet()) {
			configuration = configuration.replace(value.getKey(), value.getValue());
		}
		Path file = Files.writeString(directory.resolve(CONFIGURATION), configuration);
		// As many connections as may be; and it writes that file when it listens, and
		// says nothing
		String script = "ulimit -n $(ulimit -H -n); (until [ -s \"$1\" ]; do sleep 0.1; done; echo \"READY $2\") & "
				+ "exec nginx -p \"$3\" -c \"$4\"";
		return List.of("sh", "-c", script, "nchan", ready.toString(), String.valueOf(port), directory.toString(),
				file.toString());
	}

	private static @Nullable Path module() {
		return Stream.concat(Stream.ofNullable(System.getenv("NGINX_MODULES")), MODULES.stream())
			.map((directory) -> Path.of(directory, "ngx_nchan_module.so"))
			.filter(Files::exists)
			.findFirst()
			.orElse(null);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * A wire that says nothing over WebSocket when a subscription holds: the answer to
	 * the request says it.
	 *
	 * @param transport what carries messages
	 * @param path where to connect
	 */
	private record NchanWire(Transport transport, String path) implements Wire {

		@Override
		public String target(String channel) {
			return this.path + "?channel=" + channel;
		}

	}

}
