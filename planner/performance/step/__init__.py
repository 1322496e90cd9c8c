"""Seconds of a decode step and of a prompt: kernel times summed over a model's layers, and what engines add."""
