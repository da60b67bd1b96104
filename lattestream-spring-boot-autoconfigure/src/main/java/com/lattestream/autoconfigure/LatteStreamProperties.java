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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Properties of LatteStream.
 */
@ConfigurationProperties("lattestream")
public class LatteStreamProperties {

	/**
	 * Whether clients connect to this application or to a service elsewhere.
	 */
	private LatteStreamMode mode = LatteStreamMode.EMBEDDED;

	private final App app = new App();

	private final Auth auth = new Auth();

	private final Hub hub = new Hub();

	public LatteStreamMode getMode() {
		return this.mode;
	}

	public void setMode(LatteStreamMode mode) {
		this.mode = mode;
	}

	public App getApp() {
		return this.app;
	}

	public Auth getAuth() {
		return this.auth;
	}

	public Hub getHub() {
		return this.hub;
	}

	/**
	 * Credentials of the application.
	 */
	public static class App {

		/**
		 * Id of the application.
		 */
		private String id = "app";

		/**
		 * Public key, known to browsers. Generated at start if absent; required for a
		 * remote service.
		 */
		private @Nullable String key;

		/**
		 * Secret, known to servers only. Generated at start if absent; required for a
		 * remote service.
		 */
		private @Nullable String secret;

		/**
		 * Base64 of the 32 bytes that the keys of encrypted channels are made of. Without
		 * it, there are no encrypted channels.
		 */
		private @Nullable String encryptionMasterKey;

		public String getId() {
			return this.id;
		}

		public void setId(String id) {
			this.id = id;
		}

		public @Nullable String getKey() {
			return this.key;
		}

		public void setKey(@Nullable String key) {
			this.key = key;
		}

		public @Nullable String getSecret() {
			return this.secret;
		}

		public void setSecret(@Nullable String secret) {
			this.secret = secret;
		}

		public @Nullable String getEncryptionMasterKey() {
			return this.encryptionMasterKey;
		}

		public void setEncryptionMasterKey(@Nullable String encryptionMasterKey) {
			this.encryptionMasterKey = encryptionMasterKey;
		}

	}

	/**
	 * Channel authorisation and user sign-in.
	 */
	public static class Auth {

		/**
		 * Whether to answer channel authorisation and user sign-in requests.
		 */
		private boolean enabled = true;

		/**
		 * Path of the channel authorisation endpoint. By default, the path of the hub
		 * followed by '/auth'.
		 */
		private @Nullable String path;

		/**
		 * Path of the user sign-in endpoint. By default, the path of the hub followed by
		 * '/user-auth'.
		 */
		private @Nullable String userPath;

		/**
		 * Whether WebSockets of logged-in users may subscribe to private and presence
		 * channels without a signature, as the application's rules say.
		 */
		private boolean inline = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable String getPath() {
			return this.path;
		}

		public void setPath(@Nullable String path) {
			this.path = path;
		}

		public @Nullable String getUserPath() {
			return this.userPath;
		}

		public void setUserPath(@Nullable String userPath) {
			this.userPath = userPath;
		}

		public boolean isInline() {
			return this.inline;
		}

		public void setInline(boolean inline) {
			this.inline = inline;
		}

	}

	/**
	 * The embedded hub.
	 */
	public static class Hub {

		/**
		 * Path of the WebSocket endpoint; the other endpoints for browsers are below it.
		 */
		private String path = "/lattestream";

		/**
		 * Origins of pages that may connect besides those of the same origin. Patterns
		 * such as 'https://*.example.com' are possible; '*' allows all, then without
		 * cookies.
		 */
		private List<String> allowedOrigins = new ArrayList<>();

		/**
		 * Silence after which a WebSocket is asked for a sign of life.
		 */
		private Duration activityTimeout = Duration.ofSeconds(120);

		/**
		 * Time that a sign of life may take before the WebSocket is closed.
		 */
		private Duration pongTimeout = Duration.ofSeconds(30);

