"""Indicators: one function each, with formula and standard."""
