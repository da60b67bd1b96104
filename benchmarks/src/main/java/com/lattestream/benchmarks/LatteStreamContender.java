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

import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;

import com.lattestream.LatteStreamClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * This library's client of a remote service, as an application gets it. Callers do not
 * depend on each other: each publishes its next event when its last one was accepted. One
 * {@code flatMap} for all of them would look through all at each answer, which costs more
 * than the client does.
 */
class LatteStreamContender implements Contender {

	private final ConfigurableApplicationContext context;

	private final LatteStreamClient client;

	private final int callers;

	LatteStreamContender(int port, int callers, String... properties) {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(properties)
			.properties("spring.main.banner-mode=off", "lattestream.mode=remote",
					"lattestream.client.endpoint=http://localhost:" + port, "lattestream.app.key=lspk_benchmark",
					"lattestream.app.secret=lsk_benchmark")
			.run();
		this.client = this.context.getBean(LatteStreamClient.class);
		this.callers = callers;
	}

	@Override
	public void publish(int events) {
		AtomicInteger next = new AtomicInteger();
		Mono<Void> caller = Flux.<Integer>generate((numbers) -> next(numbers, next, events))
			.concatMap((number) -> this.client.trigger(Payload.channel(number), Payload.EVENT, Payload.of(number)), 0)
			.then();
		Mono.when(Collections.nCopies(this.callers, caller)).block();
	}

	private static void next(SynchronousSink<Integer> numbers, AtomicInteger next, int events) {
		int number = next.getAndIncrement();
		if (number < events) {
			numbers.next(number);
		}
		else {
			numbers.complete();
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
