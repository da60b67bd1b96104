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

package com.lattestream.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.lattestream.broker.InMemoryPresenceStore;
import com.lattestream.broker.Member;
import com.lattestream.broker.MemberChange;
import com.lattestream.broker.PresenceListener;
import com.lattestream.broker.PresenceSnapshot;
import com.lattestream.broker.PresenceStore;
import reactor.core.publisher.Mono;

/**
 * A presence store behind a {@link Gate}.
 */
final class GatedPresenceStore implements PresenceStore {

	private final InMemoryPresenceStore store = new InMemoryPresenceStore();

	private final Gate gate = new Gate();

	private final List<MemberChange> changes = new ArrayList<>();

	@Override
	public void start(PresenceListener listener) {
		this.store.start(new PresenceListener() {

			@Override
			public void announced(MemberChange change) {
				GatedPresenceStore.this.changes.add(change);
				listener.announced(change);
			}

			@Override
			public void caused(MemberChange change) {
				listener.caused(change);
			}

		});
	}

	@Override
	public Mono<PresenceSnapshot> join(String channel, Member member, String socketId, int maxMembers) {
		return this.gate.pass(this.store.join(channel, member, socketId, maxMembers));
	}

	@Override
	public Mono<Void> leave(String channel, String userId, String socketId, Duration grace) {
		return this.gate.pass(this.store.leave(channel, userId, socketId, grace));
	}

	@Override
	public Mono<PresenceSnapshot> members(String channel) {
		return this.gate.pass(this.store.members(channel));
	}

	@Override
	public void stop() {
		this.store.stop();
	}

	Gate gate() {
		return this.gate;
	}

	/**
	 * Return the changes so far.
	 * @return each as sign and user id
	 */
	List<String> changes() {
		return this.changes.stream().map((change) -> (change.added() ? "+" : "-") + change.member().userId()).toList();
	}

	/**
	 * Return who is present in truth.
	 * @param channel the name of the channel
	 * @return the user ids
	 */
	List<String> present(String channel) {
		return this.store.members(channel).block().members().stream().map(Member::userId).toList();
	}

}
