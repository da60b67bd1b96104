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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.stereotype.Component;

/**
 * Says who the user is that signs in. On a class it makes a component; on one method of
 * it, or of a {@link LatteChannelAuth} component, it names the method that decides:
 * <pre class="code">
 * &#064;LatteUserAuth
 * class Users {
 *
 *     &#064;LatteUserAuth
 *     UserData user(Principal user) {
 *         return UserData.of(user.getName()).watching(friendsOf(user));
 *     }
 *
 * }</pre> Without such a method the user is named like the principal.
 * <p>
 * The method takes the arguments that controller methods take, and a
 * {@link UserAuthRequest}. It returns {@link com.lattestream.UserData}, the user's id as
 * a text, or {@code true} for the principal; or a reactive type or
 * {@link java.util.concurrent.CompletionStage} of these. {@code false}, {@code null},
 * nothing and exceptions refuse. With a {@link java.security.Principal} argument it is
 * not called for nobody, unless the argument may be null. If it returns no reactive type
 * it may block: it is called off the event loop.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
@Component
@Reflective
public @interface LatteUserAuth {

}
