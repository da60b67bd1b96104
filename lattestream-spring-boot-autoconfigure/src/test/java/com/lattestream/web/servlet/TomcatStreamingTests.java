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

package com.lattestream.web.servlet;

import java.time.Duration;

import org.apache.coyote.AbstractProtocol;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;

/**
 * {@link AbstractServletStreamingTests} on Tomcat.
 */
class TomcatStreamingTests extends AbstractServletStreamingTests {

	@Override
	ServletWebServerFactory factory() {
		return new TomcatServletWebServerFactory(0);
	}

	@Override
	ServletWebServerFactory factory(Duration patience) {
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.addConnectorCustomizers((connector) -> {
			AbstractProtocol<?> protocol = (AbstractProtocol<?>) connector.getProtocolHandler();
			protocol.setConnectionTimeout((int) patience.toMillis());
			protocol.setKeepAliveTimeout((int) patience.toMillis());
			connector.setAsyncTimeout(patience.toMillis());
		});
		return factory;
	}

}
