redis.call(ARGV[1], KEYS[1], ARGV[2])
return {KEYS[1], ARGV[2], #ARGV[2]}
