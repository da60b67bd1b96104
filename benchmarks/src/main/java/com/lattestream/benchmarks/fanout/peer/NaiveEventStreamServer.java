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

import java.util.List;

import com.lattestream.benchmarks.fanout.Message;
import com.lattestream.benchmarks.fanout.Peer;
import com.lattestream.benchmarks.fanout.Wire;
import reactor.core.publisher.Flux;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Event streams as the reference of WebFlux has them: a controller that returns a flux of
 * events. The first is a comment, as nothing is sent before, not even the status.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class NaiveEventStreamServer {

	private final ChannelSinks<ServerSentEvent<String>> channels = new ChannelSinks<>();

	/**
	 * Start it.
	 * @param args the port
	 */
	public static void main(String[] args) {
		ServerApplication.run(NaiveEventStreamServer.class, WebApplicationType.REACTIVE, args);
	}

	static Peer peer() {
		return Peer.java("Naive WebFlux, SSE", NaiveEventStreamServer.class, ServerApplication.ON_REACTOR_NETTY,
				List.of(), new QueryWire(Wire.Transport.EVENT_STREAM, "/events", "subscribed"));
	}

	@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<ServerSentEvent<String>> events(@RequestParam String channel) {
		return this.channels.flux(channel).startWith(ServerSentEvent.<String>builder().comment("subscribed").build());
	}

	@PostMapping("/publish")
	void publish(@RequestParam String channel, @RequestBody String data) {
		this.channels.emit(channel, ServerSentEvent.builder(data).event(Message.EVENT).build());
	}

}
