-- Notes that a node sees to subjects.
-- KEYS: what nodes see to
-- ARGV: for how many milliseconds, the subjects, each after its node
local time = redis.call('TIME')
local due = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
for i = 2, #ARGV do
	redis.call('ZADD', KEYS[1], string.format('%.0f', due), ARGV[i])
end
