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

package com.lattestream.web;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.task.AsyncTaskExecutor;

/**
 * Runs the application's code that may block, off the event loops. Wraps the executor so
 * that it is no candidate where the application looks for one of its own.
 */
public final class CallbackExecutor implements DisposableBean {

	private final AsyncTaskExecutor executor;

	/**
	 * Create one.
	 * @param executor runs the code
	 */
	public CallbackExecutor(AsyncTaskExecutor executor) {
		this.executor = executor;
	}

	/**
	 * Return the executor.
	 * @return the executor
	 */
	public AsyncTaskExecutor executor() {
		return this.executor;
	}

	@Override
	public void destroy() throws Exception {
		if (this.executor instanceof DisposableBean disposable) {
			disposable.destroy();
		}
		else if (this.executor instanceof AutoCloseable closeable) {
			closeable.close();
		}
	}

}
