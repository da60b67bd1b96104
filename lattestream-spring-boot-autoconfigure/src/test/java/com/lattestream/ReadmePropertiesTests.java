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

package com.lattestream;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the README lists the properties as the configuration metadata has them, in
 * the order of their names. If it does not, the failure shows the rows to put there.
 */
class ReadmePropertiesTests {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final Map<String, String> TYPES = Map.of("java.lang.String", "text", "java.lang.Boolean",
			"true or false", "java.lang.Integer", "number", "java.time.Duration", "Duration",
			"org.springframework.util.unit.DataSize", "DataSize", "com.lattestream.autoconfigure.LatteStreamMode",
			"`embedded` or `remote`", "com.lattestream.remote.RemoteSettings$ChannelSigning", "`local` or `remote`",
			"com.lattestream.broker.redis.WhenUnavailable", "`local` or `fail`");

	@Test
	void readmeListsPropertiesAsTheMetadataHasThem() throws IOException {
		assertThat(readme()).containsExactlyElementsOf(metadata());
	}

	private static List<String> readme() throws IOException {
		try (Stream<String> lines = Files.lines(root().resolve("README.md"))) {
			return lines.filter((line) -> line.startsWith("| `lattestream.")).toList();
		}
	}

	/**
	 * The directory of the repository, from that of the module, where Maven runs tests,
	 * or from itself, where editors may.
	 */
	private static Path root() {
		Path directory = Path.of("").toAbsolutePath();
		while (!Files.exists(directory.resolve("mvnw"))) {
			directory = directory.getParent();
			assertThat(directory).as("directory with mvnw").isNotNull();
		}
		return directory;
	}

	private List<String> metadata() throws IOException {
		return Collections.list(getClass().getClassLoader().getResources(METADATA))
			.stream()
			.flatMap((file) -> properties(file).valueStream())
			.filter((property) -> name(property).startsWith("lattestream."))
			.sorted((one, other) -> name(one).compareTo(name(other)))
			.map(ReadmePropertiesTests::row)
			.toList();
	}

	private static JsonNode properties(URL file) {
		try (InputStream in = file.openStream()) {
			return new JsonMapper().readTree(in).get("properties");
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static String name(JsonNode property) {
		return property.get("name").asString();
	}

	private static String row(JsonNode property) {
		String type = property.get("type").asString();
		String text = type.startsWith("java.util.List<") ? "list" : TYPES.get(type);
		String defaultValue = property.has("defaultValue") ? "`" + property.get("defaultValue").asString() + "`" : "–";
		String description = property.get("description").asString().replace("*", "\\*");
		return "| `" + name(property) + "` | " + text + " | " + defaultValue + " | " + description + " |";
	}

}
