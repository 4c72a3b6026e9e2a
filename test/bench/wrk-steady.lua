-- A steady rate: each connection waits before it asks, a while at random around the one that is given.
local gap = 32

function init(arguments)
  gap = tonumber(arguments[1])
  math.randomseed(42)
end

function delay()
  return math.random(math.floor(gap / 2), math.ceil(gap * 3 / 2))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"sent":%.0f,"failures":%.0f,"p50Ms":%.3f,"p90Ms":%.3f,"p99Ms":%.3f,"p999Ms":%.3f}\n',
    summary.requests,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status,
    latency:percentile(50) / 1e3, latency:percentile(90) / 1e3,
    latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3))
end
