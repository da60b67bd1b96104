-- KEYS: the group
-- ARGV: how many milliseconds the group lives
-- Returns the channels
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return redis.call('SMEMBERS', KEYS[1])
