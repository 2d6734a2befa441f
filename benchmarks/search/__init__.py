"""Latency and throughput of a search over made-up stores; see `benchmarks.measure_search`."""
