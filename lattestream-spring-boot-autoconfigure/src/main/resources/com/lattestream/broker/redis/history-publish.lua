-- Appends an event to the history of a channel and publishes it.
-- KEYS: position, events, topic
-- ARGV: epoch if there is none, size, ttl in ms, publication, publish command,
--       epoch and offset that the node has seen ('' and 0 for none), time in ms ('' for that of Redis)
-- Answers with epoch and offset of the event.
local MIN_LIFE = 30 * 24 * 60 * 60 * 1000
local DAY = 24 * 60 * 60 * 1000

local function text(number)
  return string.format('%.0f', number)
end

local now = tonumber(ARGV[8])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local ttl = tonumber(ARGV[3])
local position = redis.call('HMGET', KEYS[1], 'e', 'o', 't', 'r')
local epoch = position[1]
local offset = tonumber(position[2] or '0')

-- A server that lost its last writes would give the same offsets again
if not epoch or (epoch == ARGV[6] and tonumber(ARGV[7]) > offset) then
  epoch = ARGV[1]
  offset = 0
  position = {}
  redis.call('DEL', KEYS[1], KEYS[2])
end

now = math.max(now, tonumber(position[3] or '0'))
local shortest = math.min(ttl, tonumber(position[4] or ARGV[3]))
offset = offset + 1
redis.call('XADD', KEYS[2], 'MAXLEN', '=', ARGV[2], text(offset) .. '-0', 'p', ARGV[4], 't', text(now))

-- What the retention before did not keep is not brought back by another one
local live = false
-- Mostly the oldest one lives, and to read more takes longer than all the rest
local count = 1
while not live do
  local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', count)
  local expired = 0
  count = 100
  for _, entry in ipairs(oldest) do
    if tonumber(entry[2][4]) + shortest > now then
      live = true
      break
    end
    expired = expired + 1
  end
  if live and expired > 0 then
    redis.call('XTRIM', KEYS[2], 'MINID', '=', oldest[expired + 1][1])
  elseif not live then
    redis.call('XTRIM', KEYS[2], 'MINID', '=', text(tonumber(string.match(oldest[#oldest][1], '^%d+')) + 1) .. '-0')
  end
end

redis.call('HSET', KEYS[1], 'e', epoch, 'o', text(offset), 't', text(now), 'r', ARGV[3])
redis.call('PEXPIRE', KEYS[1], text(math.max(MIN_LIFE, ttl + DAY)))
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call(ARGV[5], KEYS[3], 'h' .. epoch .. ':' .. text(offset) .. ':' .. ARGV[4])
return {epoch, text(offset)}
