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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;

/**
 * The browser client as files, read once.
 *
 * @param contentType the content type
 * @param content the bytes; not to be changed
 * @param etag an entity tag, with quotes
 */
public record ClientScript(String contentType, byte[] content, String etag) {

	/**
	 * Read the ES module.
	 * @return the module
	 */
	public static ClientScript module() {
		return read("client.js", "text/javascript;charset=UTF-8");
	}

	/**
	 * Read the type declarations.
	 * @return the declarations
	 */
	public static ClientScript types() {
		return read("client.d.ts", "text/plain;charset=UTF-8");
	}

	private static ClientScript read(String name, String contentType) {
		try (InputStream in = ClientScript.class.getResourceAsStream(name)) {
			if (in == null) {
				throw new IllegalStateException(name + " is missing from the jar");
			}
			byte[] content = in.readAllBytes();
			// Computed at each start, when a digest would take longer than reading
			CRC32 checksum = new CRC32();
			checksum.update(content);
			return new ClientScript(contentType, content, '"' + Long.toHexString(checksum.getValue()) + '"');
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
