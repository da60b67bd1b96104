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

package com.lattestream.web.reactive;

import java.util.List;

import reactor.core.publisher.Mono;

import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.web.server.ServerWebExchange;

/**
 * Spring Security's firewall, as strict as it is by default, but for semicolons in paths
 * of the REST APIs: they are part of channel names there, and nothing behind those paths
 * takes them for anything else.
 */
public final class ReactiveHttpApiFirewall implements ServerWebExchangeFirewall {

	private final ServerWebExchangeFirewall strict = new StrictServerWebExchangeFirewall();

	private final StrictServerWebExchangeFirewall lenient = new StrictServerWebExchangeFirewall();

	private final List<String> paths;

	/**
	 * Create a firewall.
	 * @param paths the paths of the APIs, with a slash at the end; the API must take all
	 * that is below them
	 */
	public ReactiveHttpApiFirewall(List<String> paths) {
		this.paths = List.copyOf(paths);
		this.lenient.setAllowSemicolon(true);
	}

	@Override
	public Mono<ServerWebExchange> getFirewalledExchange(ServerWebExchange exchange) {
		String path = exchange.getRequest().getPath().pathWithinApplication().value();
		boolean api = this.paths.stream().anyMatch(path::startsWith);
		return (api ? this.lenient : this.strict).getFirewalledExchange(exchange);
	}

}
