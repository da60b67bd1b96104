-- KEYS: the topic
-- ARGV: the command that publishes, the message
-- Returns how many connections get it
return redis.call(ARGV[1], KEYS[1], ARGV[2])
