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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.lattestream.broker.Member;
import com.lattestream.broker.MemberChange;
import com.lattestream.broker.PresenceSnapshot;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoomView}.
 */
class RoomViewTests {

	private final List<MemberChange> changes = new ArrayList<>();

	private final RoomView view = new RoomView("a", this.changes::add);

	@Test
	void changesThatFollowEachOtherAreAnnounced() {
		this.view.changed(change("+u1", 10, 0));
		this.view.give(state(10, "u1"));
		this.view.changed(change("+u2", 11, 10));
		this.view.changed(change("-u1", 12, 11));
		assertThat(texts()).containsExactly("+u1 10", "+u2 11", "-u1 12");
		assertThat(this.view.isStale()).isFalse();
	}

	@Test
	void messagesThatComeAfterTheFirstSnapshotAreAnnouncedOnce() {
		this.view.give(state(12, "u2"));
		this.view.changed(change("+u1", 10, 0));
		this.view.changed(change("+u2", 11, 10));
		this.view.changed(change("-u1", 12, 11));
		this.view.changed(change("+u3", 13, 12));
		assertThat(texts()).containsExactly("+u1 10", "+u2 11", "-u1 12", "+u3 13");
	}

	@Test
	void snapshotThatIsOlderThanWhatWasAnnouncedIsFollowedFromThereOn() {
		this.view.changed(change("+u1", 10, 0));
		this.view.changed(change("+u2", 11, 10));
		this.view.changed(change("-u1", 12, 11));
		assertThat(this.view.give(state(10, "u1"))).isEqualTo(snapshot(10, "u1"));
		assertThat(this.view.isStale()).isFalse();
		this.view.changed(change("+u3", 13, 12));
		assertThat(texts()).containsExactly("+u1 10", "+u2 11", "-u1 12", "+u3 13");
		this.view.interrupted();
		this.view.read(state(14, "u2", "u3", "u4"));
		assertThat(texts()).last().isEqualTo("+u4 14");
		assertThat(this.changes).hasSize(5);
	}

	@Test
	void snapshotAfterWhichAChangeWasMissedIsNotGiven() {
		this.view.changed(change("+u3", 12, 11));
		assertThat(this.view.give(state(10, "u1"))).isNull();
		assertThat(this.view.give(state(11, "u1", "u2"))).isEqualTo(snapshot(11, "u1", "u2"));
		assertThat(this.view.isStale()).isFalse();
		assertThat(texts()).containsExactly("+u3 12");
	}

	@Test
	void snapshotOfARoomThatRedisLostMeanwhileIsNotGiven() {
		this.view.changed(new RoomChange(true, 50, 10, "new", new Member("u2", null)));
		assertThat(this.view.give(state(10, "u1"))).isNull();
		assertThat(this.view.give(new RoomState("new", 50, members("u2")))).isNotNull();
	}

	@Test
	void snapshotThatIsOlderThanAllThatIsRememberedIsNotGiven() {
		for (int i = 1; i <= 100; i++) {
			this.view.changed(change("+u" + i, i, i - 1));
		}
		assertThat(this.view.give(state(1, "u1"))).isNull();
		assertThat(this.view.give(state(99))).isEqualTo(snapshot(99));
		assertThat(this.changes).hasSize(100);
	}

	@Test
	void holeIsMadeGoodByDifferences() {
		this.view.give(state(10, "u1", "u2"));
		this.view.changed(change("+u3", 13, 12));
		assertThat(this.view.isStale()).isTrue();
		assertThat(this.changes).isEmpty();
		this.view.reading();
		this.view.read(state(13, "u1", "u3"));
		assertThat(texts()).containsExactly("-u2 12", "+u3 13");
		assertThat(this.view.isStale()).isFalse();
		this.view.changed(change("+u3", 13, 12));
		this.view.changed(change("+u4", 14, 13));
		assertThat(texts()).containsExactly("-u2 12", "+u3 13", "+u4 14");
	}

