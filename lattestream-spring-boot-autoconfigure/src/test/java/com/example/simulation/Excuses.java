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

package com.example.simulation;

import java.util.HashMap;
import java.util.Map;

import com.lattestream.broker.redis.RedisServer;

/**
 * What applications may not have been told because the node that was to tell it was
 * killed. Redis remembers which changes a node made until it has said that it knows: no
 * other change may be missing.
 *
 * @param coming how often who came may not have been told, by channel or member
 * @param going the same of who went
 * @param losses how often Redis lost what it remembered: anything may not have been told
 * then, or told twice
 */
record Excuses(Map<String, Integer> coming, Map<String, Integer> going, int losses) {

	private static final String UNTOLD = """
			local prefix, living, untold = ARGV[1], {}, ''
			for _, node in ipairs(redis.call('ZRANGE', prefix .. ':{#nodes}:alive', 0, -1)) do
				living[node] = true
			end
			local function each(pattern, tell)
				for _, key in ipairs(redis.call('KEYS', prefix .. pattern)) do
					if not living[string.match(key, '[^:]+$')] and redis.call('TYPE', key).ok == 'list' then
						for _, record in ipairs(redis.call('LRANGE', key, 0, -1)) do
							tell(string.match(key, '{(.-)}'), record)
						end
					end
				end
			end
			each(':{*}:room:caused:*', function(channel, record)
				local sign, length, rest = string.match(record, '^%d+ ([+-]) %d+ %d+ %S+ (%d+) (.*)$')
				untold = untold .. sign .. channel .. ' ' .. string.sub(rest, 1, tonumber(length)) .. '\\n'
			end)
			each(':{*}:occupancy:reports:*', function(channel, record)
				local before, after = string.match(record, '(%d+) (%d+)$')
				untold = untold .. (before == '0' and '+' .. channel .. '\\n' or '')
				untold = untold .. (after == '0' and '-' .. channel .. '\\n' or '')
			end)
			return untold
			""";

	/**
	 * Ask Redis what nodes that live no longer may not have told.
	 * @param redis the server
	 * @param prefix the prefix of the keys
	 * @param lostData whether it has lost everything once
	 * @return the excuses
	 */
	static Excuses of(RedisServer redis, String prefix, boolean lostData) {
		String script = UNTOLD.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
		Map<String, Integer> coming = new HashMap<>();
		Map<String, Integer> going = new HashMap<>();
		String answer = redis.command("EVAL \"" + script + "\" 0 " + prefix);
		if (!answer.startsWith("$")) {
			throw new IllegalStateException(answer);
		}
		answer.lines().forEach((line) -> {
			if (line.startsWith("+")) {
				coming.merge(line.substring(1), 1, Integer::sum);
			}
			else if (line.startsWith("-")) {
				going.merge(line.substring(1), 1, Integer::sum);
			}
		});
		return new Excuses(coming, going, lostData ? 1 : 0);
	}

	/**
	 * Return whether applications may have been told so. When Redis loses everything two
	 * ends of the same member may be missing: one that was made just before, whose answer
	 * was still on its way when Redis ended and took along what it remembered of it, and
	 * one that came while Redis was away, after the member had come back in between. What
	 * went twice without having come in between was told once.
	 * @param what the channel or the member
	 * @param told how many more times they were told of its coming than of its going
	 * @param truth how many it should be
	 * @return whether it is right or excused
	 */
	boolean allow(String what, int told, int truth) {
		return told >= truth - this.coming.getOrDefault(what, 0) - this.losses
				&& told <= truth + this.going.getOrDefault(what, 0) + 2 * this.losses;
	}

}
