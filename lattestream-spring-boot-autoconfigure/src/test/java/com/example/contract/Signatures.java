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

package com.example.contract;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as the SDKs of both protocols do, without any code of the hub.
 */
final class Signatures {

	private Signatures() {
	}

	static String of(String socketId, String channel) {
		return ContractServer.KEY + ":" + hex(ContractServer.SECRET, socketId + ":" + channel);
	}

	static String of(String socketId, String channel, String channelData) {
		return ContractServer.KEY + ":" + hex(ContractServer.SECRET, socketId + ":" + channel + ":" + channelData);
	}

	static String ofUser(String socketId, String userData) {
		return ContractServer.KEY + ":" + hex(ContractServer.SECRET, socketId + "::user::" + userData);
	}

	static String hex(String secret, String text) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
			return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
