"""How fast the house is, how much memory it takes and how it grows: ``python -m benchmarks.perf``, ``make bench``."""
