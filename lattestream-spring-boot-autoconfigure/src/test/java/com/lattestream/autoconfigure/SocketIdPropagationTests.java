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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import com.lattestream.CurrentSocketId;
import com.lattestream.RequestSocketId;
import com.lattestream.web.SocketIdTaskDecorator;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how the socket id of the current request gets to other threads.
 */
class SocketIdPropagationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				LatteStreamAutoConfiguration.class));

	private final RequestSocketId socketId = new RequestSocketId();

	@BeforeEach
	void bind() {
		this.socketId.offer("1.2");
		CurrentSocketId.bind(this.socketId);
	}

	@AfterEach
	void forget() {
		CurrentSocketId.bind(null);
	}

	@Test
	void executorOfSpringBootTakesItAlongAndForgetsIt() {
		this.contextRunner.withPropertyValues("spring.task.execution.pool.core-size=1").run((context) -> {
			assertThat(onExecutor(context)).isEqualTo("1.2");
			CurrentSocketId.bind(null);
			assertThat(onExecutor(context)).isNull();
		});
	}

	@Test
	void virtualThreadsTakeItAlong() {
		this.contextRunner.withPropertyValues("spring.task.execution.mode=force", "spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(onExecutor(context)).isEqualTo("1.2"));
	}

	@Test
	void executorTakesItAlongWithoutContextPropagation() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer.context"))
			.run((context) -> assertThat(onExecutor(context)).isEqualTo("1.2"));
	}

	@Test
	void decoratorsOfTheApplicationAndOfSpringBootGoOnDecorating() {
		this.contextRunner.withUserConfiguration(OwnDecorators.class)
			.withPropertyValues("spring.task.execution.propagate-context=true")
			.run((context) -> {
				assertThat(onExecutor(context)).isEqualTo("1.2");
				assertThat(context.getBean(OwnDecorators.class).calls).containsExactly("own");
			});
	}

	@Test
	void applicationThatAsksForItsOwnDecoratorGetsIt() {
		this.contextRunner.withUserConfiguration(OwnDecorators.class)
			.run((context) -> assertThat(context.getBean(TaskDecorator.class))
				.isNotInstanceOf(SocketIdTaskDecorator.class));
	}

	@Test
	void contextPropagationKnowsIt() throws Exception {
		assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
			.hasAtLeastOneElementOfType(SocketIdThreadLocalAccessor.class);
		ContextSnapshotFactory factory = ContextSnapshotFactory.builder().clearMissing(true).build();
		Context context = factory.captureAll().updateContext(Context.empty());
		assertThat(CurrentSocketId.get(context)).isEqualTo("1.2");
		CurrentSocketId.bind(null);
		assertThat(within(factory, context, (nothing) -> CurrentSocketId.get())).isEqualTo("1.2");
		assertThat(CurrentSocketId.bound()).isNull();
		CurrentSocketId.bind(this.socketId);
		assertThat(within(factory, Context.empty(), (nothing) -> CurrentSocketId.get())).isNull();
		assertThat(CurrentSocketId.bound()).isSameAs(this.socketId);
	}

	private static String within(ContextSnapshotFactory factory, Context context, Function<Object, String> call) {
		try (var scope = factory.captureFrom(context).setThreadLocals()) {
			return call.apply(scope);
		}
	}

	private static String onExecutor(ApplicationContext context) throws Exception {
		AsyncTaskExecutor executor = context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
		return executor.submit(() -> CurrentSocketId.get()).get(10, TimeUnit.SECONDS);
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDecorators {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		@Bean
		TaskDecorator ownTaskDecorator() {
			return (task) -> {
				this.calls.add("own");
				return task;
			};
		}

	}

}
