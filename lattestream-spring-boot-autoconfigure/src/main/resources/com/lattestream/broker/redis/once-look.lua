-- Looks how far another caller got with a request.
-- KEYS: the request
-- ARGV: its fingerprint, the claim of the other caller
-- Returns what became of it, then the answer
local known = redis.call('HMGET', KEYS[1], 'f', 'o', 'a')
if known[1] == ARGV[1] then
	if known[3] then
		return { 'answered', known[3] }
	end
	if known[2] == ARGV[2] then
		return { 'pending' }
	end
end
return { 'gone' }
