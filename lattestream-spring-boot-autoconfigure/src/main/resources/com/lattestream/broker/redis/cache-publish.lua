-- Stamps an event with a version, keeps it as the last one of its channel and publishes it.
-- KEYS: the event, the latest version, the topic
-- ARGV: the message up to the version, the message after it, how many milliseconds to keep it, how many
-- to keep the version, the command that publishes or nothing
-- Returns the version
local function bytes(number)
	local text = {}
	for i = 8, 1, -1 do
		text[i] = string.char(number % 256)
		number = math.floor(number / 256)
	end
	return table.concat(text)
end

local time = redis.call('TIME')
local version = tonumber(time[1]) * 1000000 + tonumber(time[2])
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
if version <= last then
	version = last + 1
end
local text = string.format('%.0f', version)
local message = ARGV[1] .. bytes(version) .. ARGV[2]
redis.call('SET', KEYS[1], message, 'PX', ARGV[3])
redis.call('SET', KEYS[2], text, 'PX', ARGV[4])
if ARGV[5] ~= '' then
	redis.call(ARGV[5], KEYS[3], message)
end
return text
