"""Measured kernel times (data/gpu/kernels) read as data, and what lies between the measured shapes."""
