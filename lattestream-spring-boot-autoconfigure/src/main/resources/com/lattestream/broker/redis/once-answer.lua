-- Keeps the answer of a request, unless another caller has claimed it by now.
-- KEYS: the request
-- ARGV: its fingerprint, the claim, the answer, how many milliseconds to keep it
local owner = redis.call('HGET', KEYS[1], 'o')
if owner == ARGV[2] or redis.call('EXISTS', KEYS[1]) == 0 then
	redis.call('HDEL', KEYS[1], 'o')
	redis.call('HSET', KEYS[1], 'f', ARGV[1], 'a', ARGV[3])
	redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
