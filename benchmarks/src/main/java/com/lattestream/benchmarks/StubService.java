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

import java.io.OutputStream;
import java.util.Map;

import io.netty.buffer.Unpooled;
import io.netty.util.CharsetUtil;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Takes events as either service does, reads them whole, and forgets them. Costs next to
 * nothing, so what is measured is the client.
 */
final class StubService {

	static final String NAME = "stub-service";

	private static final Map<String, String> ANSWERS = Map.of("/events",
			"{\"channels\":[\"c\"],\"event\":\"e\",\"triggered\":1}");

	private StubService() {
	}

	static void main(String[] args) throws Exception {
		DisposableServer server = HttpServer.create().port(0).handle((request, response) -> {
			response.header("Content-Type", "application/json");
			String answer = ANSWERS.getOrDefault(request.uri(), "{}");
			return request.receive()
				.then(Mono
					.defer(() -> response.sendObject(Unpooled.copiedBuffer(answer, CharsetUtil.US_ASCII)).then()));
		}).bindNow();
		System.out.println(server.port());
		// Until the parent lets go
		System.in.transferTo(OutputStream.nullOutputStream());
		server.disposeNow();
	}

}
