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

import com.lattestream.LatteStreamClient;
import reactor.core.publisher.Flux;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * This library's client of a remote service, as an application gets it.
 */
class LatteStreamContender implements Contender {

	private final ConfigurableApplicationContext context;

	private final LatteStreamClient client;

	private final int concurrency;

	LatteStreamContender(int port, int concurrency, String... properties) {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(properties)
			.properties("spring.main.banner-mode=off", "lattestream.mode=remote",
					"lattestream.client.endpoint=http://localhost:" + port, "lattestream.app.key=lspk_benchmark",
					"lattestream.app.secret=lsk_benchmark")
			.run();
		this.client = this.context.getBean(LatteStreamClient.class);
		this.concurrency = concurrency;
	}

	@Override
	public void publish(int events) {
		Flux.range(0, events)
			.flatMap((number) -> this.client.trigger(Payload.channel(number), Payload.EVENT, Payload.of(number)),
					this.concurrency)
			.blockLast();
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
