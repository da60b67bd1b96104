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

import java.time.Clock;
import java.util.concurrent.BlockingQueue;

import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelEncryptor;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.SecretBox;
import com.lattestream.signature.UserSigner;
import com.lattestream.signature.bouncycastle.BouncyCastleSecretBox;
import com.lattestream.web.CallbackExecutor;
import com.lattestream.web.HandoverQueue;
import com.lattestream.web.SocketIdTaskDecorator;
import org.bouncycastle.crypto.engines.XSalsa20Engine;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * {@link AutoConfiguration Auto-configuration} for what every application needs and,
 * unless it talks to a service elsewhere, for the embedded hub and the client that
 * publishes through it.
 */
@AutoConfiguration(after = JacksonAutoConfiguration.class,
		afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@EnableConfigurationProperties(LatteStreamProperties.class)
@Import(EmbeddedHubConfiguration.class)
public final class LatteStreamAutoConfiguration {

	private static final String THREAD_NAME_PREFIX = "lattestream-callback-";

	/** Rules and listeners wait for databases mostly, so more threads than cores. */
	private static final int CALLBACK_THREADS = 32;

	private static final int WAITING_CALLBACKS = 10_000;

	LatteStreamAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	ChannelSigner latteStreamChannelSigner(AppCredentials credentials) {
		return new ChannelSigner(credentials, Clock.systemUTC());
	}

	/**
	 * Spring Boot applies it beside those of the application. Where one is asked for, the
	 * application's own is meant.
	 */
	@Bean
	@Fallback
	@ConditionalOnMissingBean
	SocketIdTaskDecorator latteStreamSocketIdTaskDecorator() {
		return new SocketIdTaskDecorator();
	}

	@Bean
	@ConditionalOnMissingBean
	ChannelEncryptor latteStreamChannelEncryptor(LatteStreamProperties properties, ObjectProvider<SecretBox> box) {
		return ChannelEncryptorFactory.create(properties.getApp(), box.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	UserSigner latteStreamUserSigner(AppCredentials credentials) {
		return new UserSigner(credentials);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnThreading(Threading.VIRTUAL)
	CallbackExecutor latteStreamVirtualThreadCallbackExecutor() {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(THREAD_NAME_PREFIX);
		executor.setVirtualThreads(true);
		return new CallbackExecutor(executor);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnThreading(Threading.PLATFORM)
	CallbackExecutor latteStreamCallbackExecutor() {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor() {

			@Override
			protected BlockingQueue<Runnable> createQueue(int queueCapacity) {
				return new HandoverQueue(queueCapacity);
			}

		};
		executor.setThreadNamePrefix(THREAD_NAME_PREFIX);
		executor.setCorePoolSize(CALLBACK_THREADS);
		executor.setMaxPoolSize(CALLBACK_THREADS);
		executor.setQueueCapacity(WAITING_CALLBACKS);
		executor.setAllowCoreThreadTimeOut(true);
		executor.setDaemon(true);
		executor.initialize();
		return new CallbackExecutor(executor);
	}

	/**
	 * Encrypts, if the application has the library.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(XSalsa20Engine.class)
	static class BouncyCastleConfiguration {

		@Bean
		@ConditionalOnMissingBean(SecretBox.class)
		BouncyCastleSecretBox latteStreamSecretBox() {
			return new BouncyCastleSecretBox();
		}

	}

}
