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

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The applications that a contract is with. After each test nothing may be left of its
 * clients.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ContractApplications implements HubContract {

	private ContractServer server;

	private ContractServer impatientServer;

	/**
	 * Return the configuration that runs the application on the web stack.
	 * @return the class
	 */
	abstract Class<?> application();

	/**
	 * Return the type of web application.
	 * @return a value of {@code spring.main.web-application-type}
	 */
	abstract String webApplicationType();

	/**
	 * Return how the web stack reports that a controller failed.
	 * @return what such a line of the log has in it
	 */
	abstract String controllerFailure();

	/**
	 * Return what each application is configured with besides.
	 * @return properties of the form {@code name=value}
	 */
	List<String> properties() {
		return List.of();
	}

	@BeforeAll
	void startServers() {
		List<String> properties = new ArrayList<>(List.of(PoliciesContract.POLICIES));
		properties.addAll(List.of(BatchWindowContract.WINDOWS));
		properties.addAll(List.of(HistoryApiContract.TALES));
		properties.addAll(List.of(ClientEventMethodContract.DESKS));
		properties.addAll(List.of("lattestream.hub.channels[5].pattern=hist-*",
				"lattestream.hub.channels[5].history.size=100", "lattestream.hub.channels[5].history.ttl=1m"));
		this.server = startWith(properties.toArray(String[]::new));
		this.impatientServer = startWith("lattestream.hub.activity-timeout=1s", "lattestream.hub.pong-timeout=500ms",
				"lattestream.hub.typing-ttl=500ms", "lattestream.hub.channels[0].pattern=presence-typing-*",
				"lattestream.hub.channels[0].client-events=true",
				"lattestream.hub.websocket.authentication-timeout=500ms", "lattestream.hub.sse.heartbeat=100ms",
				"lattestream.hub.client-events.enabled=false", "lattestream.hub.cache-ttl=500ms",
				"lattestream.hub.allowed-origins=https://app.example.com");
	}

	@AfterEach
	void nothingIsLeftAndTheLogIsFine(CapturedOutput output) {
		this.server.closeClients();
		this.impatientServer.closeClients();
		assertThat(output).doesNotContain(ContractServer.SECRET, ContractServer.MASTER_KEY);
		assertThat(output.toString().lines().filter((line) -> line.contains(" ERROR ")))
			.as("errors in the log, but for those of controllers")
			.allMatch((line) -> line.contains(controllerFailure()));
	}

	@AfterAll
	void stopServers() {
		this.server.close();
		this.impatientServer.close();
	}

	@Override
	public ContractServer server() {
		return this.server;
	}

	@Override
	public ContractServer impatientServer() {
		return this.impatientServer;
	}

	@Override
	public ContractServer start(Class<?>... sources) {
		List<Class<?>> all = new ArrayList<>(List.of(sources));
		all.add(application());
		return start(all);
	}

	@Override
	public ContractServer startWith(String... properties) {
		return start(List.of(application()), properties);
	}

	private ContractServer start(List<Class<?>> sources, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("spring.main.web-application-type=" + webApplicationType());
		all.addAll(properties());
		return ContractServer.start(sources, all.toArray(String[]::new));
	}

}
