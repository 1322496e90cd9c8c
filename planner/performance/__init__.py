"""Tokens per second and watts of a GPU for a model: measured first, else predicted, always with an interval."""
