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

package com.lattestream.remote;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import com.lattestream.LatteStreamException;
import com.lattestream.TimedOutException;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.RequestSignature;
import com.lattestream.signature.RequestSigner;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Carries requests to the REST API out: signed, a limited number at the same time, again
 * if that can help, and until a deadline.
 */
final class RestApi {

	private static final Log logger = LogFactory.getLog(RestApi.class);

	/** Where the web client looks for what to show in traces instead of the address. */
	private static final String URI_TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	/** Where Reactor looks for what to do with errors that nobody waits for any more. */
	private static final String DROPPED_ERRORS = "reactor.onErrorDropped.local";

	/**
	 * A request that was given up fails as well; the log need not have an error of it.
	 */
	private static final Consumer<Throwable> DROP = (ex) -> logger.debug("A request ended after it was given up", ex);

	/** What is not needed of an answer may take so long, or the connection is closed. */
	private static final Duration REST_TIMEOUT = Duration.ofSeconds(1);

	/**
	 * Without one of these, a timeout describes for each request what it is a timeout of.
	 */
	private static final Mono<byte[]> NO_ANSWER = Mono.error(TimeoutException::new);

	private static final int MAX_ERROR = 8 * 1024;

	private static final byte[] NOTHING = {};

	private final WebClient webClient;

	private final String base;

	private final String secret;

	private final RemoteSettings settings;

	private final RequestSigner signer;

	private final Failures failures;

	private final Permits permits;

	private final RetryPolicy retries;

	/**
	 * A random text for each request would take the system's randomness, which may block.
	 */
	private final String noncePrefix = UUID.randomUUID() + "-";

	private final AtomicLong nonces = new AtomicLong();

	/**
	 * Create one.
	 * @param webClient sends requests
	 * @param endpoint the base of the API
	 * @param credentials the credentials
	 * @param settings limits and times
	 * @param clock the clock that requests are signed by
	 */
	RestApi(WebClient webClient, URI endpoint, AppCredentials credentials, RemoteSettings settings, Clock clock) {
		this.webClient = webClient.mutate()
			.codecs((codecs) -> codecs.defaultCodecs().enableLoggingRequestDetails(false))
			.build();
		String address = endpoint.toString();
		this.base = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
		this.secret = credentials.secret();
		this.settings = settings;
		this.signer = new RequestSigner(credentials.secret(), clock);
		this.failures = new Failures(credentials.secret(), clock);
		this.permits = new Permits(settings.connections());
		this.retries = new RetryPolicy(settings.retries(), () -> ThreadLocalRandom.current().nextDouble());
	}

	/**
	 * Send a request whose status tells what counts.
	 * @param request the request
	 * @return the body of the answer once it was accepted; empty if that could not be
	 * read
	 */
	Mono<byte[]> send(ApiRequest request) {
		return exchange(request,
				(response) -> body(response, this.settings.maxAnswer()).timeout(REST_TIMEOUT, Mono.just(NOTHING))
					// The status has told already that the request was carried out
					.onErrorReturn(NOTHING));
	}

	/**
	 * Send events.
	 * @param shipments the events, one shipment at least
	 * @return what the service told of them once it accepted them
	 */
	Mono<Receipt> send(List<Shipment> shipments) {
		int answers = shipments.stream().mapToInt(Shipment::answers).sum();
		return send(Shipment.request(shipments)).map((body) -> Receipt.read(body, answers));
	}

	/**
	 * Send a request.
	 * @param request the request
	 * @return the body of the answer
	 */
	Mono<byte[]> fetch(ApiRequest request) {
		return exchange(request, (response) -> body(response, this.settings.maxAnswer()));
	}

	private Mono<byte[]> exchange(ApiRequest request, AnswerReader reader) {
		return Mono.defer(() -> {
			String nonce = this.noncePrefix + this.nonces.incrementAndGet();
			long end = System.nanoTime() + this.settings.deadline().toNanos();
			return attempts(request, nonce, reader, 0, end).onErrorMap(AttemptFailure.class, AttemptFailure::failure)
				.timeout(this.settings.deadline(), Mono.error(() -> late(request)));
		});
	}

	private Mono<byte[]> attempts(ApiRequest request, String nonce, AnswerReader reader, int retries, long end) {
		return this.permits.use(Mono.defer(() -> attempt(request, nonce, reader)))
			.onErrorResume((failure) -> pause(failure, retries, end)
				.then(Mono.defer(() -> attempts(request, nonce, reader, retries + 1, end))));
	}

	private Mono<byte[]> attempt(ApiRequest request, String nonce, AnswerReader reader) {
		RequestSignature signature = this.signer.sign(request.method().name(), request.path(), request.body(), nonce);
		return this.webClient.method(request.method())
			.uri(URI.create(this.base + request.path()))
			.attribute(URI_TEMPLATE, request.template())
			.accept(MediaType.APPLICATION_JSON)
			.contentType(MediaType.APPLICATION_JSON)
			.contentLength(request.body().length)
			.body((message, context) -> {
				sign(message.getHeaders(), signature);
				return write(request.body(), message);
			})
			.exchangeToMono((response) -> response.statusCode().is2xxSuccessful() ? reader.read(response)
					: refusal(request, response))
			.timeout(this.settings.responseTimeout(), NO_ANSWER)
			.contextWrite((context) -> context.put(DROPPED_ERRORS, DROP))
			.onErrorMap((ex) -> this.failures.ofConnection(request, ex));
	}

	/**
	 * An empty body is none: it would be sent as one of unknown length.
	 */
	private static Mono<Void> write(byte[] body, ReactiveHttpOutputMessage message) {
		return (body.length == 0) ? message.setComplete()
				: message.writeWith(Mono.fromSupplier(() -> message.bufferFactory().wrap(body)));
	}

	/**
	 * Comes with the body, after all filters there are, so that none of them gets to see
	 * the secret.
	 */
	private void sign(HttpHeaders headers, RequestSignature signature) {
		headers.set(HttpHeaders.AUTHORIZATION, this.secret);
		signature.headers().forEach(headers::set);
	}

	private Mono<byte[]> refusal(ApiRequest request, ClientResponse response) {
		return body(response, MAX_ERROR).timeout(REST_TIMEOUT)
			.onErrorReturn(NOTHING)
			.flatMap((body) -> Mono.error(
					this.failures.ofAnswer(request, response.statusCode(), response.headers().asHttpHeaders(), body)));
	}

	private static Mono<byte[]> body(ClientResponse response, int limit) {
		Flux<DataBuffer> buffers = response.body(BodyExtractors.toDataBuffers());
		return DataBufferUtils.join(buffers, limit).map((buffer) -> {
			byte[] bytes = new byte[buffer.readableByteCount()];
			buffer.read(bytes);
			DataBufferUtils.release(buffer);
			return bytes;
		}).defaultIfEmpty(NOTHING);
	}

	private Mono<Long> pause(Throwable failure, int retries, long end) {
		Duration pause = this.retries.pause(failure, retries);
		return (pause == null || pause.toNanos() > end - System.nanoTime()) ? Mono.error(failure) : Mono.delay(pause);
	}

	private LatteStreamException late(ApiRequest request) {
		return new TimedOutException("The service did not answer " + request + " within " + this.settings.deadline());
	}

	/**
	 * Takes from a good answer what is wanted of it.
	 */
	@FunctionalInterface
	private interface AnswerReader {

		Mono<byte[]> read(ClientResponse response);

	}

}
