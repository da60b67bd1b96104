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

import com.lattestream.LatteStreamClient;
import com.lattestream.broker.Broker;
import com.lattestream.broker.CacheStore;
import com.lattestream.broker.GroupStore;
import com.lattestream.broker.HistoryStore;
import com.lattestream.broker.IdempotencyStore;
import com.lattestream.broker.InMemoryBroker;
import com.lattestream.broker.InMemoryCacheStore;
import com.lattestream.broker.InMemoryGroupStore;
import com.lattestream.broker.InMemoryHistoryStore;
import com.lattestream.broker.InMemoryIdempotencyStore;
import com.lattestream.broker.InMemoryNodeBus;
import com.lattestream.broker.InMemoryOccupancyStore;
import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.InMemoryTicketStore;
import com.lattestream.broker.NodeBus;
import com.lattestream.broker.OccupancyStore;
import com.lattestream.broker.PresenceStore;
import com.lattestream.broker.TicketStore;
import com.lattestream.hub.ApplicationEventHubListener;
import com.lattestream.hub.ChannelPolicies;
import com.lattestream.hub.ClientEventInterceptor;
import com.lattestream.hub.EmbeddedLatteStreamClient;
import com.lattestream.hub.HubListener;
import com.lattestream.hub.LaneExecutors;
import com.lattestream.hub.LatteStreamHub;
import com.lattestream.signature.AppCredentials;
import com.lattestream.signature.ChannelEncryptor;
import com.lattestream.signature.ChannelSigner;
import com.lattestream.signature.UserSigner;
import com.lattestream.web.ArgumentValidator;
import com.lattestream.web.BeanValidationArgumentValidator;
import com.lattestream.web.CallbackExecutor;
import com.lattestream.web.ClientEventInvoker;
import com.lattestream.web.ClientEventMethods;
import jakarta.validation.Validator;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;

