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

package com.lattestream.auth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * A pattern of channel names: literal text, variables {@code {name}} or
 * {@code {name:regex}} that stand for one character at least, and {@code *} for anything.
 * Patterns sort by how specific they are: the one with more literal characters first,
 * then the one with fewer {@code *}, then the one with fewer variables that have no
 * regex, then the one with fewer variables.
 */
public final class ChannelPattern implements Comparable<ChannelPattern> {

	private static final Pattern TOKEN = Pattern.compile("\\{([^{}:]+)(?::((?:[^{}]|\\{[^{}]*\\})+))?\\}|\\*");

	private static final String GROUP = "v";

	/**
	 * The more specific pattern first, whatever the text. Of no help to sorted sets and
	 * maps: patterns that are as specific as each other are equal to it.
	 */
	public static final Comparator<ChannelPattern> SPECIFIC_FIRST = Comparator
		.comparingInt((ChannelPattern pattern) -> -pattern.literals)
		.thenComparingInt((pattern) -> pattern.looseness);

	private static final Comparator<ChannelPattern> ORDER = SPECIFIC_FIRST.thenComparing((pattern) -> pattern.text);

	private final String text;

	private final Pattern regex;

	private final List<String> variables;

	private final int literals;

	private final int looseness;

	private ChannelPattern(String text, Pattern regex, List<String> variables, int literals, int looseness) {
		this.text = text;
		this.regex = regex;
		this.variables = variables;
		this.literals = literals;
		this.looseness = looseness;
	}

	/**
	 * Read a pattern.
	 * @param text the text of the pattern
	 * @return the pattern
	 * @throws IllegalArgumentException if it is not well-formed
	 */
	public static ChannelPattern parse(String text) {
		StringBuilder regex = new StringBuilder();
		List<String> variables = new ArrayList<>();
		int literals = 0;
		int looseness = 0;
		int position = 0;
		Matcher matcher = TOKEN.matcher(text);
		while (matcher.find()) {
			literals += literal(text.substring(position, matcher.start()), regex);
			position = matcher.end();
			regex.append(token(matcher, variables));
			looseness += looseness(matcher);
		}
		literals += literal(text.substring(position), regex);
		try {
			return new ChannelPattern(text, Pattern.compile(regex.toString()), List.copyOf(variables), literals,
					looseness);
		}
		catch (PatternSyntaxException ex) {
			throw new IllegalArgumentException("it has an invalid regular expression: " + ex.getDescription(), ex);
		}
	}

	private static String token(Matcher token, List<String> variables) {
		String name = token.group(1);
		if (name == null) {
			return ".*";
		}
		if (variables.contains(name)) {
			throw new IllegalArgumentException("it has the variable '" + name + "' twice");
		}
		// Named by number: the names of variables may have characters that groups may not
		String group = "(?<" + GROUP + variables.size() + ">";
		variables.add(name);
		String constraint = token.group(2);
		return group + ((constraint != null) ? constraint : ".+") + ")";
	}

	private static int looseness(Matcher token) {
		if (token.group(1) == null) {
			return 10_000;
		}
		return (token.group(2) == null) ? 100 : 1;
	}

	private static int literal(String text, StringBuilder regex) {
		if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
			throw new IllegalArgumentException("its braces do not match");
		}
		if (!text.isEmpty()) {
			regex.append(Pattern.quote(text));
		}
		return text.length();
	}

	/**
	 * Match a channel name.
	 * @param channel the name
	 * @return the variables, or {@code null} if it does not match
	 */
	public @Nullable Map<String, String> match(String channel) {
		Matcher matcher = this.regex.matcher(channel);
		if (!matcher.matches()) {
			return null;
		}
		if (this.variables.isEmpty()) {
			return Collections.emptyMap();
		}
		Map<String, String> values = new LinkedHashMap<>();
		for (int i = 0; i < this.variables.size(); i++) {
			String value = matcher.group(GROUP + i);
			if (value.isEmpty()) {
				return null;
			}
			values.put(this.variables.get(i), value);
		}
		return values;
	}

	/**
	 * Return the names of the variables.
	 * @return the names, in order
	 */
	public List<String> variables() {
		return this.variables;
	}

	/**
	 * Return whether another pattern matches the same channels, whatever its variables
	 * are called.
	 * @param other the other pattern
	 * @return whether they match the same
	 */
	public boolean isEquivalentTo(ChannelPattern other) {
		return this.regex.pattern().equals(other.regex.pattern());
	}

	@Override
	public int compareTo(ChannelPattern other) {
		return ORDER.compare(this, other);
	}

	@Override
	public boolean equals(@Nullable Object obj) {
		return obj instanceof ChannelPattern other && this.text.equals(other.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	@Override
	public String toString() {
		return this.text;
	}

}
