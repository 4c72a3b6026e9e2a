-- What wrk measured, as one line of JSON: wrk's own text rounds, and tells no bytes that could be counted.
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%.0f,"bytes":%.0f,"seconds":%.6f,"failures":%.0f,"p50Ms":%.3f,"p99Ms":%.3f}\n',
    summary.requests, summary.bytes, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
