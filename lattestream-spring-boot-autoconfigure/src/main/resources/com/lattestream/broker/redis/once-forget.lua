-- Forgets a request that failed, unless another caller has claimed it by now.
-- KEYS: the request
-- ARGV: the claim
if redis.call('HGET', KEYS[1], 'o') == ARGV[1] then
	redis.call('DEL', KEYS[1])
end
