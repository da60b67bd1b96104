-- Gives the caller the turn to tell others of a subject, unless they know.
-- KEYS: what they know of it
-- ARGV: the node, 1 if it is there or 0, 1 if it is in doubt what they know or 0, how
--       many milliseconds others keep out, how many milliseconds it is remembered
-- Returns whose turn it is
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('HMGET', KEYS[1], 'p', 'o', 'u')
if known[2] and known[2] ~= ARGV[1] and tonumber(known[3]) > now then
	return 'TAKEN'
end
if known[1] == ARGV[2] and ARGV[3] == '0' then
	redis.call('PEXPIRE', KEYS[1], ARGV[5])
	return 'KNOWN'
end
redis.call('HSET', KEYS[1], 'p', ARGV[2], 'o', ARGV[1], 'u', string.format('%.0f', now + ARGV[4]))
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 'OURS'