		/**
		 * Time after which a user who does not say so again types no more.
		 */
		private Duration typingTtl = Duration.ofSeconds(5);

		/**
		 * Time that the last event of a cache channel is kept, 30 days at most.
		 */
		private Duration cacheTtl = Duration.ofMinutes(30);

		/**
		 * Memory that the last events of cache channels may take. Beyond it the oldest
		 * are forgotten.
		 */
		private DataSize cacheMaxSize = DataSize.ofMegabytes(32);

		/**
		 * Policies of channels by pattern. Of several patterns that match a channel the
		 * most specific one counts, alone.
		 */
		private List<Channel> channels = new ArrayList<>();

		private final History history = new History();

		private final WebSocket websocket = new WebSocket();

		private final Sse sse = new Sse();

		private final Tickets tickets = new Tickets();

		private final Api api = new Api();

		private final Pusher pusher = new Pusher();

		private final Idempotency idempotency = new Idempotency();

		private final ClientScript clientScript = new ClientScript();

		private final ClientEvents clientEvents = new ClientEvents();

		private final SubscriptionCounts subscriptionCounts = new SubscriptionCounts();

		private final Presence presence = new Presence();

		private final SlowConsumer slowConsumer = new SlowConsumer();

		private final Limits limits = new Limits();

		private final Shutdown shutdown = new Shutdown();

		public String getPath() {
			return this.path;
		}

		public void setPath(String path) {
			this.path = path;
		}

		public List<String> getAllowedOrigins() {
			return this.allowedOrigins;
		}

		public void setAllowedOrigins(List<String> allowedOrigins) {
			this.allowedOrigins = allowedOrigins;
		}

		public Duration getActivityTimeout() {
			return this.activityTimeout;
		}

		public void setActivityTimeout(Duration activityTimeout) {
			this.activityTimeout = activityTimeout;
		}

		public Duration getPongTimeout() {
			return this.pongTimeout;
		}

		public void setPongTimeout(Duration pongTimeout) {
			this.pongTimeout = pongTimeout;
		}

		public Duration getTypingTtl() {
			return this.typingTtl;
		}

		public void setTypingTtl(Duration typingTtl) {
			this.typingTtl = typingTtl;
		}

		public Duration getCacheTtl() {
			return this.cacheTtl;
		}

		public void setCacheTtl(Duration cacheTtl) {
			this.cacheTtl = cacheTtl;
		}

		public DataSize getCacheMaxSize() {
			return this.cacheMaxSize;
		}

		public void setCacheMaxSize(DataSize cacheMaxSize) {
			this.cacheMaxSize = cacheMaxSize;
		}

		public List<Channel> getChannels() {
			return this.channels;
		}

		public void setChannels(List<Channel> channels) {
			this.channels = channels;
		}

		public History getHistory() {
			return this.history;
		}

		public WebSocket getWebsocket() {
			return this.websocket;
		}

		public Sse getSse() {
			return this.sse;
		}

		public Tickets getTickets() {
			return this.tickets;
		}

		public Api getApi() {
			return this.api;
		}

		public Pusher getPusher() {
			return this.pusher;
		}

		public Idempotency getIdempotency() {
			return this.idempotency;
		}

		public ClientScript getClientScript() {
			return this.clientScript;
		}

		public ClientEvents getClientEvents() {
			return this.clientEvents;
		}

		public SubscriptionCounts getSubscriptionCounts() {
			return this.subscriptionCounts;
		}

		public Presence getPresence() {
			return this.presence;
		}

		public SlowConsumer getSlowConsumer() {
			return this.slowConsumer;
		}

		public Limits getLimits() {
			return this.limits;
		}

		public Shutdown getShutdown() {
			return this.shutdown;
		}

	}

	/**
	 * Policy of some channels.
	 */
	public static class Channel {

		/**
		 * Pattern of the names of the channels, such as 'private-orders-*'.
		 */
		private @Nullable String pattern;

