"""Attacks by SIGKILL at a random moment, and what is there after the next start: for `benchmarks.reliability`."""
