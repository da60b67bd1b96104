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

package com.lattestream.benchmarks.fanout.hub;

import com.lattestream.LatteStreamClient;
import com.lattestream.benchmarks.fanout.Message;
import com.lattestream.benchmarks.fanout.Peer;
import tools.jackson.databind.util.RawValue;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Publishes what it is sent.
 */
@RestController
class PublishController {

	private final LatteStreamClient lattestream;

	PublishController(LatteStreamClient lattestream) {
		this.lattestream = lattestream;
	}

	@PostMapping("/publish")
	void publish(@RequestParam String channel, @RequestParam int count, @RequestBody String data) {
		for (String each : Peer.channels(channel, count)) {
			this.lattestream.trigger(each, Message.EVENT, new RawValue(data)).block();
		}
	}

}
