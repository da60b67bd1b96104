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
-- incarnation of the node; the lowest number of its calls that has no answer yet; the
-- number of this call; the count; the birth of the counts as the node knows it; whose
-- counts to remove; former incarnations of the node.
-- Answers: how many there are; the birth; what the node caused and may not know.

local topic, counts, leases, reports = unpack(KEYS)
local operation, publish, keep, node = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local unanswered, call, count, birth = tonumber(ARGV[5]), ARGV[6], tonumber(ARGV[7]), ARGV[8]

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

local function caused(of)
	return reports .. ':' .. of
end

local function reported(of)
	return reports .. ':reported:' .. of
end

local function integer(number)
	return string.format('%.0f', number)
end

local function total()
	local sum = 0
	for _, value in ipairs(redis.call('HVALS', counts)) do
		sum = sum + tonumber(value)
	end
	return sum
end

if operation == 'count' then
	return { total(), '', {} }
end

local function forget(dead)
	redis.call('HDEL', counts, dead)
	redis.call('ZREM', leases, dead)
end

local function remember(before, after)
	local version = math.max(tonumber(redis.call('HGET', reports, 'version') or '0') + 1, micros)
	redis.call('HSET', reports, 'version', integer(version))
	redis.call('RPUSH', caused(node), call .. ' ' .. integer(version) .. ' ' .. before .. ' ' .. after)
end

-- What calls of this node caused whose answers it may not have got
local function news()
	local records = redis.call('LRANGE', caused(node), 0, -1)
	local rest = {}
	for _, record in ipairs(records) do
		if tonumber(string.match(record, '^%d+')) >= unanswered then
			rest[#rest + 1] = record
		end
	end
	if #rest < #records then
		redis.call('DEL', caused(node))
		for _, record in ipairs(rest) do
			redis.call('RPUSH', caused(node), record)
		end
	end
	return rest
end

-- What the node gave up before a later report may arrive after it, on another connection
if operation == 'report' and tonumber(call) < tonumber(redis.call('GET', reported(node)) or '0') then
	return { total(), redis.call('HGET', reports, 'birth') or '', {} }
end

-- Counts that Redis lost are no news when their nodes tell them again
local known = redis.call('HGET', reports, 'birth')
local silent = birth ~= '' and known ~= birth
if not known then
	known = integer(micros)
	redis.call('HSET', reports, 'birth', known)
end
for i = 10, #ARGV do
	for _, record in ipairs(redis.call('LRANGE', caused(ARGV[i]), 0, -1)) do
		redis.call('RPUSH', caused(node), record)
	end
	redis.call('DEL', caused(ARGV[i]))
end
local before = total()
if operation == 'report' then
	if count > 0 then
		redis.call('HSET', counts, node, count)
		redis.call('ZADD', leases, now, node)
	else
		forget(node)
	end
	redis.call('SET', reported(node), call, 'PX', keep)
	for i = 10, #ARGV do
		redis.call('SET', reported(ARGV[i]), call, 'PX', keep)
		forget(ARGV[i])
	end
	for _, dead in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now - keep)) do
		forget(dead)
	end
elseif operation == 'reap' then
	forget(ARGV[9])
end
local after = total()
if after ~= before then
	redis.call(publish, topic, 'o' .. after)
	if not silent or before > 0 then
		remember(before, after)
	end
end
local list = news()
for _, key in ipairs({ counts, leases, reports, caused(node) }) do
	redis.call('PEXPIRE', key, keep)
end
return { after, known, list }