		/**
		 * Time that the last event is kept, of those that are cache channels, 30 days at
		 * most. By default, that of all cache channels.
		 */
		private @Nullable Duration cacheTtl;

		/**
		 * Time that an event may wait for others to leave with in one piece, 5 ms at
		 * most. By default, none does.
		 */
		private @Nullable Duration batchWindow;

		/**
		 * Whether clients may send events, and say that they type. By default, as for all
		 * channels.
		 */
		private @Nullable Boolean clientEvents;

		private final ChannelHistory history = new ChannelHistory();

		private final ChannelPresence presence = new ChannelPresence();

		private final ChannelLimits limits = new ChannelLimits();

		public @Nullable String getPattern() {
			return this.pattern;
		}

		public void setPattern(@Nullable String pattern) {
			this.pattern = pattern;
		}

		public @Nullable Duration getCacheTtl() {
			return this.cacheTtl;
		}

		public void setCacheTtl(@Nullable Duration cacheTtl) {
			this.cacheTtl = cacheTtl;
		}

		public @Nullable Duration getBatchWindow() {
			return this.batchWindow;
		}

		public void setBatchWindow(@Nullable Duration batchWindow) {
			this.batchWindow = batchWindow;
		}

		public @Nullable Boolean getClientEvents() {
			return this.clientEvents;
		}

		public void setClientEvents(@Nullable Boolean clientEvents) {
			this.clientEvents = clientEvents;
		}

		public ChannelHistory getHistory() {
			return this.history;
		}

		public ChannelPresence getPresence() {
			return this.presence;
		}

		public ChannelLimits getLimits() {
			return this.limits;
		}

	}

	/**
	 * What is kept of each of some channels. Size and ttl are set together.
	 */
	public static class ChannelHistory {

		/**
		 * Number of last events that are kept of each channel.
		 */
		private @Nullable Integer size;

		/**
		 * Time that an event is kept.
		 */
		private @Nullable Duration ttl;

		/**
		 * Whether clients may ask for what is kept when they subscribe. By default they
		 * may.
		 */
		private @Nullable Boolean rewind;

		public @Nullable Integer getSize() {
			return this.size;
		}

		public void setSize(@Nullable Integer size) {
			this.size = size;
		}

		public @Nullable Duration getTtl() {
			return this.ttl;
		}

		public void setTtl(@Nullable Duration ttl) {
			this.ttl = ttl;
		}

		public @Nullable Boolean getRewind() {
			return this.rewind;
		}

		public void setRewind(@Nullable Boolean rewind) {
			this.rewind = rewind;
		}

	}

	/**
	 * Members of some presence channels.
	 */
	public static class ChannelPresence {

		/**
		 * Time that a member stays after its last connection was lost, 10 minutes at
		 * most. By default, that of all presence channels.
		 */
		private @Nullable Duration grace;

		/**
		 * Members that each of the channels may have. By default, as many as all presence
		 * channels.
		 */
		private @Nullable Integer maxMembers;

		public @Nullable Duration getGrace() {
			return this.grace;
		}

		public void setGrace(@Nullable Duration grace) {
			this.grace = grace;
		}

		public @Nullable Integer getMaxMembers() {
			return this.maxMembers;
		}

		public void setMaxMembers(@Nullable Integer maxMembers) {
			this.maxMembers = maxMembers;
		}

	}

	/**
	 * Limits of some channels.
	 */
	public static class ChannelLimits {

		/**
		 * Events that one connection may send per second in each of the channels, not
		 * counted with those of other channels. By default, they are counted with them.
		 */
		private @Nullable Integer clientEventsPerSecond;

		/**
		 * Size of the data of an event, no more than that of all channels.
		 */
		private @Nullable DataSize eventData;

		public @Nullable Integer getClientEventsPerSecond() {
			return this.clientEventsPerSecond;
		}

		public void setClientEventsPerSecond(@Nullable Integer clientEventsPerSecond) {
			this.clientEventsPerSecond = clientEventsPerSecond;
		}

		public @Nullable DataSize getEventData() {
			return this.eventData;
		}

