--
-- Copyright 2026-present the original author or authors.
--
-- Licensed under the Apache License, Version 2.0 (the "License");
-- you may not use this file except in compliance with the License.
-- You may obtain a copy of the License at
--
--      https://www.apache.org/licenses/LICENSE-2.0
--
-- Unless required by applicable law or agreed to in writing, software
-- distributed under the License is distributed on an "AS IS" BASIS,
-- WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
-- See the License for the specific language governing permissions and
-- limitations under the License.
--

-- Says that a node lives, and finds those that do not.
-- KEYS: nodes, claims
-- ARGV: the incarnation; after how many milliseconds without a word a node is dead;
-- whether this is its first word; whether it may judge others; how many milliseconds it
-- has to clean up after one that is dead.
-- Answers: whether it counts as living; the dead ones that it is to clean up after.

local nodes, claims = KEYS[1], KEYS[2]
local node, limit, claim = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local last = redis.call('ZSCORE', nodes, node)
if ARGV[3] == '0' and (not last or now - tonumber(last) > limit) then
	return { 0, {} }
end
redis.call('ZADD', nodes, now, node)
-- When all nodes are gone; what they had lives no longer
redis.call('PEXPIRE', nodes, math.max(300000, 15 * limit))

local dead = {}
if ARGV[4] == '1' then
	for _, other in ipairs(redis.call('ZRANGEBYSCORE', nodes, '-inf', '(' .. (now - limit), 'LIMIT', 0, 16)) do
		local taken = redis.call('ZSCORE', claims, other)
		if not taken or tonumber(taken) < now then
			redis.call('ZADD', claims, now + claim, other)
			dead[#dead + 1] = other
		end
	end
end
redis.call('ZREMRANGEBYSCORE', claims, '-inf', now - limit)
redis.call('PEXPIRE', claims, 10 * limit)
return { 1, dead }
