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
 * What the key or token in the address of an event stream allows.
 */
public sealed interface StreamRights permits ClientRights {

	/**
	 * Return whether a channel is granted without asking anybody.
	 * @param channel the name of the channel
	 * @return whether it is; public channels need no grant
	 */
	boolean include(String channel);

	/**
	 * Return whether a channel may be asked for.
	 * @param channel the name of the channel
	 * @return whether it may; not if there are permissions and none names it
	 */
	boolean maySubscribe(String channel);

}
