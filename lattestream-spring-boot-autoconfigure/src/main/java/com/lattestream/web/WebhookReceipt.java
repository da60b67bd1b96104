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

package com.lattestream.web;

/**
 * What became of a webhook: it is answered, or it is good and the application's own
 * controller may have it.
 */
public final class WebhookReceipt {

	private static final int SUCCESS = 2;

	private final ApiResponse response;

	private final boolean forController;

	private final Runnable accepted;

	private WebhookReceipt(ApiResponse response, boolean forController, Runnable accepted) {
		this.response = response;
		this.forController = forController;
		this.accepted = accepted;
	}

	static WebhookReceipt answered(ApiResponse response) {
		return new WebhookReceipt(response, false, () -> {
		});
	}

	static WebhookReceipt forController(ApiResponse response, Runnable accepted) {
		return new WebhookReceipt(response, true, accepted);
	}

	/**
	 * Return the answer; of no use if a controller gives one.
	 * @return the answer
	 */
	public ApiResponse response() {
		return this.response;
	}

	/**
	 * Return whether the application's own controller gets to see the webhook, if there
	 * is one.
	 * @return whether it does
	 */
	public boolean isForController() {
		return this.forController;
	}

	/**
	 * Tell how the controller answered. After a success it will not be asked again about
	 * the same webhook.
	 * @param status the status of its answer
	 */
	public void controllerAnswered(int status) {
		if (status / 100 == SUCCESS) {
			this.accepted.run();
		}
	}

}
