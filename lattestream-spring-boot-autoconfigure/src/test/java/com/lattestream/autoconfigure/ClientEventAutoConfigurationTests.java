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

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

import com.lattestream.ClientEventReceived;
import com.lattestream.ConnectionInfo;
import com.lattestream.LatteStreamClient;
import com.lattestream.TransportType;
import com.lattestream.autoconfigure.remote.LatteStreamRemoteAutoConfiguration;
import com.lattestream.hub.ClientEventHandler;
import com.lattestream.hub.ClientEventInterceptor;
import com.lattestream.hub.ClientEventRefusedException;
import com.lattestream.hub.ClientEventRequest;
import com.lattestream.hub.ClientEventResult;
import com.lattestream.hub.LatteClientEvent;
import com.lattestream.web.ArgumentValidator;
import com.lattestream.web.BeanValidationArgumentValidator;
import com.lattestream.web.ClientEventMethods;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.reactive.config.WebFluxConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the {@link LatteClientEvent} methods of applications, of any kind.
 */
class ClientEventAutoConfigurationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class, JacksonAutoConfiguration.class,
				LatteStreamAutoConfiguration.class))
		.withUserConfiguration(Desk.class);

	@Test
	void methodsAreAskedWhereThereIsNoWeb() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(ClientEventMethods.class);
			verify(context, "client-echo", "\"hi\"", ClientEventResult.reply("7 hi"));
		});
	}

	@Test
	void constraintsAreHonouredWhereThereIsAValidator() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(BeanValidationArgumentValidator.class);
			StepVerifier.create(handle(context, "client-echo", "\" \""))
				.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(ClientEventRefusedException.class)
					.hasMessage("Invalid data: must not be blank"))
				.verify(TIMEOUT);
		});
	}

	@Test
	void methodsAreAskedWhereThereIsNoValidator() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("jakarta.validation", "org.hibernate.validator"))
			.run((context) -> {
				assertThat(context).doesNotHaveBean(ArgumentValidator.class);
				verify(context, "client-echo", "\" \"", ClientEventResult.reply("7  "));
			});
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(JacksonAutoConfiguration.class, LatteStreamAutoConfiguration.class))
			.withUserConfiguration(Desk.class)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(ArgumentValidator.class);
				verify(context, "client-echo", "\" \"", ClientEventResult.reply("7  "));
			});
	}

	@Test
	void variablesAreConvertedByTheConversionServiceOfTheApplication() {
		this.contextRunner.withUserConfiguration(Conversion.class)
			.run((context) -> verify(context, "client-echo", "\"hi\"", ClientEventResult.reply("-7 hi")));
	}

	@Test
	void webConfigurationMayNeedTheClient() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class, JacksonAutoConfiguration.class,
					WebFluxAutoConfiguration.class, LatteStreamAutoConfiguration.class))
			.withUserConfiguration(Desk.class, WebConfiguration.class)
			.run((context) -> verify(context, "client-echo", "\"hi\"", ClientEventResult.reply("7 hi")));
	}

	@Test
	void backsOffFromAnInterceptor() {
		this.contextRunner.withBean(ClientEventInterceptor.class, () -> ClientEventInterceptor.NONE)
			.run((context) -> assertThat(context).hasSingleBean(ClientEventInterceptor.class)
				.doesNotHaveBean(ClientEventMethods.class));
	}

	@Test
	void thereAreNoneInRemoteMode() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(LatteStreamRemoteAutoConfiguration.class))
			.withPropertyValues("lattestream.mode=remote", "lattestream.app.key=lspk_a", "lattestream.app.secret=lsk_a")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ClientEventInterceptor.class));
	}

	@Test
	void mistakeStopsTheApplicationAndIsExplained() {
		this.contextRunner.withUserConfiguration(Mistake.class).run((context) -> {
			FailureAnalysis analysis = FailureAnalyses.analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).isEqualTo("@LatteClientEvent on " + Mistake.class.getName()
					+ ".on: 'news' is not a pattern of private " + "or presence channels");
			assertThat(analysis.getAction()).contains("'private-'");
		});
	}

	@Test
	void methodsCanBeInvokedInNativeImages() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(JacksonAutoConfiguration.class, LatteStreamAutoConfiguration.class, Desk.class);
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get("com.example", "Application")), new InMemoryGeneratedFiles());
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			assertThat(RuntimeHintsPredicates.reflection()
				.onMethodInvocation(ReflectionUtils.findMethod(Desk.class, "echo", int.class, String.class)))
				.accepts(generation.getRuntimeHints());
		}
	}

	private static void verify(ApplicationContext context, String event, String data, ClientEventResult result) {
		StepVerifier.create(handle(context, event, data)).expectNext(result).expectComplete().verify(TIMEOUT);
	}

	private static Mono<ClientEventResult> handle(ApplicationContext context, String event, String data) {
		ClientEventHandler handler = context.getBean(ClientEventInterceptor.class).find("private-desk-7", event);
		ConnectionInfo connection = new ConnectionInfo("1.2", null, TransportType.WEBSOCKET,
				ConnectionInfo.Protocol.PUSHER, Instant.EPOCH, Set.of(), Map.of(), null);
		return handler.handle(new ClientEventRequest(
				new ClientEventReceived("private-desk-7", event, data, "1.2", null), connection, null));
	}

	@Configuration(proxyBeanMethods = false)
	static class Desk {

		@LatteClientEvent(channel = "private-desk-{desk}", event = "client-echo")
		String echo(@PathVariable int desk, @NotBlank String text) {
			return desk + " " + text;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Conversion {

		@Bean
		ConversionService conversionService() {
			DefaultConversionService service = new DefaultConversionService();
			service.addConverter(String.class, Integer.class, (text) -> -Integer.parseInt(text));
			return service;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WebConfiguration implements WebFluxConfigurer {

		WebConfiguration(LatteStreamClient client) {
			assertThat(client).isNotNull();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Mistake {

		@LatteClientEvent(channel = "news")
		void on() {
		}

	}

}
