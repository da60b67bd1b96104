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

package com.lattestream.hub;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/**
 * Settings that differ from the defaults in a few components.
 */
final class TestSettings {

	private TestSettings() {
	}

	/**
	 * Create settings.
	 * @param component the name of a component of the settings or of the limits
	 * @param value its value
	 * @param more further names and values
	 * @return the settings
	 */
	static HubSettings with(String component, Object value, Object... more) {
		HubSettings settings = with(HubSettings.DEFAULTS, component, value);
		for (int i = 0; i < more.length; i += 2) {
			settings = with(settings, (String) more[i], more[i + 1]);
		}
		return settings;
	}

	private static HubSettings with(HubSettings settings, String component, Object value) {
		boolean limit = Arrays.stream(HubSettings.Limits.class.getRecordComponents())
			.anyMatch((candidate) -> candidate.getName().equals(component));
		return (limit) ? copy(settings, "limits", copy(settings.limits(), component, value))
				: copy(settings, component, value);
	}

	@SuppressWarnings("unchecked")
	private static <T extends Record> T copy(T source, String component, Object value) {
		RecordComponent[] components = source.getClass().getRecordComponents();
		Object[] values = new Object[components.length];
		Class<?>[] types = new Class<?>[components.length];
		boolean found = false;
		try {
			for (int i = 0; i < components.length; i++) {
				boolean wanted = components[i].getName().equals(component);
				found |= wanted;
				types[i] = components[i].getType();
				values[i] = (wanted) ? value : components[i].getAccessor().invoke(source);
			}
			if (!found) {
				throw new IllegalArgumentException(component);
			}
			return (T) source.getClass().getDeclaredConstructor(types).newInstance(values);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
