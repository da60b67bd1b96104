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

import java.util.List;

import com.lattestream.StreamPosition;
import com.lattestream.protocol.RecoveryFailure;
import com.lattestream.protocol.Replay;
import com.lattestream.protocol.StartPoint;
import org.jspecify.annotations.Nullable;

/**
 * How a subscription starts.
 *
 * @param point what the client is told of it
 * @param events earlier events that the client gets, oldest first
 * @param end the position after these: only what comes later is news to the client;
 * {@code null} if the channel has no history
 * @param settled how many of the deliveries that were held back first are known to be
 * older than the end if they are of another epoch
 */
record Start(StartPoint point, List<Delivery> events, @Nullable StreamPosition end, int settled) {

	/** That of a channel without history. */
	static final Start LIVE = new Start(StartPoint.UNKNOWN, List.of(), null, 0);

	/**
	 * Return that of a channel without history.
	 * @param replay what the client wants
	 * @return the start
	 */
	static Start live(Replay replay) {
		return (replay.recover() != null)
				? new Start(StartPoint.failed(null, RecoveryFailure.NO_HISTORY), List.of(), null, 0) : LIVE;
	}

	/**
	 * Return that of a subscription that goes on.
	 * @param position where it stands
	 * @param replay what the client wants
	 * @return the start
	 */
	static Start again(StreamPosition position, Replay replay) {
		Replay.Recover recover = replay.recover();
		StartPoint point = StartPoint.at(position);
		if (recover != null) {
			point = position.equals(recover.position()) ? StartPoint.recovered(position)
					: StartPoint.failed(position, RecoveryFailure.POSITION_UNKNOWN);
		}
		return new Start(point, List.of(), position, 0);
	}

	/**
	 * Return the same when it is known what was held back meanwhile.
	 * @param count how many deliveries were held back
	 * @return the start
	 */
	Start settled(int count) {
		return new Start(this.point, this.events, this.end, count);
	}

	/**
	 * Return whether the client gets what it has not seen of earlier events, and so needs
	 * no other beginning.
	 * @return whether it does
	 */
	boolean replays() {
		return !this.events.isEmpty() || recovers();
	}

	boolean recovers() {
		return Boolean.TRUE.equals(this.point.recovered());
	}

}
