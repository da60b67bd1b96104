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

package com.lattestream.autoconfigure;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Base64;

import com.lattestream.signature.ChannelEncryptor;
import com.lattestream.signature.SecretBox;
import com.lattestream.signature.bouncycastle.BouncyCastleSecretBox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the master key and the library that it takes.
 */
@ExtendWith(OutputCaptureExtension.class)
class EncryptionAutoConfigurationTests {

	private static final String PROPERTY = "lattestream.app.encryption-master-key";

	private static final String MASTER_KEY = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

	private static final String CHANNEL = "private-encrypted-foo";

	private static final String SHARED_SECRET = "UsGxKqmP9IdrlCW682IBqbcjk77iOZBrEYVv/cexvcM=";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, LatteStreamAutoConfiguration.class));

	@Test
	void masterKeyIsThatOfTheProperty(CapturedOutput output) {
		this.contextRunner.withPropertyValues(PROPERTY + "=" + MASTER_KEY).run((context) -> {
			assertThat(context).hasSingleBean(BouncyCastleSecretBox.class);
			assertThat(context.getBean(ChannelEncryptor.class).sharedSecret(CHANNEL)).isEqualTo(SHARED_SECRET);
			assertThat(context.getBean(LatteStreamProperties.class).toString()).doesNotContain(MASTER_KEY);
			assertThat(context.getBean(LatteStreamProperties.class).getApp().toString()).doesNotContain(MASTER_KEY);
		});
		assertThat(output).doesNotContain(MASTER_KEY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void withoutMasterKeyThereAreNoEncryptedChannels(String nothing) {
		this.contextRunner.withPropertyValues(PROPERTY + "=" + nothing)
			.run((context) -> assertThat(context.getBean(ChannelEncryptor.class)).isSameAs(ChannelEncryptor.none()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "my-very-secret-words", "BwcHBwcHBwcHBwcHBwcHBw==",
			"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBw==", "_____wcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=" })
	void masterKeyThatIsNoneStopsTheStartAndIsNotShown(String masterKey, CapturedOutput output) {
		this.contextRunner.withPropertyValues(PROPERTY + "=" + masterKey).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = FailureAnalyses.analyze(context.getStartupFailure(), PROPERTY + "=" + masterKey);
			assertThat(analysis.getDescription()).isEqualTo("'" + PROPERTY + "' is not the base64 of 32 bytes.");
			assertThat(analysis.getAction()).contains("openssl rand -base64 32");
			assertThat(context.getStartupFailure()).hasStackTraceContaining(PROPERTY);
			assertThat(stackTrace(context.getStartupFailure())).doesNotContain(masterKey);
		});
		assertThat(output).doesNotContain(masterKey);
	}

	@Test
	void missingLibraryStopsTheStartIfThereIsAMasterKey() {
		ApplicationContextRunner without = this.contextRunner
			.withClassLoader(new FilteredClassLoader("org.bouncycastle"));
		without.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(SecretBox.class));
		without.withPropertyValues(PROPERTY + "=" + MASTER_KEY).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = FailureAnalyses.analyze(context.getStartupFailure());
			assertThat(analysis.getDescription())
				.isEqualTo("'" + PROPERTY + "' is set but there is no library that encrypts.");
			assertThat(analysis.getAction()).contains("org.bouncycastle:bcprov-jdk18on", SecretBox.class.getName());
		});
	}

	@Test
	void applicationsOwnSecretBoxTakesThePlaceOfTheLibrary() {
		SecretBox box = (message, nonce, key) -> new byte[16];
		ApplicationContextRunner own = this.contextRunner.withBean(SecretBox.class, () -> box)
			.withPropertyValues(PROPERTY + "=" + MASTER_KEY);
		own.run((context) -> {
			assertThat(context).hasSingleBean(SecretBox.class);
			assertThat(context.getBean(ChannelEncryptor.class).encrypt(CHANNEL, "1"))
				.contains("\"" + Base64.getEncoder().encodeToString(new byte[16]) + "\"");
		});
		own.withClassLoader(new FilteredClassLoader("org.bouncycastle"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static String stackTrace(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

}
