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

package com.lattestream.broker;

import java.time.Duration;
import java.util.Collection;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Remembers what others were told last of each subject, whichever node told it, so that
 * nodes tell one after the other and never the same twice in a row. One node alone needs
 * none: it tells what happens in the order in which it happens.
 * <p>
 * It also remembers which node sees to which subject, so that what a node was about to
 * tell when it ended can be told by another one.
 * <p>
 * Implementations never block. An instance belongs to one node, which asks for one
 * subject one thing at a time.
 */
public interface NewsStore {

	/**
	 * Ask for the turn to tell others of a subject.
	 * @param subject what they are told of
	 * @param present whether it is there
	 * @param doubtful whether it is in doubt what they know, so that they are told even
	 * if they seem to know
	 * @param hold how long other nodes keep out if this one does not say that it is done
	 * @return whose turn it is; if it is this node's, others are taken to know it from
	 * now on
	 */
	Mono<NewsTurn> claim(NewsSubject subject, boolean present, boolean doubtful, Duration hold);

	/**
	 * Give the turn back: others were told.
	 * @param subject what they were told of
	 * @return whether no other node had a turn meanwhile, because this one took too long
	 */
	Mono<Boolean> told(NewsSubject subject);

	/**
	 * Note that this node sees to subjects, or still does.
	 * @param subjects the subjects
	 * @param patience how long others believe it
	 * @return completes when it is noted
	 */
	Mono<Void> open(Collection<NewsSubject> subjects, Duration patience);

	/**
	 * Note that this node is done with a subject.
	 * @param subject the subject
	 * @return completes when it is noted
	 */
	Mono<Void> settled(NewsSubject subject);

	/**
	 * Take over subjects whose node has not been heard of for longer than it said. Each
	 * goes to one node, which sees to it from then on.
	 * @param patience how long others believe that
	 * @return some of them, or all
	 */
	Flux<NewsSubject> takeOver(Duration patience);

}
