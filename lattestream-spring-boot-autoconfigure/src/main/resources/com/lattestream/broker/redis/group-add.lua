-- KEYS: the group
-- ARGV: the channel, how many milliseconds the group lives
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
