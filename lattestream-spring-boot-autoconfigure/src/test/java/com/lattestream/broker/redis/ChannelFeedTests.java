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
import java.util.List;
import java.util.stream.LongStream;

import com.lattestream.StreamPosition;
import com.lattestream.broker.BrokerListener;
import com.lattestream.broker.HistoryGap;
import com.lattestream.broker.HistoryPage;
import com.lattestream.broker.Publication;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChannelFeed}, with a history that answers when a test says so.
 */
class ChannelFeedTests {

	private final List<String> heard = new ArrayList<>();

	private final History history = new History();

	private final ChannelFeed feed = new ChannelFeed("a", this.history, new BrokerListener() {

		@Override
		public Mono<Integer> received(Publication publication) {
			ChannelFeedTests.this.heard.add(publication.data());
			return Mono.just(1);
		}

		@Override
		public void lost(String channel, StreamPosition position, HistoryGap gap) {
			ChannelFeedTests.this.heard.add(gap + " " + position.epoch() + position.offset());
		}

	}, () -> this.heard.add("begun"));

	@Test
	void eventsAreHandedOverFromThePositionAtTheBeginningOn() {
		this.feed.subscribed();
		receive("x", 4);
		receive("x", 5);
		receive("x", 6);
		assertThat(this.heard).isEmpty();
		this.history.answer(page("x", 5));
		receive("x", 7);
		assertThat(this.heard).containsExactly("begun", "x6", "x7");
		assertThat(this.history.asked).containsExactly("null");
	}

	@Test
	void whoListenedTooEarlyIsToldFromWhereOnAllIsCertain() {
		this.feed.listenedTooEarly();
		this.feed.subscribed();
		this.history.answer(page("x", 5));
		receive("x", 6);
		assertThat(this.heard).containsExactly("POSITION_UNKNOWN x5", "begun", "x6");
	}

	@Test
	void whoListenedInTimeIsToldNothing() {
		begin("x", 5);
		this.feed.listenedTooEarly();
		this.feed.subscribed();
		this.history.answer(page("x", 5));
		assertThat(this.heard).isEmpty();
	}

	@Test
	void holeIsReadAndWhatCameLaterWaits() {
		begin("x", 5);
		receive("x", 8);
		receive("x", 9);
		assertThat(this.heard).isEmpty();
		this.history.answer(page("x", 9, 6, 7, 8, 9));
		assertThat(this.heard).containsExactly("x6", "x7", "x8", "x9");
		assertThat(this.history.asked).containsExactly("null", "x5");
	}

	@Test
	void repeatsAreLeftOut() {
		begin("x", 5);
		this.feed.subscribed();
		receive("x", 6);
		receive("x", 7);
		this.history.answer(page("x", 7, 6, 7));
		receive("x", 8);
		assertThat(this.heard).containsExactly("x6", "x7", "x8");
	}

	@Test
	void historyIsReadPageByPage() {
		begin("x", 0);
		this.feed.subscribed();
		this.history.answer(page("x", 5, 1, 2));
		this.history.answer(page("x", 6, 3, 4));
		receive("x", 7);
		this.history.answer(page("x", 7, 5, 6, 7));
		assertThat(this.heard).containsExactly("x1", "x2", "x3", "x4", "x5", "x6", "x7");
		assertThat(this.history.asked).containsExactly("null", "x0", "x2", "x4");
	}

	@Test
	void whatCannotBeReadIsToldToBeLost() {
		begin("x", 5);
		this.feed.subscribed();
		receive("x", 21);
		this.history.answer(gap("x", 20, HistoryGap.EVENTS_FORGOTTEN));
		receive("x", 22);
		this.history.answer(page("x", 21, 18, 19, 20, 21));
		assertThat(this.heard).containsExactly("EVENTS_FORGOTTEN x17", "x18", "x19", "x20", "x21", "x22");
		assertThat(this.history.asked).containsExactly("null", "x5", "oldest");
	}

	@Test
	void whatIsKeptAfterALossIsReadPageByPage() {
		begin("x", 5);
		this.feed.subscribed();
		this.history.answer(gap("x", 22, HistoryGap.EVENTS_FORGOTTEN));
		this.history.answer(page("x", 22, 19, 20));
		receive("x", 23);
		this.history.answer(page("x", 23, 21, 22, 23));
		assertThat(this.heard).containsExactly("EVENTS_FORGOTTEN x18", "x19", "x20", "x21", "x22", "x23");
		assertThat(this.history.asked).containsExactly("null", "x5", "oldest", "x20");
	}

