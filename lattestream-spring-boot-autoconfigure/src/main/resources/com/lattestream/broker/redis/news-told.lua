-- Ends the turn of a node, which has told others of a subject.
-- KEYS: what they know of it
-- ARGV: the node
-- Returns 1 if the turn was still that of the node, else 0
if redis.call('HGET', KEYS[1], 'o') ~= ARGV[1] then
	return 0
end
redis.call('HDEL', KEYS[1], 'o', 'u')
return 1
