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

package com.lattestream.broker;

/**
 * Why a history cannot tell what came after a position.
 */
public enum HistoryGap {

	/**
	 * The stream was lost since then, and with it what came next.
	 */
	EPOCH_CHANGED,

	/**
	 * Events after the position are kept no more: they were too many, too old, or gave
	 * way to others.
	 */
	EVENTS_FORGOTTEN,

	/**
	 * The stream has not come that far: nobody can have got this position from it.
	 */
	POSITION_UNKNOWN

}
