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

import java.net.URI;
import java.util.Map;

/**
 * A webhook as it goes out, the same on each attempt.
 *
 * @param url where it goes
 * @param headers its headers besides the content type
 * @param body its body; not to be changed
 */
record WebhookRequest(URI url, Map<String, String> headers, byte[] body) {

}
