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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.lattestream.benchmarks.fanout.Message;
import com.lattestream.benchmarks.fanout.Peer;
import com.lattestream.benchmarks.fanout.Wire;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter.DataWithMediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Event streams as the reference of Spring MVC has them, on Tomcat: an emitter for each
 * subscriber, and whoever publishes sends to all of them, one after the other.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class SseEmitterServer {

	private final Map<String, Set<SseEmitter>> channels = new ConcurrentHashMap<>();

	/**
	 * Start it.
	 * @param args the port
	 */
	public static void main(String[] args) {
		ServerApplication.run(SseEmitterServer.class, WebApplicationType.SERVLET, args);
	}

	static Peer peer() {
		// Each connection takes about 100 kB
		return Peer.java("SseEmitter", SseEmitterServer.class, List.of("-Xms512m", "-Xmx3g"), List.of(),
				new QueryWire(Wire.Transport.EVENT_STREAM, "/events", "subscribed"));
	}

	@GetMapping("/events")
	SseEmitter events(@RequestParam String channel) throws IOException {
		SseEmitter emitter = new SseEmitter(0L);
		Set<SseEmitter> subscribers = this.channels.computeIfAbsent(channel, (name) -> ConcurrentHashMap.newKeySet());
		emitter.onCompletion(() -> subscribers.remove(emitter));
		subscribers.add(emitter);
		emitter.send(SseEmitter.event().comment("subscribed"));
		return emitter;
	}

	@PostMapping("/publish")
	void publish(@RequestParam String channel, @RequestBody String data) {
		Set<DataWithMediaType> event = SseEmitter.event().name(Message.EVENT).data(data).build();
		Set<SseEmitter> subscribers = this.channels.getOrDefault(channel, Set.of());
		for (SseEmitter emitter : subscribers) {
			try {
				emitter.send(event);
			}
			catch (IOException | IllegalStateException ex) {
				subscribers.remove(emitter);
			}
		}
	}

}
