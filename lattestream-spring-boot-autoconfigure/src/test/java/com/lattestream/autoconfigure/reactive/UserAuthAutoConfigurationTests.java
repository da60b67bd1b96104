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

package com.lattestream.autoconfigure.reactive;

import java.security.Principal;
import java.util.Map;

import com.lattestream.UserData;
import com.lattestream.auth.LatteChannelAuth;
import com.lattestream.auth.LatteUserAuth;
import com.lattestream.auth.UserAuthenticator;
import com.lattestream.autoconfigure.LatteStreamAutoConfiguration;
import com.lattestream.web.InvalidAnnotatedMethodException;
import com.lattestream.web.reactive.ReactiveUserAuthenticator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for user sign-in in {@link LatteStreamWebFluxAutoConfiguration}.
 */
class UserAuthAutoConfigurationTests {

	private final ReactiveWebApplicationContextRunner contextRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, CodecsAutoConfiguration.class,
				HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class, LatteStreamAutoConfiguration.class,
				LatteStreamWebFluxAutoConfiguration.class))
		.withBean(WebFilter.class, UserAuthAutoConfigurationTests::principalFilter);

	@Test
	void userIsThePrincipalWhereNoMethodSaysMore() {
		this.contextRunner.run((context) -> {
			assertUser(ask(context, "/lattestream/user-auth", "ann"), "{\"id\":\"ann\"}");
			ask(context, "/lattestream/user-auth", null).expectStatus().isUnauthorized();
			ask(context, "/lattestream/user-auth", "x".repeat(129)).expectStatus().isForbidden();
		});
	}

	@Test
	void endpointMovesOnItsOwn() {
		this.contextRunner
			.withPropertyValues("lattestream.hub.path=/rt", "lattestream.auth.user-path=/broadcasting/user-auth")
			.run((context) -> {
				assertUser(ask(context, "/broadcasting/user-auth", "ann"), "{\"id\":\"ann\"}");
				ask(context, "/rt/user-auth", "ann").expectStatus().isNotFound();
			});
	}

	@Test
	void endpointIsSwitchedOffWithChannelAuthorization() {
		this.contextRunner.withPropertyValues("lattestream.auth.enabled=false")
			.run((context) -> ask(context, "/lattestream/user-auth", "ann").expectStatus().isNotFound());
	}

	@ParameterizedTest
	@ValueSource(classes = { Users.class, Channels.class })
	void methodOfEitherComponentDecides(Class<?> component) {
		this.contextRunner.withUserConfiguration(component).run((context) -> {
			assertUser(ask(context, "/lattestream/user-auth", "ann"), "{\"id\":\"ann\",\"user_info\":{\"level\":7}}");
			ask(context, "/lattestream/user-auth", null).expectStatus().isUnauthorized();
			ask(context, "/lattestream/user-auth", "eve").expectStatus().isForbidden();
		});
	}

	@Test
	void backsOffFromUserAuthenticator() {
		UserAuthenticator own = (request) -> Mono.just(UserData.of("own"));
		this.contextRunner.withBean(UserAuthenticator.class, () -> own).run((context) -> {
			assertThat(context).doesNotHaveBean(ReactiveUserAuthenticator.class);
			assertUser(ask(context, "/lattestream/user-auth", null), "{\"id\":\"own\"}");
		});
	}

	@Test
	void secondMethodStopsTheApplication() {
		this.contextRunner.withUserConfiguration(Users.class, Channels.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidAnnotatedMethodException.class, (ex) -> {
					assertThat(ex).hasMessageContaining("@LatteUserAuth on")
						.hasMessageContaining("another method decides already");
					assertThat(ex.getAction()).isEqualTo("Remove one of the two methods.");
				}));
	}

	@Test
	void methodThatMapsRequestStopsTheApplication() {
		this.contextRunner.withUserConfiguration(OwnEndpoint.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(InvalidAnnotatedMethodException.class,
						(ex) -> assertThat(ex.getAction()).contains("lattestream.auth.user-path")));
	}

	private static WebFilter principalFilter() {
		return (exchange, chain) -> {
			String user = exchange.getRequest().getHeaders().getFirst("X-User");
			Mono<Principal> principal = (user != null) ? Mono.just(() -> user) : Mono.empty();
			return chain.filter(exchange.mutate().principal(principal).build());
		};
	}

	private static WebTestClient.ResponseSpec ask(ApplicationContext context, String path, @Nullable String user) {
		return WebTestClient.bindToApplicationContext(context).build().post().uri(path).headers((headers) -> {
			if (user != null) {
				headers.set("X-User", user);
			}
		}).body(BodyInserters.fromFormData("socket_id", "1.2")).exchange();
	}

	private static void assertUser(WebTestClient.ResponseSpec response, String userData) {
		response.expectStatus().isOk().expectBody().jsonPath("$.user_data").isEqualTo(userData);
	}

	@LatteUserAuth
	static class Users {

		@LatteUserAuth
		@Nullable UserData user(Principal user) {
			return user.getName().equals("eve") ? null : UserData.of(user.getName()).withInfo(Map.of("level", 7));
		}

	}

	@LatteChannelAuth
	static class Channels {

		@LatteUserAuth
		Mono<UserData> user(Principal user) {
			return Mono.just(UserData.of(user.getName()).withInfo(Map.of("level", 7)))
				.filter((data) -> !data.id().equals("eve"));
		}

	}

	@RestController
	@LatteUserAuth
	static class OwnEndpoint {

		@PostMapping("/own")
		@LatteUserAuth
		boolean user() {
			return true;
		}

	}

}
