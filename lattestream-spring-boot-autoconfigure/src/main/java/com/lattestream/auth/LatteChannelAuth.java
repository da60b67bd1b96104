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
 * Says who may subscribe to private and presence channels. There are two forms.
 * <p>
 * <b>Rules.</b> On a class it makes a component; on its methods, with a pattern, each is
 * a rule for the channels that match: <pre class="code">
 * &#064;LatteChannelAuth
 * class Channels {
 *
 *     &#064;LatteChannelAuth("private-orders-{customer}")
 *     boolean orders(&#064;PathVariable String customer, Principal user) {
 *         return user.getName().equals(customer);
 *     }
 *
 * }</pre> The most specific pattern decides; channels that no pattern matches are
 * refused.
 * <p>
 * <b>Own endpoint.</b> On a controller method that maps a request, without a pattern: the
 * method decides about the channel in its {@link ChannelAuthRequest} argument, and what
 * it returns is turned into the signed answer.
 * <p>
 * Rules are also asked, in place of a signature, by event streams and by WebSockets whose
 * handshake came with a login or a ticket: once for each channel, with the handshake as
 * the request.
 * <p>
 * Methods take the arguments that controller methods take, with variables of the pattern
 * as path variables. They return {@code boolean}, {@link ChannelAuthorization}, a
 * {@link com.lattestream.PresenceMember} or any other object, which for presence channels
 * is the info of the member named like the principal; or a reactive type or
 * {@link java.util.concurrent.CompletionStage} of these. {@code false}, {@code null},
 * nothing and exceptions refuse. On presence channels {@code true} stands for a member
 * named like the principal. A method with a {@link java.security.Principal} argument is
 * not called for nobody, unless the argument may be null. Methods that return no reactive
 * type may block: they are called off the event loop.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
@Component
@Reflective
public @interface LatteChannelAuth {

	/**
	 * The pattern of channel names, for rules: literal text with variables such as
	 * {@code {room}} or {@code {room:[0-9]+}}, which stand for one character at least,
	 * and {@code *} for anything. It starts with {@code private-} or {@code presence-}.
	 * @return the pattern
	 */
	String value() default "";

}
