-- KEYS: the event
-- Returns the message and how many milliseconds it is kept on, or nothing
local message = redis.call('GET', KEYS[1])
if not message then
	return {}
end
return { message, redis.call('PTTL', KEYS[1]) }
