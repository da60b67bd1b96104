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

package com.lattestream.web.container;

import java.io.IOException;

/**
 * Takes bytes without making anybody wait. For the connection's lane.
 */
public interface NonBlockingSink {

	/**
	 * Return whether bytes may be written. If not, somebody is told when they may.
	 * @return whether all that was written has left
	 * @throws IOException if the socket is closed
	 */
	boolean isReady() throws IOException;

	/**
	 * Write bytes, and have them leave at once or as soon as the socket takes them. Only
	 * after {@link #isReady()}.
	 * @param bytes the bytes, not to be changed
	 * @throws IOException if the socket is closed
	 */
	void write(byte[] bytes) throws IOException;

}