		public void setEventData(@Nullable DataSize eventData) {
			this.eventData = eventData;
		}

	}

	/**
	 * Events that are kept for clients that come back.
	 */
	public static class History {

		/**
		 * Memory that all histories together may take. Beyond it the channels that were
		 * published to least recently lose theirs.
		 */
		private DataSize maxSize = DataSize.ofMegabytes(64);

		/**
		 * Number of events that a client gets of a channel at most when it comes back. If
		 * it missed more, it is told so and gets none of them.
		 */
		private int maxRecovery = 300;

		public DataSize getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(DataSize maxSize) {
			this.maxSize = maxSize;
		}

		public int getMaxRecovery() {
			return this.maxRecovery;
		}

		public void setMaxRecovery(int maxRecovery) {
			this.maxRecovery = maxRecovery;
		}

	}

	/**
	 * WebSocket endpoint of the LatteStream dialect.
	 */
	public static class WebSocket {

		/**
		 * Whether to take WebSockets of LatteStream clients.
		 */
		private boolean enabled = true;

		/**
		 * Time that a LatteStream client may take to send its key.
		 */
		private Duration authenticationTimeout = Duration.ofSeconds(10);

		private final Compression compression = new Compression();

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getAuthenticationTimeout() {
			return this.authenticationTimeout;
		}

		public void setAuthenticationTimeout(Duration authenticationTimeout) {
			this.authenticationTimeout = authenticationTimeout;
		}

		public Compression getCompression() {
			return this.compression;
		}

	}

	/**
	 * Compression of WebSocket messages (permessage-deflate), in both dialects.
	 */
	public static class Compression {

		/**
		 * Whether to agree on compression with clients that offer it.
		 */
		private boolean enabled;

		/**
		 * Size that an event has to have to be compressed.
		 */
		private DataSize minSize = DataSize.ofKilobytes(1);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public DataSize getMinSize() {
			return this.minSize;
		}

		public void setMinSize(DataSize minSize) {
			this.minSize = minSize;
		}

	}

	/**
	 * Tickets, which clients connect with that cannot send their login along.
	 */
	public static class Tickets {

		/**
		 * Whether to issue tickets and to take them.
		 */
		private boolean enabled = true;

		/**
		 * Path of the endpoint that issues tickets. By default, the path of the hub
		 * followed by '/ticket'.
		 */
		private @Nullable String path;

		/**
		 * Time that a ticket may wait to be used.
		 */
		private Duration ttl = Duration.ofSeconds(30);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable String getPath() {
			return this.path;
		}

		public void setPath(@Nullable String path) {
			this.path = path;
		}

		public Duration getTtl() {
			return this.ttl;
		}

		public void setTtl(Duration ttl) {
			this.ttl = ttl;
		}

	}

	/**
	 * Endpoint for server-sent events.
	 */
	public static class Sse {

		/**
		 * Whether to serve event streams.
		 */
		private boolean enabled = true;

		/**
		 * Path of the event stream endpoint. By default, the path of the hub followed by
		 * '/sse'.
		 */
		private @Nullable String path;

		/**
		 * Time without events after which a stream gets a comment.
		 */
		private Duration heartbeat = Duration.ofSeconds(15);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable String getPath() {
			return this.path;
		}

		public void setPath(@Nullable String path) {
			this.path = path;
		}

		public Duration getHeartbeat() {
			return this.heartbeat;
		}

		public void setHeartbeat(Duration heartbeat) {
			this.heartbeat = heartbeat;
		}

	}

	/**
	 * REST API of LatteStream, for servers. Answers only if the secret is set.
	 */
	public static class Api {

		/**
		 * Whether to answer servers that use the REST API of LatteStream.
		 */
		private boolean enabled = true;

		/**
		 * Path of the REST API. By default, the path of the hub followed by '/api'.
		 */
		private @Nullable String path;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable String getPath() {
			return this.path;
		}

		public void setPath(@Nullable String path) {
			this.path = path;
		}

	}

