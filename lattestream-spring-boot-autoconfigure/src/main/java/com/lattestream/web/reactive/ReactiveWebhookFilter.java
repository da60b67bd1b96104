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
import java.util.stream.Stream;

import com.lattestream.web.WebhookEndpoint;
import com.lattestream.web.WebhookReceipt;
import com.lattestream.webhook.WebhookVerifier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.resource.ResourceWebHandler;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Takes webhooks in on their paths. What is not genuine ends here, whatever its method;
 * what is goes on to the application's own controller, with the body to be read again, or
 * is answered here if there is none.
 */
public final class ReactiveWebhookFilter implements WebFilter, Ordered {

	/** Right behind Spring Security, which has the first say. */
	private static final int ORDER = -99;

	private final WebhookEndpoint endpoint;

	private final List<PathPattern> paths;

	private final ObjectProvider<DispatcherHandler> dispatcher;

	/**
	 * Create a filter.
	 * @param endpoint takes the webhooks
	 * @param paths the patterns of the paths that they come on
	 * @param dispatcher knows whether there is a controller
	 */
	public ReactiveWebhookFilter(WebhookEndpoint endpoint, List<String> paths,
			ObjectProvider<DispatcherHandler> dispatcher) {
		this.endpoint = endpoint;
		// A filter behind this one may take a slash away
		this.paths = paths.stream()
			.flatMap((path) -> path.endsWith("/") ? Stream.of(path) : Stream.of(path, path + "/"))
			.map(PathPatternParser.defaultInstance::parse)
			.toList();
		this.dispatcher = dispatcher;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		PathContainer path = request.getPath().pathWithinApplication();
		if (this.paths.stream().noneMatch((pattern) -> pattern.matches(path))) {
			return chain.filter(exchange);
		}
		if (!HttpMethod.POST.equals(request.getMethod())) {
			return ReactiveResponses.methodNotAllowed(exchange, HttpMethod.POST);
		}
		if (request.getHeaders().getContentLength() > this.endpoint.maxSize()) {
			return ReactiveResponses.write(exchange, this.endpoint.tooLarge());
		}
		return body(exchange).flatMap((body) -> receive(exchange, chain, body));
	}

	/**
	 * Read the body; nothing comes if it is too large, which is answered then.
	 */
	private Mono<byte[]> body(ServerWebExchange exchange) {
		return DataBufferUtils.join(exchange.getRequest().getBody(), this.endpoint.maxSize()).map((buffer) -> {
			byte[] body = new byte[buffer.readableByteCount()];
			buffer.read(body);
			DataBufferUtils.release(buffer);
			return body;
		})
			.defaultIfEmpty(new byte[0])
			.onErrorResume(DataBufferLimitException.class,
					(ex) -> ReactiveResponses.write(exchange, this.endpoint.tooLarge()).then(Mono.empty()));
	}

	private Mono<Void> receive(ServerWebExchange exchange, WebFilterChain chain, byte[] body) {
		HttpHeaders headers = exchange.getRequest().getHeaders();
		return this.endpoint
			.receive(headers.getFirst(WebhookVerifier.LATTESTREAM_SIGNATURE),
					headers.getFirst(WebhookVerifier.PUSHER_SIGNATURE), body)
			.flatMap((receipt) -> receipt.isForController() ? handOn(exchange, chain, body, receipt)
					: ReactiveResponses.write(exchange, receipt.response()));
	}

	private Mono<Void> handOn(ServerWebExchange exchange, WebFilterChain chain, byte[] body, WebhookReceipt receipt) {
		ServerWebExchange readable = exchange.mutate().request(new ReadableRequest(exchange, body)).build();
		return hasController(readable).flatMap((found) -> {
			if (!found) {
				return ReactiveResponses.write(exchange, receipt.response());
			}
			return chain.filter(readable).doOnSuccess((done) -> receipt.controllerAnswered(status(readable)));
		});
	}

	/**
	 * One for another method is none, and neither are the static resources, which are
	 * mapped to everything that is left.
	 */
	private Mono<Boolean> hasController(ServerWebExchange exchange) {
		List<HandlerMapping> mappings = this.dispatcher.getObject().getHandlerMappings();
		return Flux.fromIterable((mappings != null) ? mappings : List.of())
			.concatMap((mapping) -> mapping.getHandler(exchange)
				.map((handler) -> !(handler instanceof ResourceWebHandler))
				.onErrorResume(MethodNotAllowedException.class, (ex) -> Mono.empty())
				.onErrorReturn(ResponseStatusException.class, true))
			.next()
			.defaultIfEmpty(false);
	}

	private static int status(ServerWebExchange exchange) {
		HttpStatusCode status = exchange.getResponse().getStatusCode();
		return (status != null) ? status.value() : HttpStatus.OK.value();
	}

	/**
	 * A request whose body can be read once more.
	 */
	private static final class ReadableRequest extends ServerHttpRequestDecorator {

		private final ServerWebExchange exchange;

		private final byte[] body;

		ReadableRequest(ServerWebExchange exchange, byte[] body) {
			super(exchange.getRequest());
			this.exchange = exchange;
			this.body = body;
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return Flux.defer(() -> Flux.just(this.exchange.getResponse().bufferFactory().wrap(this.body)));
		}

	}

}
