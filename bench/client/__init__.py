"""The load client of the benchmarks."""