	/**
	 * Requests to the REST APIs that are carried out once.
	 */
	public static class Idempotency {

		/**
		 * Time that an idempotency key is remembered.
		 */
		private Duration lifetime = Duration.ofMinutes(5);

		/**
		 * Memory that remembered idempotency keys, nonces and signatures may take. Beyond
		 * it the oldest are forgotten.
		 */
		private DataSize maxSize = DataSize.ofMegabytes(32);

		public Duration getLifetime() {
			return this.lifetime;
		}

		public void setLifetime(Duration lifetime) {
			this.lifetime = lifetime;
		}

		public DataSize getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(DataSize maxSize) {
			this.maxSize = maxSize;
		}

	}

	/**
	 * WebSocket endpoint and REST API of the Pusher dialect.
	 */
	public static class Pusher {

		private final PusherApi api = new PusherApi();

		/**
		 * Whether to serve Pusher clients and, unless that is switched off, servers that
		 * use the REST API of Pusher. By default, if key and secret are set.
		 */
		private @Nullable Boolean enabled;

		/**
		 * Path of the WebSocket endpoint for Pusher clients; the key follows it.
		 */
		private String path = "/app";

		public PusherApi getApi() {
			return this.api;
		}

		public @Nullable Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		public String getPath() {
			return this.path;
		}

		public void setPath(String path) {
			this.path = path;
		}

	}

	/**
	 * REST API of Pusher, for servers. Answers only if the secret is set.
	 */
	public static class PusherApi {

		/**
		 * Whether to answer servers that use the REST API of Pusher.
		 */
		private boolean enabled = true;

		/**
		 * Path of the REST API of Pusher; the id of the application follows it.
		 */
		private String path = "/apps";

		/**
		 * Time from its first use that a signature may come again. Equal requests within
		 * one second have equal signatures; '0' takes each signature once.
		 */
		private Duration repeatWindow = Duration.ofSeconds(5);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public String getPath() {
			return this.path;
		}

		public void setPath(String path) {
			this.path = path;
		}

		public Duration getRepeatWindow() {
			return this.repeatWindow;
		}

		public void setRepeatWindow(Duration repeatWindow) {
			this.repeatWindow = repeatWindow;
		}

	}

	/**
	 * Browser client served by the application.
	 */
	public static class ClientScript {

		/**
		 * Whether to serve the browser client.
		 */
		private boolean enabled = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * Events that clients send to each other.
	 */
	public static class ClientEvents {

		/**
		 * Whether clients may send events on private and presence channels.
		 */
		private boolean enabled = true;

		/**
		 * Events that one connection may send per second.
		 */
		private int maxPerSecond = 10;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getMaxPerSecond() {
			return this.maxPerSecond;
		}

		public void setMaxPerSecond(int maxPerSecond) {
			this.maxPerSecond = maxPerSecond;
		}

	}

	/**
	 * Subscription counts as events for subscribers.
	 */
	public static class SubscriptionCounts {

		/**
		 * Whether to tell the subscribers of a channel how many they are. Presence and
		 * encrypted channels have no such events.
		 */
		private boolean enabled;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

	/**
	 * Presence channels.
	 */
	public static class Presence {

		/**
		 * Time that a member stays after its last connection was lost, 10 minutes at
		 * most. A page that is loaded again within it does not flicker.
		 */
		private Duration grace = Duration.ZERO;

		/**
		 * Members that a presence channel may have.
		 */
		private int maxMembers = 100;

		/**
		 * Size of the info of a member.
		 */
		private DataSize maxMemberSize = DataSize.ofKilobytes(1);

		public Duration getGrace() {
			return this.grace;
		}

		public void setGrace(Duration grace) {
			this.grace = grace;
		}

		public int getMaxMembers() {
			return this.maxMembers;
		}

		public void setMaxMembers(int maxMembers) {
			this.maxMembers = maxMembers;
		}

		public DataSize getMaxMemberSize() {
			return this.maxMemberSize;
		}

