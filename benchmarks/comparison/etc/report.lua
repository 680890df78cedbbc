-- Says in one line of JSON what wrk counted.
done = function(summary, latency, requests)
  local e = summary.errors
  print(string.format(
    '{"requests": %d, "seconds": %.6f, "errors": %d, "us": {"p50": %d, "p99": %d, "p99.9": %d}}',
    summary.requests, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
