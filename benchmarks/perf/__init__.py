"""Speed and memory, measured on the project's own examples: ``python -m benchmarks.perf``."""