	@Test
	void lossOfAllThatWasKeptIsToldAtTheEnd() {
		begin("x", 5);
		this.feed.subscribed();
		this.history.answer(gap("x", 20, HistoryGap.EVENTS_FORGOTTEN));
		this.history.answer(page("x", 20));
		receive("x", 21);
		assertThat(this.heard).containsExactly("EVENTS_FORGOTTEN x20", "x21");
	}

	@Test
	void eventThatIsKeptAndCannotBeReadIsLostWithThoseAfterIt() {
		begin("x", 5);
		this.feed.subscribed();
		this.history.answer(gap("x", 9, HistoryGap.EVENTS_FORGOTTEN));
		this.history.answer(page("x", 9, 1, 2));
		this.history.answerIfAsked(page("x", 9));
		receive("x", 10);
		assertThat(this.heard).containsExactly("EVENTS_FORGOTTEN x9", "x10");
		assertThat(this.history.reader).isNull();
	}

	@Test
	void epochThatChangesWhileALossIsLookedIntoIsToldInstead() {
		begin("x", 5);
		this.feed.subscribed();
		this.history.answer(gap("x", 20, HistoryGap.EVENTS_FORGOTTEN));
		this.history.answer(page("y", 2, 1, 2));
		this.history.answer(page("y", 2, 1, 2));
		assertThat(this.heard).containsExactly("EPOCH_CHANGED y0", "y1", "y2");
	}

	@Test
	void nothingIsToldOfALossAfterTheEnd() {
		begin("x", 5);
		this.feed.subscribed();
		this.history.answer(gap("x", 20, HistoryGap.EVENTS_FORGOTTEN));
		this.feed.close();
		this.history.answer(page("x", 20, 19, 20));
		assertThat(this.heard).isEmpty();
	}

	@Test
	void newEpochAfterAnInterruptionIsALoss() {
		begin("x", 5);
		this.feed.subscribed();
		receive("y", 1);
		this.history.answer(gap("y", 1, HistoryGap.EPOCH_CHANGED));
		this.history.answer(page("y", 1, 1));
		receive("y", 2);
		assertThat(this.heard).containsExactly("EPOCH_CHANGED y0", "y1", "y2");
	}

	@Test
	void newEpochOnALinkThatWasNotInterruptedIsNoLoss() {
		begin("x", 5);
		receive("y", 1);
		receive("y", 2);
		assertThat(this.heard).containsExactly("y1", "y2");
	}

	@Test
	void newEpochWithAHoleIsRead() {
		begin("x", 5);
		receive("y", 2);
		this.history.answer(gap("y", 2, HistoryGap.EPOCH_CHANGED));
		this.history.answer(page("y", 2, 1, 2));
		assertThat(this.heard).containsExactly("EPOCH_CHANGED y0", "y1", "y2");
	}

	@Test
	void eventsOfAnOlderEpochAreLeftOut() {
		begin("x", 5);
		receive("x", 9);
		receive("x", 10);
		this.history.answer(gap("y", 0, HistoryGap.EPOCH_CHANGED));
		this.history.answerIfAsked(page("y", 0));
		receive("y", 1);
		assertThat(this.heard).containsExactly("EPOCH_CHANGED y0", "y1");
	}

	@Test
	void eventOfANewerEpochThatCameWhileReadingIsFoundOutByReadingAgain() {
		begin("x", 5);
		this.feed.subscribed();
		receive("y", 2);
		this.history.answer(page("x", 5));
		this.history.answer(gap("y", 2, HistoryGap.EPOCH_CHANGED));
		this.history.answer(page("y", 2, 1, 2));
		receive("y", 3);
		assertThat(this.heard).containsExactly("EPOCH_CHANGED y0", "y1", "y2", "y3");
	}

	@Test
	void eventThatRedisDoesNotKnowAnyMoreDoesNotStopTheFeed() {
		begin("x", 5);
		receive("x", 9);
		this.history.answer(page("x", 5));
		receive("x", 6);
		this.history.answerIfAsked(page("x", 6, 6));
		assertThat(this.heard).containsExactly("x6");
		assertThat(this.history.reader).isNull();
	}

