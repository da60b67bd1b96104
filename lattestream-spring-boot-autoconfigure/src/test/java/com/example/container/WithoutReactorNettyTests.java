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

package com.example.container;

import java.io.File;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application on WebFlux and Tomcat, with nothing of Netty on its class path.
 */
@Timeout(60)
class WithoutReactorNettyTests {

	private final HttpClient http = HttpClient.newHttpClient();

	@Test
	void applicationStartsAndServes() throws Exception {
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(withoutNetty(), ClassLoader.getPlatformClassLoader())) {
			assertThatExceptionOfType(ClassNotFoundException.class)
				.isThrownBy(() -> loader.loadClass("io.netty.buffer.ByteBuf"));
			assertThatExceptionOfType(ClassNotFoundException.class)
				.isThrownBy(() -> loader.loadClass("reactor.netty.http.server.HttpServerResponse"));
			Thread.currentThread().setContextClassLoader(loader);
			Class<?> application = loader.loadClass(ContainerApplication.class.getName());
			List<String> properties = List.of("server.port=0", "spring.main.web-application-type=reactive",
					"lattestream.app.key=key", "lattestream.app.secret=secret", "lattestream.hub.pusher.enabled=true");
			try (AutoCloseable context = (AutoCloseable) application.getMethod("start", List.class)
				.invoke(null, properties)) {
				serves((int) application.getMethod("port", AutoCloseable.class).invoke(null, context));
			}
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	private static URL[] withoutNetty() {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of)
			.filter((entry) -> Stream.of("netty", "lettuce").noneMatch(entry.getFileName().toString()::contains))
			.map(WithoutReactorNettyTests::url)
			.toArray(URL[]::new);
	}

	private static URL url(Path entry) {
		try {
			return entry.toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void serves(int port) throws Exception {
		First first = new First();
		this.http.newWebSocketBuilder()
			.buildAsync(URI.create("ws://localhost:" + port + "/app/key?protocol=7"), first)
			.get(10, TimeUnit.SECONDS);
		assertThat(first.message.get(10, TimeUnit.SECONDS)).contains("pusher:connection_established");
		HttpResponse<InputStream> stream = this.http.send(HttpRequest
			.newBuilder(URI.create("http://localhost:" + port + "/lattestream/sse?api_key=key&channels=a"))
			.build(), HttpResponse.BodyHandlers.ofInputStream());
		assertThat(stream.statusCode()).isEqualTo(200);
		assertThat(new String(stream.body().readNBytes(7), StandardCharsets.US_ASCII)).isEqualTo("retry: ");
		stream.body().close();
	}

	private static final class First implements WebSocket.Listener {

		private final CompletableFuture<String> message = new CompletableFuture<>();

		private final StringBuilder text = new StringBuilder();

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				this.message.complete(this.text.toString());
			}
			socket.request(1);
			return null;
		}

	}

}
