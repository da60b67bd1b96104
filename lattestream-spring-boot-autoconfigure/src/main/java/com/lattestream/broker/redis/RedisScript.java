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

package com.lattestream.broker.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.lettuce.core.ScriptOutputType;

/**
 * A Lua script that Redis runs as one step, from a file beside this class.
 *
 * @param source the text of the script in UTF-8, not to be changed
 * @param digest its SHA-1 digest in hex, by which Redis knows it
 * @param type what it answers with
 */
@SuppressWarnings("ArrayRecordComponent")
record RedisScript(byte[] source, String digest, ScriptOutputType type) {

	private static final Set<RedisScript> known = ConcurrentHashMap.newKeySet();

	/**
	 * Load a script.
	 * @param name the name of its file, such as {@code "history-publish.lua"}
	 * @param type what it answers with
	 * @return the script
	 * @throws IllegalArgumentException if there is no such file
	 */
	static RedisScript load(String name, ScriptOutputType type) {
		try (InputStream stream = RedisScript.class.getResourceAsStream(name)) {
			if (stream == null) {
				throw new IllegalArgumentException("There is no script '" + name + "'");
			}
			byte[] source = stream.readAllBytes();
			RedisScript script = new RedisScript(source, digest(source), type);
			known.add(script);
			return script;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the scripts that the classes in use have loaded.
	 * @return the scripts
	 */
	static Set<RedisScript> known() {
		return Set.copyOf(known);
	}

	private static String digest(byte[] source) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

}