	@Test
	void offsetsThatAreGivenAgainAreLookedInto() {
		begin("x", 5);
		receive("x", 6);
		receive("x", 6);
		assertThat(this.history.asked).containsExactly("null", "x6");
		this.history.answer(gap("y", 0, HistoryGap.POSITION_UNKNOWN));
		this.history.answerIfAsked(page("y", 0));
		receive("y", 1);
		assertThat(this.heard).containsExactly("x6", "POSITION_UNKNOWN y0", "y1");
	}

	@Test
	void anotherInterruptionWhileReadingIsReadToo() {
		begin("x", 5);
		this.feed.subscribed();
		this.feed.subscribed();
		this.history.answer(page("x", 6, 6));
		this.history.answer(page("x", 7, 7));
		assertThat(this.heard).containsExactly("x6", "x7");
		assertThat(this.history.reader).isNull();
	}

	@Test
	void onlySoManyEventsWaitAndTheRestIsRead() {
		begin("x", 0);
		this.feed.subscribed();
		for (int i = 1; i <= 2500; i++) {
			receive("x", i);
		}
		for (int from = 0; from < 2500; from += 100) {
			int first = from + 1;
			this.history.answerIfAsked(page("x", 2500, LongStream.range(first, first + 100).toArray()));
		}
		this.history.answerIfAsked(page("x", 2500));
		assertThat(this.heard).hasSize(2500).startsWith("x1").endsWith("x2500").doesNotHaveDuplicates();
		assertThat(this.history.reader).isNull();
	}

	@Test
	void eventsWithoutAPositionKeepTheirPlace() {
		begin("x", 5);
		this.feed.received(Publication.ofServer("a", "e", "typing", null));
		receive("x", 7);
		this.feed.received(Publication.ofServer("a", "e", "typed", null));
		this.history.answer(page("x", 7, 6, 7));
		assertThat(this.heard).containsExactly("typing", "x6", "x7", "typed");
	}

	@Test
	void nothingIsHandedOverAfterTheEnd() {
		begin("x", 5);
		receive("x", 7);
		this.feed.close();
		this.history.answer(page("x", 7, 6, 7));
		assertThat(this.heard).isEmpty();
	}

	private void begin(String epoch, long offset) {
		this.feed.subscribed();
		this.history.answer(page(epoch, offset));
		assertThat(this.heard).containsExactly("begun");
		this.heard.clear();
	}

	private void receive(String epoch, long offset) {
		this.feed.received(event(epoch, offset));
	}

	private static Publication event(String epoch, long offset) {
		return Publication.ofServer("a", "e", epoch + offset, null).withPosition(new StreamPosition(epoch, offset));
	}

	private static HistoryPage page(String epoch, long position, long... offsets) {
		List<Publication> publications = new ArrayList<>();
		for (long offset : offsets) {
			publications.add(event(epoch, offset));
		}
		return new HistoryPage(new StreamPosition(epoch, position), publications, null);
	}

	private static HistoryPage gap(String epoch, long position, HistoryGap gap) {
		return new HistoryPage(new StreamPosition(epoch, position), List.of(), gap);
	}

	/**
	 * A history that is asked for one thing at a time.
	 */
	private static final class History implements ChannelFeed.Source {

		private final List<String> asked = new ArrayList<>();

		private ChannelFeed.@Nullable Reader reader;

		@Override
		public void read(String channel, @Nullable StreamPosition since, int limit, ChannelFeed.Reader reader) {
			assertThat(this.reader).isNull();
			this.asked.add((since != null) ? since.epoch() + since.offset() : "null");
			this.reader = reader;
		}

		@Override
		public void readOldest(String channel, int limit, ChannelFeed.Reader reader) {
			assertThat(this.reader).isNull();
			this.asked.add("oldest");
			this.reader = reader;
		}

		void answer(HistoryPage page) {
			ChannelFeed.Reader waiting = this.reader;
			assertThat(waiting).isNotNull();
			this.reader = null;
			waiting.read(page);
		}

		void answerIfAsked(HistoryPage page) {
			if (this.reader != null) {
				answer(page);
			}
		}

	}

}