		public void setMaxMemberSize(DataSize maxMemberSize) {
			this.maxMemberSize = maxMemberSize;
		}

	}

	/**
	 * Connections that read more slowly than they are written to. Beyond these limits
	 * they are closed and may come back.
	 */
	public static class SlowConsumer {

		/**
		 * Messages that may wait for one connection.
		 */
		private int maxMessages = 1024;

		/**
		 * Size of the messages that may wait for one connection.
		 */
		private DataSize maxBytes = DataSize.ofMegabytes(1);

		public int getMaxMessages() {
			return this.maxMessages;
		}

		public void setMaxMessages(int maxMessages) {
			this.maxMessages = maxMessages;
		}

		public DataSize getMaxBytes() {
			return this.maxBytes;
		}

		public void setMaxBytes(DataSize maxBytes) {
			this.maxBytes = maxBytes;
		}

	}

	/**
	 * Limits of what clients may take.
	 */
	public static class Limits {

		/**
		 * Connections of this node.
		 */
		private int connections = 10_000;

		/**
		 * Subscriptions of one connection.
		 */
		private int subscriptions = 100;

		/**
		 * Size of a message from a client.
		 */
		private DataSize messageSize = DataSize.ofKilobytes(64);

		/**
		 * Depth to which the JSON of a message may be nested.
		 */
		private int nestingDepth = 32;

		/**
		 * Messages of one client that may wait for an earlier one to be handled.
		 */
		private int pendingMessages = 200;

		/**
		 * Length of channel names, 200 characters at most.
		 */
		private int channelName = 164;

		/**
		 * Size of the data of an event.
		 */
		private DataSize eventData = DataSize.ofKilobytes(32);

		/**
		 * Size of the data of an event that a Pusher client sends, or a server through
		 * the REST API of Pusher.
		 */
		private DataSize pusherEventData = DataSize.ofKilobytes(10);

		/**
		 * Size of the body of a request to the REST APIs.
		 */
		private DataSize requestSize = DataSize.ofMegabytes(1);

		public int getConnections() {
			return this.connections;
		}

		public void setConnections(int connections) {
			this.connections = connections;
		}

		public int getSubscriptions() {
			return this.subscriptions;
		}

		public void setSubscriptions(int subscriptions) {
			this.subscriptions = subscriptions;
		}

		public DataSize getMessageSize() {
			return this.messageSize;
		}

		public void setMessageSize(DataSize messageSize) {
			this.messageSize = messageSize;
		}

		public int getNestingDepth() {
			return this.nestingDepth;
		}

		public void setNestingDepth(int nestingDepth) {
			this.nestingDepth = nestingDepth;
		}

		public int getPendingMessages() {
			return this.pendingMessages;
		}

		public void setPendingMessages(int pendingMessages) {
			this.pendingMessages = pendingMessages;
		}

		public int getChannelName() {
			return this.channelName;
		}

		public void setChannelName(int channelName) {
			this.channelName = channelName;
		}

		public DataSize getEventData() {
			return this.eventData;
		}

		public void setEventData(DataSize eventData) {
			this.eventData = eventData;
		}

		public DataSize getPusherEventData() {
			return this.pusherEventData;
		}

		public void setPusherEventData(DataSize pusherEventData) {
			this.pusherEventData = pusherEventData;
		}

		public DataSize getRequestSize() {
			return this.requestSize;
		}

		public void setRequestSize(DataSize requestSize) {
			this.requestSize = requestSize;
		}

	}

	/**
	 * What happens to connections when the application stops.
	 */
	public static class Shutdown {

		/**
		 * Time over which the closes are spread when there are many connections.
		 */
		private Duration spread = Duration.ofSeconds(2);

		/**
		 * Time that closing all connections may take.
		 */
		private Duration timeout = Duration.ofSeconds(10);

		public Duration getSpread() {
			return this.spread;
		}

		public void setSpread(Duration spread) {
			this.spread = spread;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

}
