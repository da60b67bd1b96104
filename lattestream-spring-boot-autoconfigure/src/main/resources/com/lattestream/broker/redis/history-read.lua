-- Reads the history of a channel; a channel that has none gets a position.
-- KEYS: position, events
-- ARGV: epoch if there is none, what ('position', 'since', 'last'), epoch and offset to begin after
--       ('' and 0 for the oldest event; of 'last' the offset is the age in ms, -1 for any),
--       how many, whether to believe that this position was given ('1'), time in ms
--       ('' for that of Redis)
-- Answers with epoch, offset, gap ('' for none), and for each event its offset and the publication.
local NEVER_PUBLISHED_LIFE = 60 * 60 * 1000
local MIN_LIFE = 30 * 24 * 60 * 60 * 1000
local DAY = 24 * 60 * 60 * 1000

local function text(number)
  return string.format('%.0f', number)
end

local position = redis.call('HMGET', KEYS[1], 'e', 'o', 't', 'r')
local epoch = position[1]
local offset = tonumber(position[2] or '0')
local since = tonumber(ARGV[4])
local limit = tonumber(ARGV[5])

-- A server that lost its last writes would give the same offsets again
local went_back = epoch and ARGV[6] == '1' and epoch == ARGV[3] and since > offset
if not epoch or went_back then
  epoch = ARGV[1]
  offset = 0
  position = {}
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[1], 'e', epoch, 'o', '0')
end
if offset == 0 then
  redis.call('PEXPIRE', KEYS[1], text(NEVER_PUBLISHED_LIFE))
else
  redis.call('PEXPIRE', KEYS[1], text(math.max(MIN_LIFE, tonumber(position[4]) + DAY)))
end

local answer = {epoch, text(offset), ''}
if ARGV[2] == 'position' then
  return answer
end

local function published(wanted)
  local id = text(wanted) .. '-0'
  return tonumber(redis.call('XRANGE', KEYS[2], id, id)[1][2][4])
end

-- The first event from one on that was published after a time; they are in the order of time
local function first_after(from, time)
  local to = offset + 1
  while from < to do
    local middle = math.floor((from + to) / 2)
    if published(middle) > time then
      to = middle
    else
      from = middle + 1
    end
  end
  return from
end

local first = offset + 1
local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
local now = 0
if oldest and offset > 0 then
  now = tonumber(ARGV[7])
  if not now then
    local time = redis.call('TIME')
    now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  end
  first = first_after(tonumber(string.match(oldest[1], '^%d+')), now - tonumber(position[4]))
end

local from
local to = offset
if ARGV[2] == 'last' then
  from = math.max(first, offset - limit + 1)
  if since >= 0 then
    from = first_after(from, now - since - 1)
  end
elseif ARGV[3] == '' then
  from = first
elseif ARGV[3] ~= epoch then
  answer[3] = 'EPOCH_CHANGED'
  return answer
elseif since > offset then
  answer[3] = 'POSITION_UNKNOWN'
  return answer
elseif since + 1 < first then
  answer[3] = 'EVENTS_FORGOTTEN'
  return answer
else
  from = since + 1
end

if from <= to then
  local entries = redis.call('XRANGE', KEYS[2], text(from) .. '-0', text(to) .. '-0', 'COUNT', ARGV[5])
  for _, entry in ipairs(entries) do
    answer[#answer + 1] = string.match(entry[1], '^%d+')
    answer[#answer + 1] = entry[2][2]
  end
end
return answer
