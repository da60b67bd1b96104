-- Claims a request for the caller, now or once more, unless it is known.
-- KEYS: the request
-- ARGV: its fingerprint, the claim, how many milliseconds it lasts
-- Returns what became of it, then the answer or the claim of another caller
local known = redis.call('HMGET', KEYS[1], 'f', 'o', 'a')
if not known[1] then
	redis.call('HSET', KEYS[1], 'f', ARGV[1], 'o', ARGV[2])
	redis.call('PEXPIRE', KEYS[1], ARGV[3])
	return { 'claimed' }
end
if known[1] ~= ARGV[1] then
	return { 'conflict' }
end
if known[3] then
	return { 'answered', known[3] }
end
if known[2] == ARGV[2] then
	redis.call('PEXPIRE', KEYS[1], ARGV[3])
	return { 'claimed' }
end
return { 'pending', known[2] }