/**
 * The hub in the application and the client that publishes through it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnLatteStreamMode(LatteStreamMode.EMBEDDED)
class EmbeddedHubConfiguration {

	static final String CREDENTIALS_BEAN_NAME = "latteStreamAppCredentials";

	/** As many as the clients of some nodes may want when they all come back at once. */
	private static final int MAX_TICKETS = 50_000;

	@Bean(CREDENTIALS_BEAN_NAME)
	@ConditionalOnMissingBean
	AppCredentials latteStreamAppCredentials(LatteStreamProperties properties) {
		return CredentialsFactory.create(properties.getApp());
	}

	@Bean
	@ConditionalOnMissingBean(Broker.class)
	InMemoryBroker latteStreamBroker() {
		return new InMemoryBroker();
	}

	@Bean
	@ConditionalOnMissingBean(PresenceStore.class)
	InMemoryPresenceStore latteStreamPresenceStore() {
		return new InMemoryPresenceStore();
	}

	@Bean
	@ConditionalOnMissingBean(OccupancyStore.class)
	InMemoryOccupancyStore latteStreamOccupancyStore() {
		return new InMemoryOccupancyStore();
	}

	@Bean
	@ConditionalOnMissingBean(GroupStore.class)
	InMemoryGroupStore latteStreamGroupStore() {
		return new InMemoryGroupStore();
	}

	@Bean
	@ConditionalOnMissingBean(NodeBus.class)
	InMemoryNodeBus latteStreamNodeBus() {
		return new InMemoryNodeBus();
	}

	@Bean
	@ConditionalOnMissingBean(CacheStore.class)
	InMemoryCacheStore latteStreamCacheStore(LatteStreamProperties properties) {
		return new InMemoryCacheStore(HubSettingsFactory.cacheMaxSize(properties.getHub()), Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean
	ChannelPolicies latteStreamChannelPolicies(LatteStreamProperties properties) {
		return ChannelPoliciesFactory.create(properties.getHub());
	}

	@Bean
	@ConditionalOnMissingBean(HistoryStore.class)
	InMemoryHistoryStore latteStreamHistoryStore(LatteStreamProperties properties) {
		return new InMemoryHistoryStore(HubSettingsFactory.historyMaxSize(properties.getHub()), Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean(IdempotencyStore.class)
	InMemoryIdempotencyStore latteStreamIdempotencyStore(LatteStreamProperties properties) {
		long maxSize = properties.getHub().getIdempotency().getMaxSize().toBytes();
		return new InMemoryIdempotencyStore(maxSize, Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean(TicketStore.class)
	InMemoryTicketStore latteStreamTicketStore() {
		return new InMemoryTicketStore(MAX_TICKETS, Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean
	ApplicationEventHubListener latteStreamApplicationEventHubListener(ApplicationEventPublisher publisher,
			JsonMapper jsonMapper, CallbackExecutor callbackExecutor) {
		return new ApplicationEventHubListener(publisher, jsonMapper, callbackExecutor.executor());
	}

	@Bean
	@ConditionalOnMissingBean(ClientEventInterceptor.class)
	ClientEventMethods latteStreamClientEventMethods(ConfigurableListableBeanFactory beanFactory, JsonMapper jsonMapper,
			ObjectProvider<ConversionService> conversionService, ObjectProvider<ArgumentValidator> validator,
			CallbackExecutor callbackExecutor) {
		return new ClientEventMethods(beanFactory,
				() -> new ClientEventInvoker(jsonMapper,
						conversionService.getIfUnique(ApplicationConversionService::getSharedInstance),
						validator.getIfAvailable(), callbackExecutor));
	}

	@Bean
	@ConditionalOnMissingBean
	LaneExecutors latteStreamLaneExecutors() {
		return new LaneExecutors();
	}

	@Bean
	@ConditionalOnMissingBean
	LatteStreamHub latteStreamHub(AppCredentials credentials, LatteStreamProperties properties, Broker broker,
			PresenceStore presenceStore, OccupancyStore occupancyStore, GroupStore groupStore, NodeBus nodeBus,
			CacheStore cacheStore, HistoryStore historyStore, ChannelPolicies policies,
			ObjectProvider<HubListener> listeners, JsonMapper jsonMapper, ClientEventInterceptor clientEvents,
			LaneExecutors lanes) {
		return LatteStreamHub.builder(credentials, HubSettingsFactory.create(properties.getHub()))
			.broker(broker)
			.presence(presenceStore)
			.occupancy(occupancyStore)
			.groups(groupStore)
			.bus(nodeBus)
			.cache(cacheStore)
			.history(historyStore)
			.policies(policies)
			.listeners(listeners.orderedStream().toList())
			.clientEvents(clientEvents)
			.jsonMapper(jsonMapper)
			.lanes(lanes)
			.build();
	}

	@Bean
	LatteStreamHubLifecycle latteStreamHubLifecycle(LatteStreamHub hub, LatteStreamProperties properties) {
		return new LatteStreamHubLifecycle(hub, properties.getHub().getShutdown().getTimeout());
	}

	@Bean
	@ConditionalOnMissingBean(LatteStreamClient.class)
	EmbeddedLatteStreamClient latteStreamClient(LatteStreamHub hub, ChannelSigner signer, UserSigner userSigner,
			ChannelEncryptor encryptor, JsonMapper jsonMapper, IdempotencyStore idempotencyStore,
			LatteStreamProperties properties) {
		return new EmbeddedLatteStreamClient(hub, signer, userSigner, encryptor, jsonMapper, idempotencyStore,
				properties.getHub().getIdempotency().getLifetime());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Validator.class)
	static class ValidationConfiguration {

		@Bean
		@ConditionalOnSingleCandidate(Validator.class)
		@ConditionalOnMissingBean(ArgumentValidator.class)
		BeanValidationArgumentValidator latteStreamArgumentValidator(Validator validator) {
			return new BeanValidationArgumentValidator(validator);
		}

	}

}
