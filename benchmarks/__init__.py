"""Speed and memory, one command each: `python -m benchmarks NAME`. Never run as tests."""
