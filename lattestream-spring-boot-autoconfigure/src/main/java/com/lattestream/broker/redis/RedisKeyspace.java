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

package com.lattestream.broker.redis;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The names of all that is kept in Redis. What belongs to one channel begins with
 * <code>&lt;prefix&gt;:{&lt;channel&gt;}:</code>, so that a cluster has it in one slot
 * and a script may touch all of it; what belongs to no channel has no braces. Nothing is
 * kept for ever: whatever nobody asks for expires.
 * <p>
 * <b>Topics.</b> <code>…:topic</code> of a channel carries what nodes with subscribers of
 * the channel get: by {@code PUBLISH} on a single server, by {@code SPUBLISH} on a
 * cluster. What is for all nodes has a topic of the same form. The first byte of each
 * message is its {@linkplain RedisMessage kind}. Topics are the same in all databases of
 * a server, so applications that share a server need different prefixes.
 * <p>
 * <b>History.</b> {@code …:position} of a channel is a hash: {@code e} the epoch,
 * {@code o} the offset, and once there was an event {@code t} the time of the latest one
 * in milliseconds and {@code r} how many milliseconds events are kept. It lives an hour
 * while there was no event, 30 days after the latest one; asking for it begins that time
 * anew. {@code …:events} is a stream whose entries have the ids {@code <offset>-0} and
 * the fields {@code p}, the publication as in messages but without a position, and
 * {@code t}, when it was published, in milliseconds by the clock of Redis; it never goes
 * back within a stream. The stream expires with its newest entry. A server may lose
 * either of them: without a position a channel gets a new epoch and its events are
 * deleted; without events those up to the position are told to be forgotten.
 * <p>
 * <b>Nodes.</b> Their keys have names that no channel can have.
 * {@code <prefix>:{#nodes}:alive} is a sorted set of the incarnations of nodes by the
 * time of their latest heartbeat in milliseconds, {@code …:claims} one of those that are
 * cleaned up after by the time until which somebody else does. The sets
 * {@code <prefix>:{#node-<incarnation>}:rooms} and {@code …:channels} have the names of
 * the channels in which a node has members and subscriptions; a name is there before
 * anything else of the node is.
 * <p>
 * <b>Presence.</b> {@code …:room} of a channel is a hash: {@code v} the version of its
 * members, {@code b} its birth, which is the first version. A version is the time in
 * microseconds, or one more than the one before if that is higher. {@code …:room:members}
 * is a hash of the members by user id: the version with which they came, a space and the
 * info. {@code …:room:connections} counts their connections; {@code …:room:graces} is a
 * sorted set of those without any by the time in milliseconds at which they end. For each
 * incarnation of a node, {@code …:room:entries:<incarnation>} is a hash of its
 * connections: socket id, space and user id, with the number of the call that brought
 * them; {@code …:room:caused:<incarnation>} is a list of the changes that it made and may
 * not know of; {@code …:room:refreshed:<incarnation>} is the number of the call by which
 * it last told all its connections, since earlier ones that come later count no more; and
 * {@code …:room:leases} has the time of that. All of them expire ten leases, at least
 * five minutes, after the latest change; nodes renew them three times as often.
 * <p>
 * <b>Occupancy.</b> {@code …:occupancy} of a channel is a hash of the numbers of
 * subscriptions by incarnation, {@code …:occupancy:leases} has the times at which they
 * were told, {@code …:occupancy:reports} is a hash of their birth and of the version of
 * the latest change, {@code …:occupancy:reports:<incarnation>} is a list of the changes
 * that a node made and may not know of, and
 * {@code …:occupancy:reports:reported:<incarnation>} is the number of its latest report.
 * They expire like presence.
 * <p>
 * <b>Cache channels.</b> {@code …:cached} of a channel is its last event, as the message
 * that it was; it expires with the event. {@code …:cache-version} is the version, for a
 * day longer: it is the time of Redis in microseconds, or one more than the version
 * before if that is greater, so it never goes back.
 * <p>
 * <b>Webhooks.</b> {@code …:news} of a channel, and {@code …:news:<user id>} of each of
 * its members, is a hash of what receivers of webhooks were told last: {@code p} whether
 * it is there, and while a node is telling them {@code o} the node and {@code u} the time
 * in milliseconds until which others keep out. It lives 30 days, or an hour once it was
 * told that nobody is there. {@code <prefix>:{#news}:open} is a sorted set of what nodes
 * still have to tell, each after the node and a space, by the time until which others
 * leave it to the node.
 * <p>
 * <b>Of no channel</b>, with names encoded as in URLs:
 * <code>&lt;prefix&gt;:request:…</code> of each nonce, signature, idempotency key and
 * received webhook is a hash: {@code f} its fingerprint, {@code o} the claim of who
 * carries it out, or once it was {@code a} the answer; it expires 15 s after the last
 * sign of life of the claim, or with its lifetime. <code>&lt;prefix&gt;:ticket:…</code>
 * is the user of a ticket as JSON, by the SHA-256 of the ticket; it expires with the
 * ticket. <code>&lt;prefix&gt;:group:…</code> is the set of channels that the connections
 * of a user are subscribed to without asking; it lives 30 days, and each connection of
 * the user begins that time anew.
 */
public final class RedisKeyspace {

	private final String prefix;

	/**
	 * Create a keyspace.
	 * @param prefix begins all names, such as the name of the application; without
	 * braces, and not empty
	 * @throws IllegalArgumentException if there is no prefix or it has braces
	 */
	public RedisKeyspace(String prefix) {
		if (prefix.isBlank() || prefix.indexOf('{') >= 0 || prefix.indexOf('}') >= 0) {
			throw new IllegalArgumentException(
					"A key prefix for Redis has at least one character and no braces: '" + prefix + "'");
		}
		this.prefix = prefix;
	}

	/**
	 * Return the topic of a channel.
	 * @param channel the name of the channel, or of what is for no channel
	 * @return the topic
	 */
	String topic(String channel) {
		return ofChannel(channel, "topic");
	}

	/**
	 * Return the channel of a topic.
	 * @param topic the topic of a channel
	 * @return the name of the channel
	 */
	String channel(String topic) {
		return topic.substring(this.prefix.length() + 2, topic.length() - "}:topic".length());
	}

	/**
	 * Return the key of the position of a channel's history.
	 * @param channel the name of the channel
	 * @return the key
	 */
	String position(String channel) {
		return ofChannel(channel, "position");
	}

	/**
	 * Return the key of the events of a channel's history.
	 * @param channel the name of the channel
	 * @return the key
	 */
	String events(String channel) {
		return ofChannel(channel, "events");
	}

	/**
	 * Return the key of the version of a channel's members.
	 * @param channel the name of the channel
	 * @return the key
	 */
	String room(String channel) {
		return ofChannel(channel, "room");
	}

	/**
	 * Return the key of the members of a channel.
	 * @param channel the name of the channel
	 * @return the key
	 */
	String members(String channel) {
		return ofChannel(channel, "room:members");
	}

	/**
	 * Return the key of how many connections the members of a channel have.
	 * @param channel the name of the channel
	 * @return the key
	 */
	String memberConnections(String channel) {
		return ofChannel(channel, "room:connections");
	}

	/**
	 * Return the key of the members of a channel without connections.
	 * @param channel the name of the channel
	 * @return the key
	 */
	String memberGraces(String channel) {
		return ofChannel(channel, "room:graces");
	}

	/**
	 * Return the key of the nodes that have members in a channel.
	 * @param channel the name of the channel
	 * @return the key
	 */
	String roomLeases(String channel) {
		return ofChannel(channel, "room:leases");
	}

	/**
	 * Return the key of the numbers of subscriptions of a channel.
	 * @param channel the name of the channel
	 * @return the key
	 */
	String occupancy(String channel) {
		return ofChannel(channel, "occupancy");
	}

	/**
	 * Return the key of the nodes that have subscriptions of a channel.
	 * @param channel the name of the channel
	 * @return the key
	 */
	String occupancyLeases(String channel) {
		return ofChannel(channel, "occupancy:leases");
	}

	/**
	 * Return the key of what is known of the changes of these numbers.
	 * @param channel the name of the channel
	 * @return the key
	 */
	String occupancyReports(String channel) {
		return ofChannel(channel, "occupancy:reports");
	}

	/**
	 * Return the key of the event that is kept of a cache channel.
	 * @param channel the name of the channel
	 * @return the key
	 */
	String cached(String channel) {
		return ofChannel(channel, "cached");
	}

	/**
	 * Return the key of the latest version of the events of a cache channel.
	 * @param channel the name of the channel
	 * @return the key
	 */
	String cacheVersion(String channel) {
		return ofChannel(channel, "cache-version");
	}

	/**
	 * Return the key of what was told of a channel or member.
	 * @param channel the name of the channel
	 * @param userId the id of the member; {@code null} for the channel itself
	 * @return the key
	 */
	String news(String channel, @Nullable String userId) {
		return ofChannel(channel, (userId != null) ? "news:" + userId : "news");
	}

	/**
	 * Return the key of what nodes still have to tell.
	 * @return the key
	 */
	String openNews() {
		return ofChannel("#news", "open");
	}

	/**
	 * Return the key of a request that is carried out once.
	 * @param name names the request
	 * @return the key
	 */
	String request(String name) {
		return of("request:" + encode(name));
	}

	/**
	 * Return the key of a ticket.
	 * @param id names the ticket
	 * @return the key
	 */
	String ticket(String id) {
		return of("ticket:" + encode(id));
	}

	/**
	 * Return the key of the groups of a user.
	 * @param userId the user's id
	 * @return the key
	 */
	String group(String userId) {
		return of("group:" + encode(userId));
	}

	private static String encode(String name) {
		return URLEncoder.encode(name, StandardCharsets.UTF_8);
	}

	/**
	 * Return a key in the slot of a channel.
	 * @param channel the name of the channel
	 * @param what what is kept there
	 * @return the key
	 */
	String ofChannel(String channel, String what) {
		return this.prefix + ":{" + channel + "}:" + what;
	}

	/**
	 * Return a key that belongs to no channel.
	 * @param what what is kept there; without braces
	 * @return the key
	 */
	String of(String what) {
		return this.prefix + ":" + what;
	}

}
