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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * On a method of any component: it is asked about events of clients before others get
 * them, and may answer the sender. <pre class="code">
 * &#064;Component
 * class Rooms {
 *
 *     &#064;LatteClientEvent(channel = "presence-room-{room}", event = "client-message")
 *     ClientEventResult message(&#064;PathVariable long room, &#064;Valid Message message) {
 *         return ClientEventResult.change(message.withoutLinks());
 *     }
 *
 *     &#064;LatteClientEvent(channel = "presence-room-{room}", event = "client-history")
 *     List&lt;Message&gt; history(&#064;PathVariable long room, Principal user) {
 *         return this.messages.latest(room);
 *     }
 *
 * }</pre> The method with the most specific pattern of the channel decides and, among
 * those, the one with the most specific pattern of the event; events that no method
 * matches pass. What the hub forbids (names, sizes, rates, channels that are not
 * subscribed) never gets to a method.
 * <p>
 * <b>Arguments.</b> The event's data, converted from JSON to the type of the argument and
 * checked if that is {@code @Valid} or has constraints; variables of both patterns as
 * {@code @PathVariable}; the {@link java.security.Principal} of the handshake, without
 * whom the method is not called unless the argument may be null;
 * {@link com.lattestream.ConnectionInfo}; {@link com.lattestream.ClientEventReceived}
 * with the data as JSON text.
 * <p>
 * <b>Results.</b> Nothing ({@code void}) and {@code true} pass the event on, and
 * {@code false} refuses it. A {@link ClientEventResult} says all there is to say. Any
 * other value answers the sender, and nobody else gets the event; so does {@code null} of
 * a method that returns such values. A reactive type or
 * {@link java.util.concurrent.CompletionStage} counts as what it holds. What does not fit
 * the arguments and what is thrown refuses; the client hears of no exception but
 * {@link ClientEventRefusedException}.
 * <p>
 * <b>Answers.</b> A client that gives a {@code ref} gets exactly one answer with it: what
 * the method says, the error, or {@code null} once the event was passed on. Other clients
 * get an answer only if the method says something.
 * <p>
 * On encrypted channels the data is as the clients encrypted it, and only encrypted data
 * can be given in its place or as an answer.
 * <p>
 * Methods that return no reactive type may block: they are called off the event loop. The
 * next messages of the same connection wait, so answers have the order of the questions.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Reflective
public @interface LatteClientEvent {

	/**
	 * The pattern of channel names: literal text with variables such as {@code {room}} or
	 * {@code {room:[0-9]+}}, which stand for one character at least, and {@code *} for
	 * anything. It starts with {@code private-} or {@code presence-}.
	 * @return the pattern
	 */
	String channel();

	/**
	 * The pattern of event names, of the same form. It starts with {@code client-}.
	 * @return the pattern
	 */
	String event() default "client-*";

}
