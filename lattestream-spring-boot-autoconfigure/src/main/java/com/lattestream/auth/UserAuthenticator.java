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

import com.lattestream.UserData;
import reactor.core.publisher.Mono;

/**
 * Finds out who the user is that signs in. A bean of this type replaces the one that asks
 * the {@link LatteUserAuth} method or takes the principal.
 */
@FunctionalInterface
public interface UserAuthenticator {

	/**
	 * Find out who the user is.
	 * @param request who asks
	 * @return the user; an error or nothing refuses
	 */
	Mono<UserData> authenticate(UserAuthRequest request);

}
