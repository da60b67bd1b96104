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

package com.lattestream.webhook;

/**
 * An event on its way into a webhook.
 *
 * @param sequence its place among all events
 * @param channel the name of the channel
 * @param json the event as JSON in UTF-8; not to be changed
 * @param done is run for each target when it has the event, or will not get it
 */
record OutgoingEvent(long sequence, String channel, byte[] json, Runnable done) {

}
