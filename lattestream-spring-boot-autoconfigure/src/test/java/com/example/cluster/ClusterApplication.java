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

package com.example.cluster;

import java.io.IOException;
import java.util.Map;

import com.lattestream.MemberAdded;
import com.lattestream.MemberRemoved;
import com.lattestream.PresenceMember;
import com.lattestream.auth.LatteChannelAuth;
import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.autoconfigure.reactive.LatteStreamWebFluxAutoConfiguration;
import com.lattestream.autoconfigure.redis.LatteStreamRedisAutoConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.RequestHeader;

/**
 * One node: an application that a test starts in a process of its own. What it tells, it
 * prints, a line for each event. It ends with its standard input, so that it does not
 * outlive the test. It has only what it needs, as it has to start fast.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ PropertyPlaceholderAutoConfiguration.class, SslAutoConfiguration.class,
		JacksonAutoConfiguration.class, CodecsAutoConfiguration.class, NettyReactiveWebServerAutoConfiguration.class,
		HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class, DataRedisAutoConfiguration.class,
		LatteStreamRedisAutoConfiguration.class, LatteStreamAutoConfiguration.class,
		LatteStreamWebFluxAutoConfiguration.class })
@Import({ ClusterApplication.Rooms.class, ClusterApplication.Printer.class })
public class ClusterApplication {

	/** What the line begins with that tells the port. */
	static final String READY = "ready ";

	/** What a line begins with that tells of a member. */
	static final String REMOVED = "removed ";

	/** What a line begins with that tells of a member. */
	static final String ADDED = "added ";

	public static void main(String[] args) throws IOException {
		ConfigurableApplicationContext context = SpringApplication.run(ClusterApplication.class, args);
		print(READY + ((WebServerApplicationContext) context).getWebServer().getPort());
		while (System.in.read() >= 0) {
			// Nobody says anything
		}
		Runtime.getRuntime().halt(0);
	}

	private static void print(String line) {
		System.out.println(line);
		System.out.flush();
	}

	@LatteChannelAuth
	static class Rooms {

		@LatteChannelAuth("presence-{room}")
		PresenceMember room(@RequestHeader("X-User") String user) {
			return new PresenceMember(user, Map.of());
		}

	}

	static class Printer {

		@EventListener
		void added(MemberAdded event) {
			print(ADDED + event.member().id());
		}

		@EventListener
		void removed(MemberRemoved event) {
			print(REMOVED + event.member().id());
		}

	}

}