	@Test
	void whatComesWhileItIsReadIsReadAgain() {
		this.view.give(state(10, "u1"));
		this.view.interrupted();
		this.view.reading();
		this.view.changed(change("+u3", 20, 12));
		this.view.read(state(12, "u1", "u2"));
		assertThat(this.view.isStale()).isTrue();
		this.view.reading();
		this.view.read(state(20, "u1", "u2", "u3"));
		assertThat(texts()).containsExactly("+u2 12", "+u3 20");
		assertThat(this.view.isStale()).isFalse();
	}

	@Test
	void differencesFitTheSnapshotsThatWereGiven() {
		this.view.give(state(10, "u1"));
		PresenceSnapshot given = this.view.give(state(20, "u1", "u2"));
		this.view.interrupted();
		this.view.reading();
		this.view.read(state(30, "u1", "u2", "u3"));
		// Whoever has the snapshot drops the first and takes the second
		assertThat(given.version()).isEqualTo(20);
		assertThat(texts()).containsExactly("+u2 20", "+u3 30");
	}

	@Test
	void roomThatRedisLostIsWaitedForBeforeAnybodyIsToldAsGone() {
		this.view.give(state(10, "u1", "u2", "u3"));
		this.view.changed(new RoomChange(true, 50, 0, "new", new Member("u2", null)));
		assertThat(this.view.isStale()).isTrue();
		this.view.reading();
		this.view.read(new RoomState("new", 50, members("u2")));
		assertThat(this.view.isSettling()).isTrue();
		this.view.changed(new RoomChange(true, 51, 50, "new", new Member("u1", null)));
		assertThat(this.changes).isEmpty();
		PresenceSnapshot given = this.view.give(new RoomState("new", 51, members("u2", "u1")));
		assertThat(given.members()).extracting(Member::userId).containsExactlyInAnyOrder("u1", "u2", "u3");
		this.view.settle(new RoomState("new", 51, members("u2", "u1")));
		assertThat(this.view.isSettling()).isFalse();
		assertThat(texts()).hasSize(1).allMatch((text) -> text.startsWith("-u3"));
		assertThat(this.changes.get(0).version()).isGreaterThan(given.version());
		this.view.changed(new RoomChange(true, 60, 51, "new", new Member("u4", null)));
		assertThat(texts()).last().isEqualTo("+u4 60");
	}

	@Test
	void memberOfASnapshotThatRedisLostIsNotToldTwice() {
		this.view.give(state(10, "u1"));
		assertThat(this.view.give(state(20, "u1", "u2"))).isEqualTo(snapshot(20, "u1", "u2"));
		this.view.interrupted();
		this.view.reading();
		this.view.read(new RoomState("new", 50, members("u1")));
		assertThat(this.view.isSettling()).isTrue();
		this.view.changed(new RoomChange(true, 51, 50, "new", new Member("u2", null)));
		this.view.settle(new RoomState("new", 51, members("u1", "u2")));
		assertThat(texts()).containsExactly("+u2 20");
	}

	@Test
	void emptyRoomThatBeginsAnewIsNoHole() {
		this.view.give(state(10, "u1"));
		this.view.changed(change("-u1", 11, 10));
		this.view.changed(new RoomChange(true, 50, 0, "new", new Member("u2", null)));
		assertThat(this.view.isStale()).isFalse();
		assertThat(texts()).containsExactly("-u1 11", "+u2 50");
	}

	private List<String> texts() {
		return this.changes.stream()
			.map((change) -> (change.added() ? "+" : "-") + change.member().userId() + " " + change.version())
			.toList();
	}

	private static RoomChange change(String text, long version, long before) {
		return new RoomChange(text.startsWith("+"), version, before, "birth", new Member(text.substring(1), null));
	}

	private static RoomState state(long version, String... userIds) {
		return new RoomState("birth", version, members(userIds));
	}

	private static PresenceSnapshot snapshot(long version, String... userIds) {
		return state(version, userIds).snapshot();
	}

	private static Map<String, Member> members(String... userIds) {
		Map<String, Member> members = new LinkedHashMap<>();
		for (String userId : userIds) {
			members.put(userId, new Member(userId, null));
		}
		return members;
	}

}
