-- Gives a node subjects that others no longer see to.
-- KEYS: what nodes see to
-- ARGV: the node, for how many milliseconds it does, how many subjects at most
-- Returns the subjects
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = string.format('%.0f', now + ARGV[2])
local subjects = {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])) do
	local subject = string.sub(member, string.find(member, ' ', 1, true) + 1)
	redis.call('ZREM', KEYS[1], member)
	redis.call('ZADD', KEYS[1], due, ARGV[1] .. ' ' .. subject)
	subjects[#subjects + 1] = subject
end
return subjects
