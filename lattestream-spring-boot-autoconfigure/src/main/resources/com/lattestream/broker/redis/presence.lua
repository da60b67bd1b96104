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

-- Changes and reads the members of one channel. RedisKeyspace says what the keys hold.
-- KEYS: topic, room, members, counts, graces, leases
-- ARGV: operation; the command that publishes; how long to keep, in milliseconds; the
-- incarnation of the node; the lowest number of its calls that has no answer yet; the
-- number of this call; then what the operation takes.
-- Answers: whether it was done; birth and version of the room; milliseconds until the
-- next grace ends, or -1; what the node caused and may not know; the members by name.

local topic, room, members, counts, graces, leases = unpack(KEYS)
local operation, publish, keep, node = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local unanswered, call = tonumber(ARGV[5]), ARGV[6]

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

-- Whether who comes is no news to the application; who goes always is
local silent = false

local function entries(of)
	return room .. ':entries:' .. of
end

local function caused(of)
	return room .. ':caused:' .. of
end

local function refreshed(of)
	return room .. ':refreshed:' .. of
end

local function integer(number)
	return string.format('%.0f', number)
end

local function afterSpace(text)
	return string.sub(text, string.find(text, ' ', 1, true) + 1)
end

local function change(sign, user, info)
	local known = redis.call('HMGET', room, 'v', 'b')
	local before = known[1] or '0'
	local version = integer(math.max(tonumber(before) + 1, micros))
	local birth = known[2] or version
	redis.call('HSET', room, 'v', version, 'b', birth)
	local record = sign .. ' ' .. version .. ' ' .. before .. ' ' .. birth .. ' ' .. #user .. ' ' .. user .. info
	redis.call(publish, topic, 'm' .. record)
	if not silent or sign == '-' then
		redis.call('RPUSH', caused(node), call .. ' ' .. record)
	end
	return version
end

local function remove(user)
	local value = redis.call('HGET', members, user)
	redis.call('HDEL', members, user)
	redis.call('HDEL', counts, user)
	redis.call('ZREM', graces, user)
	if value then
		change('-', user, afterSpace(value))
	end
end

local function enter(socket, user, info, number)
	if redis.call('HSET', entries(node), socket .. ' ' .. user, number) == 1 then
		redis.call('HINCRBY', counts, user, 1)
	end
	redis.call('ZREM', graces, user)
	if redis.call('HEXISTS', members, user) == 0 then
		local version = change('+', user, info)
		redis.call('HSET', members, user, version .. ' ' .. info)
	end
end

local function drop(user, grace)
	if redis.call('HINCRBY', counts, user, -1) > 0 then
		return
	end
	redis.call('HDEL', counts, user)
	if grace > 0 and redis.call('HEXISTS', members, user) == 1 then
		redis.call('ZADD', graces, now + grace, user)
	else
		remove(user)
	end
end

local function evict(dead, leaving)
	local fields = redis.call('HKEYS', entries(dead))
	redis.call('DEL', entries(dead))
	redis.call('ZREM', leases, dead)
	for _, field in ipairs(fields) do
		local user = afterSpace(field)
		drop(user, leaving[user] or 0)
	end
end

local function endGraces(until_)
	for _, user in ipairs(redis.call('ZRANGEBYSCORE', graces, '-inf', until_)) do
		remove(user)
	end
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

local function answer(done, list, withMembers)
	local known = redis.call('HMGET', room, 'b', 'v')
	local first = redis.call('ZRANGE', graces, 0, 0, 'WITHSCORES')
	local rest = (#first > 0) and math.max(tonumber(first[2]) - now, 0) or -1
	return { done, known[1] or '', known[2] or '0', rest, list,
			withMembers and redis.call('HGETALL', members) or {} }
end

-- socket id, user id, info, most members
local function join()
	local socket, user, info, most = ARGV[7], ARGV[8], ARGV[9], tonumber(ARGV[10])
	if redis.call('HEXISTS', members, user) == 0 and redis.call('HLEN', members) >= most then
		return 0
	end
	enter(socket, user, info, call)
	redis.call('ZADD', leases, now, node)
	return 1
end

-- socket id, user id, number of the call that joined, grace in milliseconds
local function leave()
	local field = ARGV[7] .. ' ' .. ARGV[8]
	if redis.call('HGET', entries(node), field) == ARGV[9] then
		redis.call('HDEL', entries(node), field)
		drop(ARGV[8], tonumber(ARGV[10]))
	end
	return 1
end

-- Enters the connections of the node from an argument on, and returns them
local function tell(at)
	local told = {}
	while at < #ARGV do
		told[ARGV[at] .. ' ' .. ARGV[at + 1]] = true
		enter(ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3])
		at = at + 4
	end
	return told
end

-- birth as the node knows it; count and former incarnations of the node; count and users
-- that left, each with its grace; how many connections it has; then all of them, if they
-- were not told before: socket id, user id, info, number of the call that joined
local function refresh()
	local at = 8
	local former, leaving = {}, {}
	for i = 1, tonumber(ARGV[at]) do
		former[i] = ARGV[at + i]
	end
	at = at + #former + 1
	local count = tonumber(ARGV[at])
	for i = 1, count do
		leaving[ARGV[at + 2 * i - 1]] = tonumber(ARGV[at + 2 * i])
	end
	at = at + 2 * count + 1
	local size = tonumber(ARGV[at])
	local wanted = tell(at + 1)
	local others = redis.call('HLEN', entries(node)) - size
	if others ~= 0 and at == #ARGV and size > 0 then
		return 0
	end
	for _, dead in ipairs(former) do
		for _, record in ipairs(redis.call('LRANGE', caused(dead), 0, -1)) do
			redis.call('RPUSH', caused(node), record)
		end
		redis.call('DEL', caused(dead))
		redis.call('SET', refreshed(dead), call, 'PX', keep)
		evict(dead, leaving)
	end
	redis.call('SET', refreshed(node), call, 'PX', keep)
	for _, field in ipairs(others > 0 and redis.call('HKEYS', entries(node)) or {}) do
		if not wanted[field] then
			local user = afterSpace(field)
			redis.call('HDEL', entries(node), field)
			drop(user, leaving[user] or 0)
		end
	end
	redis.call('ZADD', leases, now, node)
	for _, dead in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now - keep)) do
		evict(dead, {})
	end
	return 1
end

if operation == 'members' then
	return answer(1, {}, true)
end

-- What the node gave up before it told all it has may arrive later, on another connection
if tonumber(call) < tonumber(redis.call('GET', refreshed(node)) or '0') then
	return answer(0, {}, false)
end

endGraces(now)
-- Members that Redis lost are no news when their nodes tell them again
if operation == 'tell' or operation == 'refresh' then
	silent = ARGV[7] ~= '' and redis.call('HGET', room, 'b') ~= ARGV[7]
end
local done = 1
if operation == 'join' then
	done = join()
elseif operation == 'leave' then
	done = leave()
elseif operation == 'tell' then
	tell(8)
	done = 0
elseif operation == 'refresh' then
	done = refresh()
elseif operation == 'reap' then
	evict(ARGV[7], {})
elseif operation == 'stop' and redis.call('ZCARD', leases) == 0 then
	endGraces('+inf')
end
if redis.call('EXISTS', entries(node)) == 0 then
	redis.call('ZREM', leases, node)
end
local list = news()
for _, key in ipairs({ room, members, counts, graces, leases, entries(node), caused(node) }) do
	redis.call('PEXPIRE', key, keep)
end
return answer(done, list, operation == 'join')
