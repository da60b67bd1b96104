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

/**
 * What tests of other packages may know of a hub.
 */
public final class HubProbe {

	private HubProbe() {
	}

	/**
	 * Return whether nothing is left of any connection.
	 * @param hub the hub
	 * @return whether all registries are empty
	 */
	public static boolean isEmpty(LatteStreamHub hub) {
		return hub.isEmpty();
	}

	/**
	 * Create settings that differ from the defaults.
	 * @param component the name of a component of the settings or of the limits
	 * @param value its value
	 * @param more further names and values
	 * @return the settings
	 */
	public static HubSettings settings(String component, Object value, Object... more) {
		return TestSettings.with(component, value, more);
	}

}
