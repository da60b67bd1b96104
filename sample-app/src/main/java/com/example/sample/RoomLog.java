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

package com.example.sample;

import com.lattestream.MemberAdded;
import com.lattestream.MemberRemoved;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Writes down who comes and goes, as the hub's application events tell it.
 */
@Component
class RoomLog {

	private static final Log logger = LogFactory.getLog(RoomLog.class);

	@EventListener
	void added(MemberAdded event) {
		logger.info(event.member().id() + " entered " + event.channel());
	}

	@EventListener
	void removed(MemberRemoved event) {
		logger.info(event.member().id() + " left " + event.channel());
	}

}
