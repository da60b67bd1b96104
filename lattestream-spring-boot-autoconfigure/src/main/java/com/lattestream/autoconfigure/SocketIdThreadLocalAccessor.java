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

package com.lattestream.autoconfigure;

import com.lattestream.CurrentSocketId;
import com.lattestream.RequestSocketId;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry the socket id of the current request
 * between threads and Reactor's context. It is found as a service.
 */
public final class SocketIdThreadLocalAccessor implements ThreadLocalAccessor<RequestSocketId> {

	@Override
	public Object key() {
		return CurrentSocketId.KEY;
	}

	@Override
	public @Nullable RequestSocketId getValue() {
		return CurrentSocketId.bound();
	}

	@Override
	public void setValue(RequestSocketId value) {
		CurrentSocketId.bind(value);
	}

	@Override
	public void setValue() {
		CurrentSocketId.bind(null);
	}

}
