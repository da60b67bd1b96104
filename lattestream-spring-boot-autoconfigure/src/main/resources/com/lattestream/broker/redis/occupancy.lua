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

-- Takes how many subscriptions a channel has on a node, and reads how many it has on all.
-- RedisKeyspace says what the keys hold.
-- KEYS: topic, counts, leases, reports
-- ARGV: operation; the command that publishes; how long to keep, in milliseconds; the
-- incarnation of the node; the number of the call, the same when it is repeated; the
-- count; the birth of the counts as the node knows it; former incarnations of the node.
-- Answers: how many before and after; the birth; whether the node is the one to tell.

local topic, counts, leases, reports = unpack(KEYS)
local operation, publish, keep, node = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local call, count, birth = ARGV[5], tonumber(ARGV[6]), ARGV[7]

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function total()
	local sum = 0
	for _, value in ipairs(redis.call('HVALS', counts)) do
		sum = sum + tonumber(value)
	end
	return sum
end

if operation == 'count' then
	return { total(), total(), '', 0 }
end

local function forget(dead)
	redis.call('HDEL', counts, dead)
	redis.call('ZREM', leases, dead)
	redis.call('HDEL', reports, dead)
end

local known = redis.call('HGET', reports, 'birth')
local repeated = redis.call('HGET', reports, node)
if operation == 'report' and repeated then
	local number, before, after = string.match(repeated, '^(%d+) (%d+) (%d+)$')
	if number == call then
		return { tonumber(before), tonumber(after), known, 1 }
	end
end

-- Counts that Redis lost are no news when their nodes tell them again
local tells = (birth == '' or known == birth) and 1 or 0
if not known then
	known = string.format('%.0f', time[1] * 1000000 + time[2])
	redis.call('HSET', reports, 'birth', known)
end
local before = total()
if operation == 'report' then
	if count > 0 then
		redis.call('HSET', counts, node, count)
		redis.call('ZADD', leases, now, node)
	else
		forget(node)
	end
	for i = 8, #ARGV do
		forget(ARGV[i])
	end
	for _, dead in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now - keep)) do
		forget(dead)
	end
elseif operation == 'reap' then
	forget(ARGV[8])
end
local after = total()
if after ~= before then
	redis.call(publish, topic, 'o' .. after)
end
if operation == 'report' and (before == 0) ~= (after == 0) then
	redis.call('HSET', reports, node, call .. ' ' .. before .. ' ' .. after)
end
for _, key in ipairs({ counts, leases, reports }) do
	redis.call('PEXPIRE', key, keep)
end
return { before, after, known, tells }
